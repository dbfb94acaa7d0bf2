package io.tidegate.waitingroom.queue;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a waiting buyer should ask again. Everybody asks at a rate that keeps all polls together within a quarter of what
 * this instance may take; who is near admission asks sooner, halving what is left of the wait each time, which costs at
 * most as much again. With jitter, so that nobody asks in step.
 */
final class PollPace {
    private static final long NEAR_MS = 1000;
    private static final double JITTER = 0.2;

    private final int pollsPerSecondMax;

    PollPace(int pollsPerSecondMax) {
        this.pollsPerSecondMax = pollsPerSecondMax;
    }

    /**
     * @param waiting everybody who waits
     * @param expectedSeconds this buyer's expected wait, where known
     */
    long afterMs(long waiting, Optional<Double> expectedSeconds, RandomGenerator random) {
        double fair = Math.max(NEAR_MS, waiting * 1000.0 / (pollsPerSecondMax / 4.0));
        double near =
                expectedSeconds.map(seconds -> Math.max(NEAR_MS, seconds * 500)).orElse(fair);
        return Math.round(Math.min(fair, near) * (1 - JITTER + 2 * JITTER * random.nextDouble()));
    }
}
