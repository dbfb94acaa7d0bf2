package io.tidegate.bench.suite;

import java.util.function.ToDoubleFunction;

/** Repeats what the machine's host disturbed: a run from which it stole more than two percent says nothing. */
public final class Undisturbed {
    private static final double STEAL_MAX = 0.02;
    private static final int TRIES = 8;

    private Undisturbed() {}

    /** One run. */
    @FunctionalInterface
    public interface Run<T> {
        T run() throws Exception;
    }

    /**
     * The first run that nobody disturbed.
     *
     * @param steal the share of processor time that was stolen from a run
     * @throws IllegalStateException when there was none in eight
     */
    public static <T> T of(BenchContext context, Run<T> run, ToDoubleFunction<T> steal) throws Exception {
        for (int i = 1; i <= TRIES; i++) {
            T result = run.run();
            double share = steal.applyAsDouble(result);
            if (share <= STEAL_MAX) {
                return result;
            }
            context.say(String.format("void: the host took %.1f %% of the processor time", share * 100));
        }
        throw new IllegalStateException("the machine was disturbed in each of " + TRIES + " runs");
    }
}
