package io.tidegate.waitingroom.queue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this instance knows of the queues: the last tick of each, and which are to be ticked. Written by the ticker, read
 * by every event loop.
 */
final class Views {
    private static final long STALE_NANOS = 3_000_000_000L;

    private final Map<Long, Seen> seen = new ConcurrentHashMap<>();
    private final Set<Long> watched = ConcurrentHashMap.newKeySet();
    private final Set<Long> woken = ConcurrentHashMap.newKeySet();

    /**
     * A queue and how it moves.
     *
     * @param state as the contract names it: lobby, drawing, open, paused, soldOut, temporarilyUnavailable, closed
     * @param reason why nobody is admitted, empty while somebody may be
     * @param limitedBy what bounds admission now, for the promoter
     * @param stock what is left, where known
     * @param admitPerMinute the rate in effect: what the promoter set, less what pressure takes from it
     * @param atNanos when this instance learnt it
     */
    record Seen(
            QueueView view,
            String state,
            String reason,
            LimitedBy limitedBy,
            Rates rates,
            Optional<Stock.Level> stock,
            Pressure pressure,
            int admitPerMinute,
            long atNanos) {}

    /** The last tick's, unless that is too long ago to be told to anybody. */
    Optional<Seen> of(long event) {
        Seen last = seen.get(event);
        return last == null || System.nanoTime() - last.atNanos > STALE_NANOS ? Optional.empty() : Optional.of(last);
    }

    /** The queue is ticked from now on. */
    void watch(long event) {
        watched.add(event);
    }

    /** Somebody asks for a place: the queue's next tick is not put off. */
    void wake(long event) {
        watched.add(event);
        woken.add(event);
    }

    /** Whether this queue's tick may wait: nobody is in it, and nobody has asked since the last time. */
    boolean idle(long event) {
        boolean asked = woken.remove(event);
        Seen last = seen.get(event);
        return !asked && last != null && last.view.waiting() == 0 && last.view.active() == 0;
    }

    Set<Long> watched() {
        return watched;
    }

    void put(long event, Seen now) {
        seen.put(event, now);
    }

    void forget(long event) {
        watched.remove(event);
        seen.remove(event);
    }

    /** How fast buyers are admitted, in all queues. */
    double admittedPerSecond() {
        double sum = 0;
        for (Seen queue : seen.values()) {
            sum += queue.rates.perMinute() / 60;
        }
        return sum;
    }

    /** Leases and live holds, in all queues. */
    long active() {
        return seen.values().stream().mapToLong(queue -> queue.view.active()).sum();
    }

    /** Everybody who waits, in all queues. */
    long waiting() {
        long sum = 0;
        for (Seen queue : seen.values()) {
            sum += queue.view.waiting();
        }
        return sum;
    }
}
