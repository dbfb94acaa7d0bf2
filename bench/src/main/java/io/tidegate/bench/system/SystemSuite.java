package io.tidegate.bench.system;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.suite.Undisturbed;
import io.tidegate.bench.system.Loads.Load;
import io.tidegate.localstack.up.ProcessStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * For each kind of request: its capacity, by doubling the rate and then halving the gap, and its latency at shares of
 * that, each the median of five runs that take turns. A run that misses its rate or an answer fails.
 */
public final class SystemSuite implements Suite {
    private static final List<Integer> SHARES = List.of(SystemReport.HALF, 75, SystemReport.BUSY, 95);
    private static final List<Integer> QUICK_SHARES = List.of(SystemReport.HALF, SystemReport.BUSY);
    private static final Duration QUICK_RUN = Duration.ofSeconds(2);
    private static final Duration RUN = Duration.ofSeconds(5);
    private static final Duration WARM_RUN = Duration.ofSeconds(10);
    /** A run that costs more than this share of the one before: the system is warm. */
    private static final double WARM = 0.9;

    private static final int WARM_TIMES_FIRST_RATE = 4;
    /** A rate counts as held, or missed, when so many runs held or missed it. */
    private static final int RUNS_TO_BELIEVE = 2;

    private static final int CONNECTIONS = 512;
    private static final long ANSWER_MS_MAX = 15_000;

    @Override
    public String name() {
        return "system";
    }

    @Override
    public String about() {
        return "each kind of request over HTTP, open loop: capacity, then latency at shares of it";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        Target target = context.system();
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        SystemReport report = new SystemReport(result);
        try (LeanClient gateway = new LeanClient(target.gateway(), CONNECTIONS, ANSWER_MS_MAX);
                LoadClient http = new LoadClient(1, CONNECTIONS, ANSWER_MS_MAX)) {
            PromoterApi promoter = new PromoterApi(http, target.gateway(), target.promoterToken());
            Loads loads = new Loads(target);
            for (Scenario scenario : new Scenarios(new Calls(gateway, http, target), promoter).all()) {
                if (context.wants(scenario.name())) {
                    measure(context, loads, scenario, report, result);
                }
            }
        }
        Map<String, Long> memory = new TreeMap<>();
        target.pids().get().forEach((name, pid) -> memory.put(name, ProcessStats.residentBytes(pid)));
        report.finish(memory);
        return result.build();
    }

    /** What cannot be measured of one kind of request does not keep the others from being measured. */
    private static void measure(
            BenchContext context, Loads loads, Scenario scenario, SystemReport report, SuiteResult.Builder result)
            throws Exception {
        try (scenario) {
            warm(context, loads, scenario);
            if (context.rates().isEmpty()) {
                double capacity = capacity(context, loads, scenario);
                report.capacity(scenario.name(), capacity);
                List<Level> shares = context.either(QUICK_SHARES, SHARES).stream()
                        .map(share -> Level.share(share, capacity))
                        .toList();
                report.levels(scenario.name(), levels(context, loads, scenario, shares));
            } else {
                List<Level> rates = context.rates().stream().map(Level::rate).toList();
                report.levels(scenario.name(), levels(context, loads, scenario, rates));
            }
        } catch (IllegalStateException broken) {
            result.failure(scenario.name() + ": " + broken.getMessage());
        }
    }

    /** Doubles the rate while it is held, then halves the gap. */
    private static double capacity(BenchContext context, Loads loads, Scenario scenario) throws Exception {
        Duration time = context.either(QUICK_RUN, RUN);
        double held = 0;
        double missed = Double.POSITIVE_INFINITY;
        double rate = scenario.firstRate();
        for (int i = 0; i < context.either(5, 12) && missed - held > held / context.either(5, 20); i++) {
            if (holds(context, loads, scenario, rate, time)) {
                held = rate;
            } else {
                missed = rate;
            }
            rate = Double.isInfinite(missed) ? 2 * held : (held + missed) / 2;
        }
        if (held == 0) {
            throw new IllegalStateException("it does not take " + scenario.firstRate() + "/s");
        }
        return held;
    }

    /** Compilers and caches first: for as long as a request still becomes cheaper by it. */
    private static void warm(BenchContext context, Loads loads, Scenario scenario) throws Exception {
        context.say(scenario.name() + ": warming up");
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < context.either(2, 12); i++) {
            double micros = loads.run(
                            scenario, WARM_TIMES_FIRST_RATE * scenario.firstRate(), context.either(QUICK_RUN, WARM_RUN))
                    .serverMicros();
            if (micros > before * WARM) {
                return;
            }
            before = micros;
        }
    }

    private static boolean holds(BenchContext context, Loads loads, Scenario scenario, double rate, Duration time)
            throws Exception {
        int held = 0;
        int missed = 0;
        while (held < RUNS_TO_BELIEVE && missed < RUNS_TO_BELIEVE) {
            Load load = Undisturbed.of(context, () -> loads.run(scenario, rate, time), Load::steal);
            context.say(told(scenario, load));
            if (load.valid() && load.latencyMs(99) <= OpenLoop.CAPACITY_P99_MS_MAX) {
                held++;
            } else {
                missed++;
            }
        }
        return held == RUNS_TO_BELIEVE;
    }

    private static String told(Scenario scenario, Load load) {
        return String.format(
                Locale.ROOT,
                "%s at %,.0f/s: p50 %.1f, p99 %.1f ms, %.0f us%s",
                scenario.name(),
                load.rate(),
                load.latencyMs(50),
                load.latencyMs(99),
                load.serverMicros(),
                load.valid() ? "" : "; " + load.problem());
    }

    /** Runs at each level, taking turns, so that a slow minute hits all of them. */
    private static Map<Level, List<Load>> levels(
            BenchContext context, Loads loads, Scenario scenario, List<Level> levels) throws Exception {
        Map<Level, List<Load>> runs = new LinkedHashMap<>();
        Duration time = context.either(QUICK_RUN, RUN);
        for (int round = 0; round < context.either(1, 5); round++) {
            context.say(scenario.name() + ": a round of "
                    + levels.stream().map(Level::name).collect(Collectors.joining(", ")));
            for (Level level : levels) {
                Load load = Undisturbed.of(context, () -> loads.run(scenario, level.rate(), time), Load::steal);
                if (level.share() == 0) {
                    context.say(told(scenario, load));
                }
                runs.computeIfAbsent(level, l -> new ArrayList<>()).add(load);
            }
        }
        return runs;
    }
}
