package io.tidegate.bench.arms;

import io.tidegate.bench.arms.ClosedLoop.Outcome;
import io.tidegate.bench.arms.Workload.Picks;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.suite.Undisturbed;
import io.tidegate.localstack.TestStores;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Warms arms, runs them in turns at each number of clients, and audits what every run left. */
final class Comparison {
    private static final int ZIPF_WISHES = 2_000_000;
    private static final List<Integer> POOLS = List.of(8, 16, 32);
    private static final int QUICK_POOL = 16;
    private static final Duration POOL_TIME = Duration.ofSeconds(2);
    private static final int MANY_CLIENTS = 1000;
    private static final int WARM_RUNS_MAX = 10;
    private static final double WARM_SECONDS = 15;
    private static final double WARMER = 1.03;

    private final BenchContext context;
    private final TestStores stores;
    private final ArmsReport report;
    private final SuiteResult.Builder result;
    private final Duration time;
    private long requests;

    /**
     * A comparison.
     *
     * @param stores whose processes' time counts, beside the clients'
     * @param report takes what was measured
     * @param result takes what was wrong
     */
    Comparison(BenchContext context, TestStores stores, ArmsReport report, SuiteResult.Builder result) {
        this.context = context;
        this.stores = stores;
        this.report = report;
        this.result = result;
        this.time = context.either(Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    /** An arm over the number of connections that suits it: its best advocate sizes the pool first. */
    Arm sized(IntFunction<Arm> maker, Workload workload) throws Exception {
        int best = QUICK_POOL;
        double most = 0;
        for (int connections : context.either(List.<Integer>of(), POOLS)) {
            try (Arm arm = maker.apply(connections)) {
                double rate =
                        once(arm, workload, ArmsReport.USUAL_CLIENTS, POOL_TIME).perSecond();
                best = rate > most ? connections : best;
                most = Math.max(most, rate);
            }
        }
        Arm arm = maker.apply(best);
        context.say(arm.name() + " over " + best + " connections");
        return arm;
    }

    /** All of them, in turns at each number of clients: what slows the machine down for a minute slows all of them. */
    void measure(List<Arm> arms, List<Workload> workloads) throws Exception {
        for (Arm arm : arms) {
            context.say("warming " + arm.name() + ": " + arm.about());
            warm(arm, workloads.getFirst());
        }
        for (Workload workload : workloads) {
            for (int clients : clients()) {
                for (Arm arm : arms) {
                    Outcome outcome = Undisturbed.of(context, () -> once(arm, workload, clients, time), Outcome::steal);
                    context.say(String.format(
                            Locale.ROOT,
                            "%s: %,.0f/s, p99 %.1f ms; %s us a request",
                            named(arm, workload, clients),
                            outcome.perSecond(),
                            outcome.tally().latencyMs(99),
                            outcome.usedBy()));
                    report.add(arm.name(), workload, outcome);
                }
            }
        }
    }

    private static String named(Arm arm, Workload workload, int clients) {
        return arm.name() + ", " + workload.text() + ", " + clients + " clients";
    }

    /** Until it gets no faster, and for some time: compilers and Postgres's files are not what is compared. */
    private void warm(Arm arm, Workload workload) throws Exception {
        once(arm, workload, ArmsReport.USUAL_CLIENTS, time);
        double before = 0;
        double now = 1;
        double seconds = 0;
        int runsMax = context.either(0, WARM_RUNS_MAX);
        for (int run = 0; run < runsMax && (now > WARMER * before || seconds < WARM_SECONDS); run++) {
            before = now;
            Outcome outcome = once(arm, workload, MANY_CLIENTS, time);
            now = outcome.perSecond();
            seconds += outcome.seconds();
        }
    }

    private List<Integer> clients() {
        return context.either(
                List.of(ArmsReport.USUAL_CLIENTS, MANY_CLIENTS),
                List.of(10, 32, ArmsReport.USUAL_CLIENTS, 320, MANY_CLIENTS, 4000));
    }

    private Outcome once(Arm arm, Workload workload, int clients, Duration time) throws Exception {
        arm.prepare(workload.events(), workload.seatsAnEvent());
        int[] wishes = workload.wishes(workload.picks() == Picks.UNIFORM ? workload.seats() : ZIPF_WISHES);
        Map<String, Long> pids = new TreeMap<>(stores.processes().pids());
        pids.put("clients", ProcessHandle.current().pid());
        Outcome outcome = ClosedLoop.run(arm, workload, wishes, clients, time, requests, () -> pids);
        requests += wishes.length;
        String run = named(arm, workload, clients);
        outcome.tally()
                .failures()
                .forEach((what, times) -> result.failure(run + ": " + times + " unanswered, " + what));
        arm.audit(outcome.sold()).forEach(wrong -> result.failure(run + ": " + wrong));
        return outcome;
    }
}
