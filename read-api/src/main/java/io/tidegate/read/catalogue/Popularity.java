package io.tidegate.read.catalogue;

import java.time.Duration;
import java.time.Instant;

/**
 * How much an event is looked at and queued for: the base-2 logarithm of a sum in which what is a half-life younger
 * counts twice. So two values compare the same at any time, and none has to be aged (forward decay: Cormode et al., ICDE
 * 2009).
 */
public record Popularity(double value, long rowVersion) {
    /** Nobody has looked yet. */
    public static final Popularity NONE = new Popularity(0, 0);

    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HALF_LIFE = Duration.ofDays(7);

    /** What one point given now would come to. */
    public static double scale(Instant now) {
        return (double) Duration.between(EPOCH, now).toMillis() / HALF_LIFE.toMillis();
    }

    /** The value after so many more points. */
    public double plus(double points, Instant now) {
        double added = scale(now) + Math.log(points) / Math.log(2);
        double larger = Math.max(value, added);
        return larger + Math.log1p(Math.pow(2, Math.min(value, added) - larger)) / Math.log(2);
    }
}
