package io.tidegate.bench.rig;

import java.time.Duration;

/** Waits for what a running system will come to by itself. */
public final class Until {
    private Until() {}

    /** Something that is so, or not yet. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Returns when it holds.
     *
     * @param what for the error: it was not so in time
     */
    public static void holds(String what, Duration atMost, Duration every, Condition condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + atMost.toSeconds() + " s: " + what);
            }
            Thread.sleep(every);
        }
    }
}
