package io.tidegate.bench.arms;

import io.tidegate.bench.arms.Workload.Picks;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.worker.Worker;
import io.tidegate.localstack.TestStores;
import io.tidegate.settings.SettingsLoader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Four ways to sell the same seats: a row lock, a version column, a Redis lock, Tidegate's writer. Closed loop, below
 * HTTP: what is compared is the way to a durable, exclusive seat.
 */
public final class ArmsSuite implements Suite {
    /** As many as an event may have: in the time that a run takes nobody sells them all. */
    private static final int SEATS = 250_000;
    /** Setting them up takes longer than selling them. */
    private static final int QUICK_SEATS = 20_000;

    private static final int TAIL_SEATS = 4_000;
    private static final long SEED = 7;
    private static final String HOT = "hot";

    @Override
    public String name() {
        return "arms";
    }

    @Override
    public String about() {
        return "four ways to sell the same seats on one Postgres: row lock, version column, Redis lock, Tidegate";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        try (TestStores stores = TestStores.start();
                Worker worker =
                        new Worker(stores, SettingsLoader.load(Map.of()).kafka().partitions())) {
            compare(context, stores, worker, result);
        }
        return result.build();
    }

    private static void compare(BenchContext context, TestStores stores, Worker worker, SuiteResult.Builder result)
            throws Exception {
        SqlTables tables = new SqlTables(worker.settings().database());
        ArmsReport report = new ArmsReport();
        Comparison comparison = new Comparison(context, stores, report, result);
        List<Workload> workloads = workloads(context);
        List<IntFunction<Arm>> makers = List.of(
                connections -> new RowLockArm(tables, connections),
                connections -> new VersionArm(tables, connections),
                connections -> new RedisLockArm(tables, connections, stores.redis()));
        List<Arm> arms = new ArrayList<>();
        try {
            for (IntFunction<Arm> maker : makers) {
                arms.add(comparison.sized(maker, workloads.getFirst()));
            }
            WriterArm writer = new WriterArm(worker);
            arms.add(writer);
            comparison.measure(arms, workloads);
            tables.drop();
            writer.auditAll().forEach(wrong -> result.failure(writer.name() + ": " + wrong));
        } finally {
            arms.forEach(Arm::close);
        }
        report.describe(result);
    }

    /** One hot event, which is what counts, and of the others those that are wanted. */
    private static List<Workload> workloads(BenchContext context) {
        Map<String, Workload> all = new LinkedHashMap<>();
        all.put(HOT, new Workload(1, context.either(QUICK_SEATS, SEATS), Picks.UNIFORM, SEED));
        if (!context.quick()) {
            all.put("zipf", new Workload(1, SEATS, Picks.ZIPF, SEED));
            all.put("events", new Workload(100, SEATS / 100, Picks.UNIFORM, SEED));
            all.put("events-zipf", new Workload(100, SEATS / 100, Picks.ZIPF, SEED));
            all.put("tail", new Workload(1, TAIL_SEATS, Picks.ZIPF, SEED));
        }
        all.keySet().removeIf(name -> !context.wants(name) && !name.equals(HOT));
        return List.copyOf(all.values());
    }
}
