package io.tidegate.bench.rig;

import java.time.Duration;

/**
 * When each request is due, evenly spaced, whatever becomes of the ones before it: the load is open-loop.
 *
 * @param count requests in all
 * @param perSecond their rate
 */
public record Schedule(int count, double perSecond) {
    public Schedule {
        if (count < 0 || !(perSecond > 0)) {
            throw new IllegalArgumentException(count + " requests at " + perSecond + " a second");
        }
    }

    /** So many requests spread over a time. */
    public static Schedule over(int count, Duration time) {
        return new Schedule(count, Math.max(1, count) * 1e9 / Math.max(1, time.toNanos()));
    }

    /** A rate held for a time. */
    public static Schedule atRate(double perSecond, Duration time) {
        return new Schedule((int) Math.round(perSecond * time.toNanos() / 1e9), perSecond);
    }

    /** When the request with this number, from 0, is due: nanoseconds after the start. */
    public long dueNanos(int number) {
        return (long) (number * 1e9 / perSecond);
    }
}
