package io.tidegate.bench.system;

import io.tidegate.bench.Target;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.ProcessorTime;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.bench.rig.Steal;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Runs a scenario at a rate. */
final class Loads {
    private static final int OUTSTANDING_MAX = 20_000;
    /** Beyond this the requests pile up: the rate is not one that the system takes. */
    private static final double P99_MS_MAX = 1000;
    /** The name under which the load's own processor time is told. */
    static final String GENERATOR = "generator";

    private final Target target;
    private final HttpClient http = HttpClient.newHttpClient();

    Loads(Target target) {
        this.target = target;
    }

    /**
     * One run.
     *
     * @param problem why it is worthless; empty: it is not
     * @param micros processor time a request of each process
     * @param commits what the writers committed meanwhile
     */
    record Load(
            double rate,
            double seconds,
            Histogram latencyMicros,
            String problem,
            Map<String, Double> micros,
            Commits commits,
            double steal) {
        double latencyMs(double percentile) {
            return latencyMicros.getValueAtPercentile(percentile) / 1000.0;
        }

        boolean valid() {
            return problem.isEmpty();
        }

        /** Without the generator's. */
        double serverMicros() {
            return micros.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(GENERATOR))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
        }
    }

    Load run(Scenario scenario, double rate, Duration time) throws Exception {
        Schedule schedule = Schedule.atRate(rate, time);
        scenario.prepare(schedule.count());
        ProcessorTime before = ProcessorTime.read(pids());
        Commits committed = Commits.read(http, target);
        Steal steal = Steal.read();
        OpenLoop.Report report = new OpenLoop(OUTSTANDING_MAX).run(schedule, number -> scenario.send());
        Map<String, Double> micros = new TreeMap<>();
        ProcessorTime.read(pids())
                .since(before)
                .forEach((name, used) -> micros.put(name, (double) used / Math.max(1, schedule.count())));
        Histogram latency = report.tally().latencyMicros();
        return new Load(
                rate,
                report.nanos() / 1e9,
                latency,
                problem(scenario.expected(), report, latency.getValueAtPercentile(99) / 1000.0),
                micros,
                Commits.read(http, target).since(committed),
                Steal.read().shareSince(steal).orElse(0));
    }

    private Map<String, Long> pids() {
        Map<String, Long> pids = new TreeMap<>(target.pids().get());
        pids.put(GENERATOR, ProcessHandle.current().pid());
        return pids;
    }

    /** Why a run says nothing of its rate: an answer missed or not the expected one, or the rate not held. */
    static String problem(int expected, OpenLoop.Report report, double p99Ms) {
        if (report.missed() > 0) {
            return report.missed() + " unanswered " + report.tally().failures();
        }
        for (Map.Entry<Integer, Long> answers : report.tally().answers().entrySet()) {
            if (expected != answers.getKey()) {
                return answers.getValue() + " answers of " + answers.getKey();
            }
        }
        if (!report.sentInTime()) {
            return report.late() + " sent late: the rate was not held";
        }
        return p99Ms > P99_MS_MAX ? "requests piled up" : "";
    }
}
