package io.tidegate.bench.system;

import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Median;
import io.tidegate.bench.suite.Plot;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.suite.Table;
import io.tidegate.bench.system.Loads.Load;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was measured of each kind of request, and what follows from it. Of each level, the median of its runs. */
final class SystemReport {
    /** The share of capacity at which latency is promised, and the one at which processor time is. */
    static final int HALF = 50;

    static final int BUSY = 90;

    private static final String RESERVE = "reserve";
    private static final double RESERVES_PROMISED = 6000;
    private static final double RESERVE_MICROS_PROMISED = 200;
    private static final double RESERVE_P99_PROMISED_MS = 100;
    private static final double[] PERCENTILES = {50, 75, 90, 95, 98, 99, 99.5, 99.8, 99.9};

    private final SuiteResult.Builder result;
    private final List<List<String>> rows = new ArrayList<>();
    private final Map<String, Map<Double, Double>> byRate = new LinkedHashMap<>();
    private final Map<String, Map<Double, Double>> byPercentile = new LinkedHashMap<>();

    SystemReport(SuiteResult.Builder result) {
        this.result = result;
    }

    void capacity(String request, double perSecond) {
        result.figure(promised(Figure.higher(request + ", capacity", perSecond, "/s"), RESERVES_PROMISED));
    }

    /** @param levels the runs at each */
    void levels(String request, Map<Level, List<Load>> levels) {
        levels.forEach((level, runs) -> level(request, level, runs));
    }

    private void level(String request, Level level, List<Load> runs) {
        runs.stream()
                .filter(load -> !load.valid())
                .forEach(load -> result.failure(request + " at " + level.name() + ": " + load.problem()));
        double p99 = Median.of(runs, load -> load.latencyMs(99));
        double micros = Median.of(runs, Load::serverMicros);
        Load first = runs.getFirst();
        byRate.computeIfAbsent(request, name -> new TreeMap<>()).put(first.rate(), p99);
        rows.add(List.of(
                request,
                level.share() == 0 ? "" : level.name(),
                number(first.rate()),
                decimal(Median.of(runs, load -> load.latencyMs(50))),
                decimal(p99),
                number(micros),
                parts(first),
                number(Median.of(runs, load -> load.commits().batches() / load.seconds())),
                decimal(Median.of(
                        runs,
                        load -> load.commits().answers()
                                / Math.max(1, load.commits().batches())))));
        if (level.share() == HALF || level.share() == 0) {
            byPercentile.put(level.share() == 0 ? request + " at " + level.name() : request, percentiles(runs));
        }
        if (level.share() == 0) {
            String at = request + " at " + level.name();
            result.figure(Figure.lower(at + ", p50", Median.of(runs, load -> load.latencyMs(50)), "ms"));
            result.figure(Figure.lower(at + ", p99", p99, "ms"));
            result.figure(Figure.lower(at + ", processor time", micros, "us"));
        } else if (level.share() == HALF) {
            result.figure(
                    promised(Figure.lower(request + ", p99 at half of capacity", p99, "ms"), RESERVE_P99_PROMISED_MS));
        } else if (level.share() == BUSY) {
            result.figure(promised(
                    Figure.lower(request + ", processor time near capacity", micros, "us"), RESERVE_MICROS_PROMISED));
        }
    }

    private static Figure promised(Figure figure, double value) {
        return figure.name().startsWith(RESERVE) ? figure.target(value) : figure;
    }

    /** By how many requests there are to one that takes longer. */
    private static Map<Double, Double> percentiles(List<Load> runs) {
        Map<Double, Double> line = new TreeMap<>();
        for (double percentile : PERCENTILES) {
            line.put(Math.rint(1000 / (100 - percentile)) / 10, Median.of(runs, load -> load.latencyMs(percentile)));
        }
        return line;
    }

    private static String parts(Load load) {
        return String.join(
                ", ",
                load.micros().entrySet().stream()
                        .filter(entry -> entry.getValue() >= 1)
                        .map(entry -> entry.getKey() + " " + Math.round(entry.getValue()))
                        .toList());
    }

    /** @param memory resident bytes of each process after all that */
    void finish(Map<String, Long> memory) {
        result.table(new Table(
                "At each rate, median of interleaved runs",
                List.of(
                        "request",
                        "of capacity",
                        "rate/s",
                        "p50 ms",
                        "p99 ms",
                        "us without generator",
                        "of it",
                        "commits/s",
                        "answers a commit"),
                rows));
        result.table(new Table(
                "Memory of each process afterwards",
                List.of("process", "MiB"),
                memory.entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), number(entry.getValue() / (double) (1 << 20))))
                        .toList()));
        result.plot(new Plot("Latency by rate", "requests a second", "p99, ms", true, true, byRate));
        result.plot(new Plot(
                "Latency by percentile, at half of capacity or the rate asked for",
                "one of so many takes longer",
                "ms",
                true,
                true,
                byPercentile));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
