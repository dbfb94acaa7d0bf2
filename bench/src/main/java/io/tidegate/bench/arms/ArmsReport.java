package io.tidegate.bench.arms;

import io.tidegate.bench.arms.ClosedLoop.Outcome;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Plot;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.suite.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** All runs of all arms, and what follows from them. The first arm is who is compared with, the last is ours. */
final class ArmsReport {
    /** Clients at which an arm is measured always. */
    static final int USUAL_CLIENTS = 100;

    private static final double BEST_RATIO = 7;
    private static final double USUAL_RATIO = 4;

    private final List<Run> runs = new ArrayList<>();

    private record Run(String arm, Workload workload, Outcome outcome) {}

    void add(String arm, Workload workload, Outcome outcome) {
        runs.add(new Run(arm, workload, outcome));
    }

    void describe(SuiteResult.Builder result) {
        Workload hot = runs.getFirst().workload();
        List<String> arms = runs.stream().map(Run::arm).distinct().toList();
        for (String arm : arms) {
            result.figure(Figure.higher(arm + ", hot event, best", best(arm, hot), "/s"));
            result.figure(Figure.higher(
                    arm + ", hot event, " + USUAL_CLIENTS + " clients", rate(arm, hot, USUAL_CLIENTS), "/s"));
        }
        String theirs = arms.getFirst();
        String ours = arms.getLast();
        result.figure(Figure.higher("d over a, each at its best", best(ours, hot) / best(theirs, hot), "x")
                .target(BEST_RATIO));
        double usual = rate(ours, hot, USUAL_CLIENTS) / rate(theirs, hot, USUAL_CLIENTS);
        result.figure(Figure.higher("d over a at " + USUAL_CLIENTS + " clients", usual, "x")
                .target(USUAL_RATIO));
        winsFrom(ours, arms, hot).ifPresent(clients -> result.figure(Figure.lower("d wins from", clients, "clients")));
        runs.stream().map(Run::workload).distinct().forEach(workload -> tell(workload, arms, result));
    }

    /** The number of clients from which on, of those measured, no other arm sells more. */
    private OptionalInt winsFrom(String ours, List<String> arms, Workload workload) {
        OptionalInt from = OptionalInt.empty();
        for (Outcome outcome : of(ours, workload).reversed()) {
            int clients = outcome.clients();
            if (arms.stream().anyMatch(arm -> rate(arm, workload, clients) > outcome.soldPerSecond())) {
                break;
            }
            from = OptionalInt.of(clients);
        }
        return from;
    }

    /** In the order of their clients. */
    private List<Outcome> of(String arm, Workload workload) {
        return runs.stream()
                .filter(run -> run.arm().equals(arm) && run.workload().equals(workload))
                .map(Run::outcome)
                .toList();
    }

    private double best(String arm, Workload workload) {
        return of(arm, workload).stream()
                .mapToDouble(Outcome::soldPerSecond)
                .max()
                .orElse(0);
    }

    private double rate(String arm, Workload workload, int clients) {
        return of(arm, workload).stream()
                .filter(outcome -> outcome.clients() == clients)
                .mapToDouble(Outcome::soldPerSecond)
                .findFirst()
                .orElse(0);
    }

    private void tell(Workload workload, List<String> arms, SuiteResult.Builder result) {
        List<List<String>> rows = new ArrayList<>();
        Map<String, Map<Double, Double>> rates = new LinkedHashMap<>();
        for (String arm : arms) {
            Map<Double, Double> line = new TreeMap<>();
            for (Outcome outcome : of(arm, workload)) {
                line.put((double) outcome.clients(), outcome.perSecond());
                rows.add(row(arm, outcome));
            }
            rates.put(arm, line);
        }
        String title = workload.text() + ", " + number(workload.seats()) + " seats";
        result.table(new Table(
                title,
                List.of(
                        "arm",
                        "clients",
                        "decided/s",
                        "sold/s",
                        "refused",
                        "p50 ms",
                        "p99 ms",
                        "us a request",
                        "of it"),
                rows));
        result.plot(new Plot(title, "clients", "decided a second", true, true, rates));
    }

    private static List<String> row(String arm, Outcome outcome) {
        double micros = outcome.microsARequest().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return List.of(
                arm,
                number(outcome.clients()),
                number(outcome.perSecond()),
                number(outcome.soldPerSecond()),
                number((double) outcome.refused()),
                decimal(outcome.tally().latencyMs(50)),
                decimal(outcome.tally().latencyMs(99)),
                number(micros),
                outcome.usedBy());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
