package io.tidegate.localstack.stripe;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Stripe's default limits in live mode: 100 operations a second in all, 25 a second an endpoint (docs.stripe.com,
 * "Rate limits"). Token buckets that hold one second's worth.
 */
final class RateLimits {
    private static final double GLOBAL_PER_SECOND = 100;
    private static final double ENDPOINT_PER_SECOND = 25;

    private final Bucket global = new Bucket(GLOBAL_PER_SECOND);
    private final Map<String, Bucket> endpoints = new HashMap<>();
    private long refused;
    private long secondsRefused;
    private long lastSecond = Long.MIN_VALUE;

    /** Takes one operation on an endpoint; the reason as Stripe names it in a header if there is none left, else "". */
    String take(String endpoint, long nanos) {
        Bucket own = endpoints.computeIfAbsent(endpoint, name -> new Bucket(ENDPOINT_PER_SECOND));
        if (own.fill(nanos) < 1) {
            return refuse("endpoint-rate", nanos);
        }
        if (global.fill(nanos) < 1) {
            return refuse("global-rate", nanos);
        }
        own.tokens--;
        global.tokens--;
        return "";
    }

    private String refuse(String reason, long nanos) {
        refused++;
        long second = TimeUnit.NANOSECONDS.toSeconds(nanos);
        if (second != lastSecond) {
            lastSecond = second;
            secondsRefused++;
        }
        return reason;
    }

    /** {@code {refused, secondsRefused}}: how many calls were refused, and in how many different seconds. */
    JsonObject json() {
        return new JsonObject().put("refused", refused).put("secondsRefused", secondsRefused);
    }

    private static final class Bucket {
        private final double perSecond;
        private double tokens;
        private long filledNanos;
        private boolean used;

        Bucket(double perSecond) {
            this.perSecond = perSecond;
            this.tokens = perSecond;
        }

        double fill(long nanos) {
            if (used) {
                tokens = Math.min(perSecond, tokens + (nanos - filledNanos) * perSecond / 1e9);
            }
            used = true;
            filledNanos = nanos;
            return tokens;
        }
    }
}
