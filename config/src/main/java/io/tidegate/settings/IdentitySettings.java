package io.tidegate.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Who buyers are: by address, by one-time code, or as an identity provider says. */
public record IdentitySettings(
        boolean trustEmail,
        int codeMinutes,
        int codeAttemptsMax,
        int codesPerAddressHourMax,
        int codesPerClientHourMax,
        int verifiesPerClientMinuteMax,
        int limitedClientsMax,
        String providerJwksUrl,
        Secret providerSharedKey,
        String providerIssuer,
        String providerAudience,
        int providerKeysRefreshSeconds,
        int providerTimeoutMs,
        int providerSessionsMax) {
    private static final String OFF = "off";
    private static final int SHARED_KEY_CHARS_MIN = 32;

    public IdentitySettings {
        Require.range("codeMinutes", codeMinutes, 1, 60);
        Require.range("codeAttemptsMax", codeAttemptsMax, 1, 20);
        Require.range("codesPerAddressHourMax", codesPerAddressHourMax, 1, 1000);
        Require.range("codesPerClientHourMax", codesPerClientHourMax, 1, 1_000_000);
        Require.range("verifiesPerClientMinuteMax", verifiesPerClientMinuteMax, 1, 1_000_000);
        Require.range("limitedClientsMax", limitedClientsMax, 1, 10_000_000);
        Require.range("providerKeysRefreshSeconds", providerKeysRefreshSeconds, 1, 86_400);
        Require.range("providerTimeoutMs", providerTimeoutMs, 100, 60_000);
        Require.range("providerSessionsMax", providerSessionsMax, 1, 10_000_000);
        if (!providerJwksUrl.isEmpty()) {
            Require.url("providerJwksUrl", providerJwksUrl, Set.of("http", "https"));
        }
        if (hasSharedKey(providerSharedKey)) {
            if (providerSharedKey.reveal().length() < SHARED_KEY_CHARS_MIN) {
                throw new IllegalArgumentException(
                        "providerSharedKey: allowed: off, or at least " + SHARED_KEY_CHARS_MIN + " characters");
            }
            if (!providerJwksUrl.isEmpty()) {
                throw new IllegalArgumentException("providerSharedKey: allowed: off while providerJwksUrl is set");
            }
        }
    }

    /** Whether buyers log in elsewhere. */
    public boolean hasProvider() {
        return !providerJwksUrl.isEmpty() || hasSharedKey(providerSharedKey);
    }

    /** The key that an identity provider shares with us, where that is how it signs. */
    public Optional<Secret> sharedKey() {
        return hasSharedKey(providerSharedKey) ? Optional.of(providerSharedKey) : Optional.empty();
    }

    public Duration codeLife() {
        return Duration.ofMinutes(codeMinutes);
    }

    private static boolean hasSharedKey(Secret key) {
        return !key.reveal().equals(OFF);
    }
}
