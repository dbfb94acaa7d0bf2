package io.tidegate.bench.system;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Plot;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.suite.Table;
import io.tidegate.bench.suite.Undisturbed;
import io.tidegate.bench.system.Loads.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * For each kind of request: its capacity, by doubling the rate and then halving the gap, and its latency at shares of
 * that, each the median of five runs that take turns. A run that misses its rate or an answer fails.
 */
public final class SystemSuite implements Suite {
    private static final List<Integer> SHARES = List.of(50, 75, 90, 95);
    private static final int CONNECTIONS = 512;
    private static final long ANSWER_MS_MAX = 15_000;
    private static final double RESERVES_PROMISED = 6000;
    private static final double RESERVE_MICROS_PROMISED = 200;
    private static final double RESERVE_P99_PROMISED_MS = 100;

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
        try (LoadClient http = new LoadClient(1, CONNECTIONS, ANSWER_MS_MAX)) {
            PromoterApi promoter = new PromoterApi(http, target.gateway(), target.promoterToken());
            Loads loads = new Loads(target);
            Map<String, Map<Double, Double>> lines = new LinkedHashMap<>();
            List<List<String>> rows = new ArrayList<>();
            for (Scenario scenario : new Scenarios(new Calls(http, target), promoter).all()) {
                try (scenario) {
                    lines.put(scenario.name(), measure(context, loads, scenario, result, rows));
                }
            }
            result.table(new Table(
                    "At shares of capacity, median of interleaved runs",
                    List.of("request", "share", "rate/s", "p50 ms", "p99 ms", "us without generator", "of it"),
                    rows));
            result.plot(new Plot("Latency by rate", "requests a second", "p99, ms", true, true, lines));
        }
        return result.build();
    }

    private static Map<Double, Double> measure(
            BenchContext context, Loads loads, Scenario scenario, SuiteResult.Builder result, List<List<String>> rows)
            throws Exception {
        double capacity = capacity(context, loads, scenario);
        Figure found = Figure.higher(scenario.name() + ", capacity", capacity, "/s");
        boolean reserve = scenario.name().equals("reserve");
        result.figure(reserve ? found.target(RESERVES_PROMISED) : found);
        Map<Double, Double> line = new TreeMap<>();
        levels(context, loads, scenario, capacity).forEach((share, runs) -> {
            runs.stream()
                    .filter(load -> !load.valid())
                    .forEach(load ->
                            result.failure(scenario.name() + " at " + share + " % of capacity: " + load.problem()));
            double p99 = median(runs, Load::p99Ms);
            double micros = median(runs, Load::serverMicros);
            Load first = runs.getFirst();
            line.put(first.rate(), p99);
            rows.add(row(scenario.name(), share, first.rate(), median(runs, Load::p50Ms), p99, micros, first));
            if (share.equals(SHARES.getFirst())) {
                Figure latency = Figure.lower(scenario.name() + ", p99 at half of capacity", p99, "ms");
                Figure cost = Figure.lower(scenario.name() + ", processor time", micros, "us");
                result.figure(reserve ? latency.target(RESERVE_P99_PROMISED_MS) : latency);
                result.figure(reserve ? cost.target(RESERVE_MICROS_PROMISED) : cost);
            }
        });
        return line;
    }

    private static double capacity(BenchContext context, Loads loads, Scenario scenario) throws Exception {
        Duration time = context.either(Duration.ofSeconds(2), Duration.ofSeconds(5));
        loads.run(scenario, scenario.firstRate(), time); // warm
        double held = 0;
        double missed = Double.POSITIVE_INFINITY;
        double rate = scenario.firstRate();
        for (int i = 0; i < context.either(8, 12) && missed - held > held / context.either(5, 10); i++) {
            double tried = rate;
            Load load = Undisturbed.of(context, () -> loads.run(scenario, tried, time), Load::steal);
            context.say(String.format(
                    Locale.ROOT,
                    "%s at %,.0f/s: %s",
                    scenario.name(),
                    rate,
                    load.valid() ? String.format(Locale.ROOT, "p99 %.1f ms", load.p99Ms()) : load.problem()));
            if (load.valid()) {
                held = rate;
            } else {
                missed = rate;
            }
            rate = Double.isInfinite(missed) ? 2 * held : (held + missed) / 2;
        }
        if (held == 0) {
            throw new IllegalStateException(scenario.name() + " does not take " + scenario.firstRate() + "/s");
        }
        return held;
    }

    /** Runs at each share of capacity, taking turns, so that a slow minute hits all of them. */
    private static Map<Integer, List<Load>> levels(
            BenchContext context, Loads loads, Scenario scenario, double capacity) throws Exception {
        Map<Integer, List<Load>> levels = new TreeMap<>();
        Duration time = context.either(Duration.ofSeconds(2), Duration.ofSeconds(5));
        List<Integer> shares = context.either(SHARES.subList(0, 1), SHARES);
        for (int round = 0; round < context.either(1, 5); round++) {
            for (int share : shares) {
                double rate = capacity * share / 100;
                Load load = Undisturbed.of(context, () -> loads.run(scenario, rate, time), Load::steal);
                levels.computeIfAbsent(share, s -> new ArrayList<>()).add(load);
            }
        }
        return levels;
    }

    private static double median(List<Load> runs, ToDoubleFunction<Load> of) {
        List<Double> sorted = runs.stream()
                .map(of::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    private static List<String> row(
            String name, int share, double rate, double p50, double p99, double micros, Load load) {
        List<String> used = load.micros().entrySet().stream()
                .filter(entry -> entry.getValue() >= 1)
                .map(entry -> entry.getKey() + " " + Math.round(entry.getValue()))
                .toList();
        return List.of(
                name,
                share + " %",
                String.format(Locale.ROOT, "%,.0f", rate),
                String.format(Locale.ROOT, "%.1f", p50),
                String.format(Locale.ROOT, "%.1f", p99),
                String.format(Locale.ROOT, "%,.0f", micros),
                String.join(", ", used));
    }
}
