package io.tidegate.bench.rig;

import java.time.Duration;
import java.util.Optional;

/** Waits for what a running system will come to by itself. */
public final class Until {
    private Until() {}

    /** Something that is so, or not yet. */
    public interface Condition<E extends Exception> {
        boolean holds() throws E, InterruptedException;
    }

    /** Something that is there, or not yet. */
    public interface Look<T, E extends Exception> {
        Optional<T> look() throws E, InterruptedException;
    }

    /**
     * Returns when it holds.
     *
     * @param what for the error: it was not so in time
     */
    public static <E extends Exception> void holds(String what, Duration atMost, Duration every, Condition<E> condition)
            throws E, InterruptedException {
        if (!within(atMost, every, condition)) {
            throw late(what, atMost);
        }
    }

    /** Whether it comes to hold in this time. */
    public static <E extends Exception> boolean within(Duration atMost, Duration every, Condition<E> condition)
            throws E, InterruptedException {
        return first(atMost, every, () -> condition.holds() ? Optional.of(true) : Optional.empty())
                .isPresent();
    }

    /**
     * What is seen first.
     *
     * @param what for the error: it was not there in time
     */
    public static <T, E extends Exception> T seen(String what, Duration atMost, Duration every, Look<T, E> look)
            throws E, InterruptedException {
        return first(atMost, every, look).orElseThrow(() -> late(what, atMost));
    }

    private static <T, E extends Exception> Optional<T> first(Duration atMost, Duration every, Look<T, E> look)
            throws E, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        Optional<T> seen = look.look();
        while (seen.isEmpty() && System.nanoTime() <= end) {
            Thread.sleep(every);
            seen = look.look();
        }
        return seen;
    }

    private static IllegalStateException late(String what, Duration atMost) {
        return new IllegalStateException("not within " + atMost.toSeconds() + " s: " + what);
    }
}
