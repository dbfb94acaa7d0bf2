package io.tidegate.localstack.stripe;

import java.util.HashMap;
import java.util.Map;

/**
 * Stripe's default limits in live mode: 100 operations a second in all, 25 a second an endpoint (docs.stripe.com,
 * "Rate limits"). Token buckets that hold one second's worth.
 */
final class RateLimits {
    private static final double GLOBAL_PER_SECOND = 100;
    private static final double ENDPOINT_PER_SECOND = 25;

    private final Bucket global = new Bucket(GLOBAL_PER_SECOND);
    private final Map<String, Bucket> endpoints = new HashMap<>();

    /** Takes one operation on an endpoint; the reason as Stripe names it in a header if there is none left, else "". */
    String take(String endpoint, long nanos) {
        Bucket own = endpoints.computeIfAbsent(endpoint, name -> new Bucket(ENDPOINT_PER_SECOND));
        if (own.fill(nanos) < 1) {
            return "endpoint-rate";
        }
        if (global.fill(nanos) < 1) {
            return "global-rate";
        }
        own.tokens--;
        global.tokens--;
        return "";
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
