package io.tidegate.bench.rush;

import io.tidegate.bench.rig.Tally;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What happens in a run, counted as it happens, from any thread. */
final class Counts {
    final LongAdder arrived = new LongAdder();
    final LongAdder waiting = new LongAdder();
    final LongAdder admitted = new LongAdder();
    final LongAdder reserved = new LongAdder();
    final LongAdder taken = new LongAdder();
    final LongAdder abandoned = new LongAdder();
    final LongAdder declined = new LongAdder();
    final LongAdder ordered = new LongAdder();
    final Tally reserves = new Tally();

    private final Map<String, LongAdder> retries = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> unexpected = new ConcurrentHashMap<>();
    private final AtomicLong firstReserveNanos = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong lastReserveNanos = new AtomicLong();

    /** A reserve was decided: so it was answered, from when its buyer clicked. */
    void reserve(int status, long clickedNanos) {
        long now = System.nanoTime();
        reserves.answered(status, now - clickedNanos);
        firstReserveNanos.accumulateAndGet(clickedNanos, Math::min);
        lastReserveNanos.accumulateAndGet(now, Math::max);
    }

    /** Reserves answered a second, from the first click to the last answer. */
    double reservesPerSecond() {
        long count = reserves.latencyMicros().getTotalCount();
        return count == 0 ? 0 : count * 1e9 / Math.max(1, lastReserveNanos.get() - firstReserveNanos.get());
    }

    void retried(String what) {
        retries.computeIfAbsent(what, w -> new LongAdder()).increment();
    }

    /** An answer that the contract does not have there. */
    void unexpected(String call, int status) {
        unexpected.computeIfAbsent(call + " " + status, w -> new LongAdder()).increment();
    }

    Map<String, LongAdder> retries() {
        return new TreeMap<>(retries);
    }

    Map<String, LongAdder> unexpected() {
        return new TreeMap<>(unexpected);
    }
}
