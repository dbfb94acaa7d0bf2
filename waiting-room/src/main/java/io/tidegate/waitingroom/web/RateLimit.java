package io.tidegate.waitingroom.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.tidegate.http.HttpProblem;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** So many uses a time span for each key, a burst of as many at once; counted by this instance alone. */
public final class RateLimit {
    private final String what;
    private final Bandwidth bandwidth;
    private final int spreadSeconds;
    private final Cache<String, Bucket> buckets;

    /** @param what what is limited, as the refusal says it: "codes for this address" */
    public RateLimit(String what, int usesMax, Duration span, int keysMax) {
        this(what, usesMax, span, keysMax, 0);
    }

    /** @param spreadSeconds so much longer than needed, at most, who is refused is told to stay away: not all come at once */
    public RateLimit(String what, int usesMax, Duration span, int keysMax, int spreadSeconds) {
        this.what = what;
        this.spreadSeconds = spreadSeconds;
        this.bandwidth = Bandwidth.builder()
                .capacity(usesMax)
                .refillGreedy(usesMax, span)
                .build();
        this.buckets = Caffeine.newBuilder()
                .executor(Runnable::run) // its upkeep; a thread for that would be woken for every few calls
                .maximumSize(keysMax)
                .expireAfterAccess(span)
                .build();
    }

    /** Counts one use; one too many is a 429 problem that says when to come again. */
    public void use(String key) {
        Bucket bucket =
                buckets.get(key, fresh -> Bucket.builder().addLimit(bandwidth).build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill())
                    + 1
                    + ThreadLocalRandom.current().nextInt(spreadSeconds + 1);
            throw HttpProblem.of(429, "too-many-requests", "Too many requests", "too many " + what)
                    .header("Retry-After", Long.toString(seconds));
        }
    }
}
