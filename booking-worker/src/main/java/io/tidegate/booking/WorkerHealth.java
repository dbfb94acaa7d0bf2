package io.tidegate.booking;

import io.tidegate.booking.batch.Partitions;
import io.tidegate.http.Blocking;
import io.tidegate.http.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** What the writer needs: the database with a clock near ours, and its partitions being written. */
final class WorkerHealth {
    private static final long CLOCKS_APART_MS_MAX = 500;

    private WorkerHealth() {}

    static Health of(Vertx vertx, Partitions partitions, DataSource database, InstantSource clock) {
        return new Health()
                .require("postgres", () -> Blocking.call(vertx, () -> requireNearClock(database, clock)))
                .require("partitions", () -> writing(partitions.states()));
    }

    private static long requireNearClock(DataSource database, InstantSource clock) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select clock_timestamp()")) {
            row.next();
            long apartMs = Math.abs(row.getTimestamp(1).getTime() - clock.millis());
            if (apartMs > CLOCKS_APART_MS_MAX) {
                throw new SQLException(
                        "our clock is " + apartMs + " ms away from the database's; at most " + CLOCKS_APART_MS_MAX);
            }
            return apartMs;
        }
    }

    private static Future<?> writing(Map<Integer, String> states) {
        String not = states.entrySet().stream()
                .filter(state -> !state.getValue().equals("writing"))
                .map(state -> state.getKey() + ": " + state.getValue())
                .collect(Collectors.joining("; "));
        if (states.isEmpty()) {
            return Future.failedFuture("no partition is ours yet");
        }
        return not.isEmpty() ? Future.succeededFuture() : Future.failedFuture(not);
    }
}
