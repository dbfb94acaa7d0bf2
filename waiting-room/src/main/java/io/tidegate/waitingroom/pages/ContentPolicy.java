package io.tidegate.waitingroom.pages;

import io.tidegate.settings.Settings;
import io.vertx.core.MultiMap;

/**
 * What a browser may do with our pages: run and show what comes from here, and talk to us and to Stripe. No inline
 * script, no inline style, no framing.
 */
final class ContentPolicy {
    private final String policy;

    ContentPolicy(Settings.Stripe stripe) {
        this.policy = policy(stripe.apiBase());
    }

    /** @param apiBase of Stripe; empty: Stripe itself, whose form for cards is a frame with a script of its own */
    static String policy(String apiBase) {
        boolean real = apiBase.isEmpty();
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self'" + (real ? " https://js.stripe.com https://*.js.stripe.com" : ""),
                "style-src 'self'",
                "img-src 'self' data: blob:" + (real ? " https://*.stripe.com" : ""),
                "font-src 'self'",
                "connect-src 'self' " + (real ? "https://api.stripe.com" : apiBase),
                "frame-src "
                        + (real ? "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com" : "'none'"),
                "worker-src 'self'",
                "manifest-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'");
    }

    void put(MultiMap headers) {
        headers.set("Content-Security-Policy", policy)
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "same-origin")
                .set("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
                .set("Permissions-Policy", "camera=(), geolocation=(self), microphone=()");
    }
}
