package io.tidegate.booking;

import io.tidegate.booking.batch.Partitions;
import io.tidegate.http.Blocking;
import io.tidegate.http.Health;
import io.tidegate.store.DatabaseClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** What the writer needs: the database with a clock near ours, and its partitions being written. */
final class WorkerHealth {
    private WorkerHealth() {}

    static Health of(Vertx vertx, Partitions partitions, DataSource database, InstantSource clock) {
        return new Health()
                .require("postgres", () -> Blocking.call(vertx, () -> DatabaseClock.requireNear(database, clock)))
                .require("partitions", () -> writing(partitions.states()));
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
