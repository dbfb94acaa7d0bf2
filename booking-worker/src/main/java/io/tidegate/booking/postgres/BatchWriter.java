package io.tidegate.booking.postgres;

import io.tidegate.booking.batch.Batch;
import io.tidegate.booking.batch.BatchStore.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;

/**
 * Writes a batch on a session, in a transaction whose first statement is the fence: a writer with an old epoch, or a ghost of
 * its own with an old batch number, updates no row, and what follows is not run.
 */
final class BatchWriter {
    /** What a fence that updates no row fails with: division by zero. No other statement of a batch divides. */
    static final String FENCED = "22012";

    /** Plan: Index Scan using writer_partition_pkey; a HOT update. */
    private static final String FENCE = """
            with fence as (
                update writer_partition
                   set batch_no = ?, next_offset = ?, decided_at_ms = ?, published_batch = ?
                 where partition = ? and epoch = ? and batch_no = ?
                returning 1)
            select 1 / count(*) from fence""";

    private static final String MAKE_TICKETS =
            "insert into ticket (event_id, ticket_no, status, hold_no) select ?, n, 0, 0 from generate_series(0, ? - 1) n";
    private static final String TERMS = """
            insert into event_ledger (event_id, seq, next_hold_no, terms, state) values (?, 0, 1, ?, ?)
            on conflict (event_id) do update set terms = excluded.terms, state = excluded.state""";
    private static final String BATCH =
            "insert into batch (partition, batch_no, epoch, committed_at, record) values (?, ?, ?, ?, ?)";

    private final int partition;
    private final Connection session;

    BatchWriter(int partition, Connection session) {
        this.partition = partition;
        this.session = session;
    }

    /** Writes all of the batch, in as few round trips as it takes; the caller commits. */
    void write(Standing standing, long published, Batch batch, BatchRows rows) throws SQLException {
        Together first = new Together()
                .add(
                        FENCE,
                        batch.batchNo(),
                        batch.nextOffset(),
                        batch.nowMs(),
                        published,
                        partition,
                        standing.epoch(),
                        batch.batchNo() - 1);
        batch.scheduled().forEach(scheduled -> schedule(first, scheduled));
        rows.changed().forEach(kind -> first.add(kind.sql(), kind.values()));
        first.add(BATCH, partition, batch.batchNo(), standing.epoch(), new Timestamp(batch.nowMs()), rows.record());
        first.execute(session);
        for (CopyRows copy : rows.made()) {
            copy.write(session);
        }
    }

    private static void schedule(Together first, Batch.ScheduledRow scheduled) {
        first.add(
                TERMS,
                scheduled.event(),
                scheduled.terms().toByteArray(),
                scheduled.terms().getCancelled() ? "cancelled" : "open");
        if (scheduled.first()) {
            first.add(MAKE_TICKETS, scheduled.event(), scheduled.capacity());
        }
    }
}
