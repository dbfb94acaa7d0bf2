package io.tidegate.booking.payment;

import dev.failsafe.RateLimiter;
import io.tidegate.settings.Settings;
import java.time.Duration;

/** The rate at which this process calls Stripe, whatever for: one limiter, evenly spread, shared by all callers. */
public final class StripeRate {
    private final RateLimiter<Object> limiter;

    public StripeRate(Settings.Stripe settings) {
        this.limiter = RateLimiter.smoothBuilder(settings.operationsPerSecondMax(), Duration.ofSeconds(1))
                .build();
    }

    /** Returns when the next call may be made. */
    void await() throws InterruptedException {
        limiter.acquirePermit();
    }
}
