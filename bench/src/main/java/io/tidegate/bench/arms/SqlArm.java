package io.tidegate.bench.arms;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** An arm whose requests each write by themselves, over a pool of connections. */
abstract class SqlArm implements Arm {
    private static final long WAIT_MS = 60_000;
    private static final int COMMAND_BYTES = 16;

    private final SqlTables tables;
    private final HikariDataSource pool;

    SqlArm(SqlTables tables, int connections) {
        this.tables = tables;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(tables.database().url());
        config.setUsername(tables.database().ownerUser());
        config.setPassword(tables.database().ownerPassword().reveal());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0); // arms take turns: who is not on has no connections
        config.setConnectionTimeout(WAIT_MS);
        config.addDataSourceProperty("prepareThreshold", 1);
        this.pool = new HikariDataSource(config);
    }

    @Override
    public void prepare(int events, int seatsAnEvent) throws SQLException {
        tables.make(events, seatsAnEvent);
    }

    @Override
    public List<String> audit(long acknowledged) throws SQLException {
        pool.getHikariPoolMXBean().softEvictConnections();
        return tables.audit(acknowledged);
    }

    @Override
    public void close() {
        pool.close();
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** The parameters of {@link SqlTables#RECORD}, from this index on. */
    static void record(PreparedStatement statement, int from, long request) throws SQLException {
        statement.setLong(from, request);
        statement.setString(from + 1, account(request));
        statement.setBytes(
                from + 2,
                ByteBuffer.allocate(COMMAND_BYTES)
                        .putLong(request)
                        .putLong(0x9E3779B97F4A7C15L * request)
                        .array());
    }

    static String account(long request) {
        return "ac_" + Long.toString((0x9E3779B97F4A7C15L * (request + 1)) >>> 1, 32);
    }
}
