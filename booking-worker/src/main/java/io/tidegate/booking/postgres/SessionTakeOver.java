package io.tidegate.booking.postgres;

import io.tidegate.booking.batch.BatchStore.Standing;
import io.tidegate.booking.batch.StoreException;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Takes a partition over in Postgres, in this order: end the session that its row names, raise the epoch, read where it
 * stands. After this the former writer commits nothing more: its session is gone, and a new one would meet the fence.
 */
public final class SessionTakeOver {
    private static final String CREATE = """
            insert into writer_partition
                   (partition, topic_id, epoch, batch_no, next_offset, decided_at_ms, published_batch)
            values (?, ?, 0, 0, 0, 0, 0)
            on conflict (partition) do nothing
            """;
    /** Waits up to 5 s until the backend has gone. A pid may have been given again: its start tells. */
    private static final String END_FORMER = """
            select pg_terminate_backend(a.pid, 5000)
              from writer_partition w
              join pg_stat_activity a on a.pid = w.session_pid and a.backend_start = w.session_started
             where w.partition = ? and a.pid <> pg_backend_pid()
            """;

    private static final String RAISE_EPOCH = """
            update writer_partition w
               set epoch = epoch + 1, session_pid = a.pid, session_started = a.backend_start
              from pg_stat_activity a
             where w.partition = ? and a.pid = pg_backend_pid()
            returning w.topic_id, w.epoch, w.batch_no, w.next_offset, w.decided_at_ms, w.published_batch
            """;

    private final Settings.Database database;
    private final int transactionTimeoutMs;
    private final LedgerReader reader;

    public SessionTakeOver(Settings.Database database, int transactionTimeoutMs, DataSource reads) {
        this.database = database;
        this.transactionTimeoutMs = transactionTimeoutMs;
        this.reader = new LedgerReader(reads);
    }

    /**
     * A store that holds the partition under a new epoch.
     *
     * @param topicId the id of the commands' topic; another than the row's is {@code MISPLACED}
     * @param publishedBatch the last batch that is known to be published, to be stored with the next one
     */
    public PostgresBatchStore of(int partition, String topicId, LongSupplier publishedBatch) throws StoreException {
        try {
            Connection session = Databases.session(database, Databases.Role.BOOKING_WORKER, "writer-" + partition);
            try {
                prepare(session);
                Standing standing = take(session, partition, topicId);
                return new PostgresBatchStore(partition, session, reader, standing, publishedBatch);
            } catch (SQLException | StoreException failed) {
                session.close();
                throw failed;
            }
        } catch (SQLException failed) {
            throw StoreErrors.of("take-over of partition " + partition, failed);
        }
    }

    private void prepare(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("set transaction_timeout = " + transactionTimeoutMs);
            statement.execute("set idle_in_transaction_session_timeout = " + transactionTimeoutMs);
        }
        session.setAutoCommit(false);
    }

    private static Standing take(Connection session, int partition, String topicId)
            throws SQLException, StoreException {
        try (PreparedStatement end = session.prepareStatement(END_FORMER)) {
            end.setInt(1, partition);
            end.executeQuery().close();
        }
        session.commit();
        // Only now: it would wait for a batch that the former writer left open.
        update(session, CREATE, partition, topicId);
        session.commit();
        try (PreparedStatement raise = session.prepareStatement(RAISE_EPOCH)) {
            raise.setInt(1, partition);
            try (ResultSet row = raise.executeQuery()) {
                row.next();
                requireTopic(partition, row.getString(1), topicId);
                Standing standing =
                        new Standing(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
                session.commit();
                return standing;
            }
        }
    }

    private static void requireTopic(int partition, String stored, String found) throws StoreException {
        if (!stored.equals(found)) {
            throw new StoreException(
                    StoreException.Kind.MISPLACED,
                    "partition " + partition + " belongs to topic id " + stored + ", the broker has " + found
                            + ": an operator has to look");
        }
    }

    private static void update(Connection session, String sql, int partition, String topicId) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setInt(1, partition);
            statement.setString(2, topicId);
            statement.executeUpdate();
        }
    }
}
