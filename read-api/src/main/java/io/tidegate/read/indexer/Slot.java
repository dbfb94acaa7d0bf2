package io.tidegate.read.indexer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replication slot and what is kept about it in Postgres, over the connection that holds the election. */
final class Slot {
    private static final Logger log = LoggerFactory.getLogger(Slot.class);
    /** Any number that nothing else in this database locks. */
    private static final long ELECTION = 0x7469_6465_6761_7465L;

    private final Connection connection;
    private final String name;

    Slot(Connection connection, String name) {
        this.connection = connection;
        this.name = name;
    }

    /** Whether this session is the indexer; it is until the session ends. */
    boolean elected() throws SQLException {
        return is("select pg_try_advisory_lock(" + ELECTION + ")");
    }

    /** Fails when the session, and with it the election, is lost. */
    void check() throws SQLException {
        is("select true");
    }

    /**
     * Makes ready to read from where it stands. When the slot is lost, or no index that holds what was read so far is to
     * be kept, everything is forgotten, so that a new snapshot is taken; until it is complete the old index serves.
     */
    void prepare(boolean keepIndex) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into indexer_heartbeat values (1, now())"
                    + " on conflict (id) do update set beat_at = excluded.beat_at");
            if (keepIndex && usable()) {
                return;
            }
            if (is("select true from indexer_offset limit 1") || exists()) {
                log.warn("the slot or the index is lost, or a new index was ordered; a new snapshot is taken");
            }
            statement.execute("delete from indexer_offset");
            if (exists()) {
                statement.execute("select pg_drop_replication_slot('" + name + "')");
            }
        }
    }

    /** The last order for a new index that is not carried out; 0: there is none. */
    long orderOpen() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select coalesce(max(order_no), 0) from indexer_order where done_at is null")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The new index serves: all orders up to this one are carried out. */
    void orderDone(long orderNo) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "update indexer_order set done_at = now() where order_no <= ? and done_at is null")) {
            statement.setLong(1, orderNo);
            statement.executeUpdate();
        }
    }

    /** Bytes of log that the slot still holds back. */
    long lagBytes() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint"
                        + " from pg_replication_slots where slot_name = ?")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private boolean usable() throws SQLException {
        return is("select true from pg_replication_slots where slot_name = '" + name + "' and wal_status <> 'lost'");
    }

    private boolean exists() throws SQLException {
        return is("select true from pg_replication_slots where slot_name = '" + name + "'");
    }

    private boolean is(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
