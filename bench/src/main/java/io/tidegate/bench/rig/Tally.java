package io.tidegate.bench.rig;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What came back: latencies from the <em>planned</em> time of each request (so that waiting to be sent counts, and a
 * stall is seen by every request that it delayed), answers by status, and failures by cause. Safe for any thread.
 */
public final class Tally {
    private static final long LATENCY_MICROS_MAX = 600_000_000;
    private static final int DIGITS = 3;

    private final Recorder latencyMicros = new Recorder(LATENCY_MICROS_MAX, DIGITS);
    private final Histogram all = new Histogram(LATENCY_MICROS_MAX, DIGITS);
    private final Map<Integer, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();

    /** An answer came, so long after it was due. */
    public void answered(int status, long nanosSinceDue) {
        latencyMicros.recordValue(Math.clamp(nanosSinceDue / 1000, 0, LATENCY_MICROS_MAX));
        answers.computeIfAbsent(status, s -> new LongAdder()).increment();
    }

    /** No answer came. */
    public void failed(Throwable cause) {
        failures.computeIfAbsent(cause.getClass().getSimpleName(), c -> new LongAdder())
                .increment();
    }

    /** How many answers had each status. */
    public Map<Integer, Long> answers() {
        return sums(answers);
    }

    /** How many requests got no answer, by the kind of failure. */
    public Map<String, Long> failures() {
        return sums(failures);
    }

    /** All latencies so far, in microseconds. */
    public synchronized Histogram latencyMicros() {
        all.add(latencyMicros.getIntervalHistogram());
        return all.copy();
    }

    /** A percentile of the latencies, in milliseconds; 0 when there are none. */
    public double latencyMs(double percentile) {
        return latencyMicros().getValueAtPercentile(percentile) / 1000.0;
    }

    private static <K> Map<K, Long> sums(Map<K, LongAdder> counts) {
        Map<K, Long> sums = new TreeMap<>();
        counts.forEach((key, count) -> sums.put(key, count.sum()));
        return sums;
    }
}
