package io.tidegate.booking.postgres;

import io.tidegate.booking.batch.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;

/** Writes a batch on a session, in the transaction that its fence has begun. */
final class BatchWriter {
    private static final String MAKE_TICKETS =
            "insert into ticket (event_id, ticket_no, status, hold_no) select ?, n, 0, 0 from generate_series(0, ? - 1) n";
    private static final String TERMS = """
            insert into event_ledger (event_id, seq, next_hold_no, terms, state) values (?, 0, 1, ?, ?)
            on conflict (event_id) do update set terms = excluded.terms, state = excluded.state
            """;
    private static final String BATCH =
            "insert into batch (partition, batch_no, epoch, committed_at, record) values (?, ?, ?, ?, ?)";

    private final Connection session;

    BatchWriter(Connection session) {
        this.session = session;
    }

    /** Writes all of the batch but its fence; the caller commits. */
    void write(int partition, long epoch, Batch batch, BatchRows rows) throws SQLException {
        for (Batch.ScheduledRow scheduled : batch.scheduled()) {
            schedule(scheduled);
        }
        rows.write(session);
        try (PreparedStatement insert = session.prepareStatement(BATCH)) {
            insert.setInt(1, partition);
            insert.setLong(2, batch.batchNo());
            insert.setLong(3, epoch);
            insert.setTimestamp(4, new Timestamp(batch.nowMs()));
            insert.setBytes(5, rows.record());
            insert.executeUpdate();
        }
    }

    private void schedule(Batch.ScheduledRow scheduled) throws SQLException {
        try (PreparedStatement terms = session.prepareStatement(TERMS)) {
            terms.setLong(1, scheduled.event());
            terms.setBytes(2, scheduled.terms().toByteArray());
            terms.setString(3, scheduled.terms().getCancelled() ? "cancelled" : "open");
            terms.executeUpdate();
        }
        if (scheduled.first()) {
            try (PreparedStatement tickets = session.prepareStatement(MAKE_TICKETS)) {
                tickets.setLong(1, scheduled.event());
                tickets.setInt(2, scheduled.capacity());
                tickets.executeUpdate();
            }
        }
    }
}
