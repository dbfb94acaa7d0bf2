package io.tidegate.bench.arms;

import io.tidegate.bench.Target;
import io.tidegate.bench.arms.ClosedLoop.Outcome;
import io.tidegate.bench.arms.Workload.Picks;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.suite.Undisturbed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Four ways to sell the same seats: a row lock, a version column, a Redis lock, Tidegate's writer. Closed loop, below
 * HTTP: what is compared is the way to a durable, exclusive seat.
 */
public final class ArmsSuite implements Suite {
    private static final int SEATS = 80_000;
    /** Setting them up takes longer than selling them. */
    private static final int QUICK_SEATS = 20_000;

    private static final int ZIPF_WISHES = 2_000_000;
    private static final int TAIL_SEATS = 4_000;
    private static final List<Integer> POOLS = List.of(8, 16, 32);
    private static final int QUICK_POOL = 16;
    private static final int MANY_CLIENTS = 1000;
    private static final int WARM_RUNS_MAX = 10;
    private static final double WARMER = 1.03;
    private static final long SEED = 7;
    private static final String HOT = "hot";

    private long requests;

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
        Target target = context.system();
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        SqlTables tables = new SqlTables(target.settings().database());
        ArmsReport report = new ArmsReport();
        List<Workload> workloads = workloads(context);
        List<IntFunction<Arm>> makers = List.of(
                connections -> new RowLockArm(tables, connections),
                connections -> new VersionArm(tables, connections),
                connections -> new RedisLockArm(
                        tables, connections, target.settings().redis().url()));
        for (IntFunction<Arm> maker : makers) {
            int connections = bestPool(context, target, maker, workloads.getFirst());
            try (Arm arm = maker.apply(connections)) {
                context.say(arm.name() + ": " + arm.about() + ", over " + connections + " connections");
                measure(context, target, arm, workloads, report, result);
            }
        }
        tables.drop();
        try (Arm arm = new WriterArm(target)) {
            context.say(arm.name() + ": " + arm.about());
            measure(context, target, arm, workloads, report, result);
            arm.auditAll().forEach(wrong -> result.failure(arm.name() + ": " + wrong));
        }
        report.describe(result);
        return result.build();
    }

    /** Its best advocate sizes the pool first. */
    private int bestPool(BenchContext context, Target target, IntFunction<Arm> maker, Workload workload)
            throws Exception {
        if (context.quick()) {
            return QUICK_POOL;
        }
        Map<Integer, Double> rates = new TreeMap<>();
        for (int connections : POOLS) {
            try (Arm arm = maker.apply(connections)) {
                rates.put(
                        connections,
                        once(target, arm, workload, ArmsReport.USUAL_CLIENTS, Duration.ofSeconds(2))
                                .perSecond());
            }
        }
        return rates.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private void measure(
            BenchContext context,
            Target target,
            Arm arm,
            List<Workload> workloads,
            ArmsReport report,
            SuiteResult.Builder result)
            throws Exception {
        Duration time = context.either(Duration.ofSeconds(2), Duration.ofSeconds(5));
        once(target, arm, workloads.getFirst(), ArmsReport.USUAL_CLIENTS, time);
        if (!context.quick()) {
            warm(target, arm, workloads.getFirst(), time);
        }
        for (Workload workload : workloads) {
            for (int clients : clients(context)) {
                Outcome outcome =
                        Undisturbed.of(context, () -> once(target, arm, workload, clients, time), Outcome::steal);
                String run = arm.name() + ", " + workload.text() + ", " + clients + " clients";
                double p99 = outcome.tally().latencyMs(99);
                context.say(String.format(
                        Locale.ROOT,
                        "%s: %,.0f/s, p99 %.1f ms; %s us a request",
                        run,
                        outcome.perSecond(),
                        p99,
                        outcome.usedBy()));
                outcome.tally()
                        .failures()
                        .forEach((what, times) -> result.failure(run + ": " + times + " unanswered, " + what));
                arm.audit(outcome.sold()).forEach(wrong -> result.failure(run + ": " + wrong));
                report.add(arm.name(), workload, outcome);
            }
        }
    }

    /** Until it gets no faster: compilers and Postgres's files are not what is compared. */
    private void warm(Target target, Arm arm, Workload workload, Duration time) throws Exception {
        double before = 0;
        double now = 1;
        for (int run = 0; run < WARM_RUNS_MAX && now > WARMER * before; run++) {
            before = now;
            now = once(target, arm, workload, MANY_CLIENTS, time).perSecond();
        }
    }

    private static List<Integer> clients(BenchContext context) {
        return context.either(
                List.of(ArmsReport.USUAL_CLIENTS, MANY_CLIENTS),
                List.of(10, 32, ArmsReport.USUAL_CLIENTS, 320, MANY_CLIENTS, 4000));
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

    private Outcome once(Target target, Arm arm, Workload workload, int clients, Duration time) throws Exception {
        arm.prepare(workload.events(), workload.seatsAnEvent());
        int[] wishes = workload.wishes(workload.picks() == Picks.UNIFORM ? workload.seats() : ZIPF_WISHES);
        Map<String, Long> pids = new TreeMap<>(target.pids().get());
        pids.put("clients", ProcessHandle.current().pid());
        Outcome outcome = ClosedLoop.run(arm, workload, wishes, clients, time, requests, () -> pids);
        requests += wishes.length;
        return outcome;
    }
}
