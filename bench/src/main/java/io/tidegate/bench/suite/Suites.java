package io.tidegate.bench.suite;

import io.tidegate.bench.arms.ArmsSuite;
import io.tidegate.bench.jmh.JmhSuite;
import io.tidegate.bench.pages.SmoothSuite;
import io.tidegate.bench.queue.QueueSuite;
import io.tidegate.bench.read.BesideBookings;
import io.tidegate.bench.read.LargeCatalogue;
import io.tidegate.bench.read.LiveSeats;
import io.tidegate.bench.read.ReadCosts;
import io.tidegate.bench.read.SearchQuality;
import io.tidegate.bench.system.SystemSuite;
import io.tidegate.bench.writer.WriterSuite;
import java.util.List;
import java.util.Optional;

/** All suites, in the order in which they run. */
public final class Suites {
    private static final List<Suite> ALL = List.of(
            new WriterSuite(),
            new ArmsSuite(),
            new SystemSuite(),
            new QueueSuite(),
            new SearchQuality(),
            new ReadCosts(),
            new LargeCatalogue(),
            new LiveSeats(),
            new BesideBookings(),
            new SmoothSuite(),
            new JmhSuite());

    private Suites() {}

    public static List<Suite> all() {
        return ALL;
    }

    public static Optional<Suite> named(String name) {
        return ALL.stream().filter(suite -> suite.name().equals(name)).findFirst();
    }

    public static List<String> names() {
        return ALL.stream().map(Suite::name).toList();
    }
}
