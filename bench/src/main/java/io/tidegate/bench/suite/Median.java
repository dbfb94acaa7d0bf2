package io.tidegate.bench.suite;

import java.util.stream.DoubleStream;

/** What counts of runs on a machine that is shared. */
public final class Median {
    private Median() {}

    /** The middle one; of an even number, the upper of two. Fails when there is none. */
    public static double of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
