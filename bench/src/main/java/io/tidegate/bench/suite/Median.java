package io.tidegate.bench.suite;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** What counts of runs on a machine that is shared. */
public final class Median {
    private Median() {}

    /** The middle one of a figure of each run; of an even number, the upper of two. Fails when there is no run. */
    public static <T> double of(Collection<T> runs, ToDoubleFunction<? super T> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
