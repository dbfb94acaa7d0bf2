package io.tidegate.bench.plan;

import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.History;
import java.util.List;
import java.util.Locale;

/**
 * What one instance does on the machine that was measured. Each rate says where it is from: the newest recorded run
 * that has it, or an assumption.
 */
public record Rates(Rate joins, Rate polls, Rate reserves, Rate decisions, Rate redisBytesABuyer) {
    /** A number and its source. */
    public record Rate(double value, String source) {}

    /** The newest of what is recorded; what is not is assumed, and says so. */
    public static Rates of(List<History.Entry> recorded) {
        return new Rates(
                newest(recorded, "queue: joins", 5_000),
                newest(recorded, "queue: polls.many", 10_000),
                newest(recorded, "system: reserve, capacity", 2_000),
                newest(recorded, "arms: d Tidegate, hot event, best", 20_000),
                newest(recorded, "queue: redis.memoryPerPlace", 250));
    }

    private static Rate newest(List<History.Entry> recorded, String name, double assumed) {
        for (History.Entry entry : recorded.reversed()) {
            Figure figure = entry.figures().get(name);
            if (figure != null) {
                return new Rate(figure.value(), "measured, " + entry.commit());
            }
        }
        return new Rate(assumed, String.format(Locale.ROOT, "assumed: no '%s' is recorded", name));
    }
}
