package io.tidegate.waitingroom.queue;

import java.util.random.RandomGenerator;

/**
 * When a waiting buyer should ask again, so that all polls together stay under half of what this instance may take.
 *
 * <p>A quarter is for everybody alike: {@code fair} is the interval at which all who wait make so many polls. Another
 * quarter is for who is near admission and asks sooner, halving what is left of the wait each time, down to an interval
 * that the rate of admission decides: every admission costs as many near polls as it takes to halve from {@code fair} to
 * there, and a few at the end. With jitter, so that nobody asks in step, not even after a storm of joins.
 */
final class PollPace {
    private static final double NEAR_MS = 1000;
    private static final double JITTER = 0.5;
    /** Polls at the last interval before one is admitted. */
    private static final double LAST_POLLS = 4;

    private final double quarterPerSecond;

    PollPace(int pollsPerSecondMax) {
        this.quarterPerSecond = pollsPerSecondMax / 4.0;
    }

    /** The longest that anybody is told while so many wait. */
    long longestMs(long waiting) {
        return Math.round(fairMs(waiting) * (1 + JITTER));
    }

    /**
     * For a place with a number.
     *
     * @param waiting everybody who waits
     * @param expectedSeconds this buyer's expected wait
     * @param admittedPerSecond how fast everybody is admitted
     */
    long afterMs(long waiting, double expectedSeconds, double admittedPerSecond, RandomGenerator random) {
        double fair = fairMs(waiting);
        double halvings = quarterPerSecond / Math.max(admittedPerSecond, 1e-3) - LAST_POLLS;
        double last = Math.clamp(fair * Math.pow(2, -halvings), NEAR_MS, fair);
        return jittered(Math.clamp(expectedSeconds * 500, last, fair), random);
    }

    /** For a place in the lobby: all learn their numbers at once, so they ask one after the other once it has opened. */
    long beforeOpeningMs(long waiting, double untilOpenSeconds, RandomGenerator random) {
        double fair = fairMs(waiting);
        double untilOpenMs = Math.max(0, untilOpenSeconds * 1000);
        return untilOpenMs > 2 * fair
                ? jittered(fair, random)
                : Math.round(Math.max(NEAR_MS / 2, untilOpenMs + fair * random.nextDouble()));
    }

    private double fairMs(long waiting) {
        return Math.max(NEAR_MS, waiting * 1000.0 / quarterPerSecond);
    }

    private static long jittered(double ms, RandomGenerator random) {
        return Math.round(ms * (1 - JITTER + 2 * JITTER * random.nextDouble()));
    }
}
