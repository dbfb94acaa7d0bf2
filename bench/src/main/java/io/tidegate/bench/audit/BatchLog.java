package io.tidegate.bench.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.wire.BatchRecord;
import java.sql.SQLException;

/** The append-only log of what the writers committed: every batch of every partition, in order. */
final class BatchLog {
    private final Subject subject;

    BatchLog(Subject subject) {
        this.subject = subject;
    }

    /** One committed batch. */
    record Batch(int partition, long batchNo, long epoch, BatchRecord record) {}

    /** Takes each batch in turn. */
    interface Reader {
        void read(Batch batch);
    }

    /** Reads the log once; a record that does not decode is an {@link IllegalStateException} that names it. */
    void read(Reader reader) throws SQLException {
        subject.query(
                "select partition, batch_no, epoch, record from batch order by partition, batch_no",
                row -> reader.read(new Batch(
                        row.getInt(1),
                        row.getLong(2),
                        row.getLong(3),
                        decode(row.getInt(1), row.getLong(2), row.getBytes(4)))));
    }

    private static BatchRecord decode(int partition, long batchNo, byte[] record) {
        try {
            return BatchRecord.parseFrom(record);
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("batch " + batchNo + " of partition " + partition + " is broken", broken);
        }
    }
}
