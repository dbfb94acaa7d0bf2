package io.tidegate.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import javax.sql.DataSource;

/**
 * Deadlines and expiries are set by one process's clock and judged by another's, so each has to be near Postgres's. A
 * process whose clock is not, is not ready.
 */
public final class DatabaseClock {
    public static final long APART_MS_MAX = 500;

    private DatabaseClock() {}

    /** How far our clock surely is from the database's, in milliseconds; fails beyond {@link #APART_MS_MAX}. */
    public static long requireNear(DataSource database, InstantSource clock) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            long beforeMs = clock.millis();
            try (ResultSet row = statement.executeQuery("select clock_timestamp()")) {
                row.next();
                long apartMs = apartMs(beforeMs, row.getTimestamp(1).getTime(), clock.millis());
                if (apartMs > APART_MS_MAX) {
                    throw new SQLException(
                            "our clock is " + apartMs + " ms away from the database's; at most " + APART_MS_MAX);
                }
                return apartMs;
            }
        }
    }

    /** A slow answer says nothing of clocks: the database's time may be any from before the question to after it. */
    static long apartMs(long beforeMs, long databaseMs, long afterMs) {
        return Math.max(0, Math.max(beforeMs - databaseMs, databaseMs - afterMs));
    }
}
