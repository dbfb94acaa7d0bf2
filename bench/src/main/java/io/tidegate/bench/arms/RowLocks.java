package io.tidegate.bench.arms;

import io.tidegate.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Arm (a) by itself, for who compares with the usual way. */
public final class RowLocks {
    private static final Duration TIME_MAX = Duration.ofSeconds(60);
    private static final long SEED = 42;

    private RowLocks() {}

    /** Seats a second by the number of connections, each on a fresh event of so many seats; a first round warms up. */
    public static Map<Integer, Double> rates(Settings.Database database, int seats, List<Integer> connections)
            throws Exception {
        Map<Integer, Double> rates = new TreeMap<>();
        SqlTables tables = new SqlTables(database);
        Workload workload = new Workload(1, seats, Workload.Picks.UNIFORM, SEED);
        once(tables, connections.getFirst(), workload);
        for (int count : connections) {
            rates.put(count, once(tables, count, workload));
        }
        tables.drop();
        return rates;
    }

    private static double once(SqlTables tables, int connections, Workload workload) throws Exception {
        try (Arm arm = new RowLockArm(tables, connections)) {
            arm.prepare(workload.events(), workload.seatsAnEvent());
            ClosedLoop.Outcome outcome =
                    ClosedLoop.run(arm, workload, workload.wishes(workload.seats()), connections, TIME_MAX, 0, Map::of);
            if (!outcome.tally().failures().isEmpty()) {
                throw new IllegalStateException("row locks: " + outcome.tally().failures());
            }
            return outcome.soldPerSecond();
        }
    }
}
