package io.tidegate.localstack.stripe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The one account's keys: who calls, and the signature under its webhooks. */
record Keys(String secretKey, String publishableKey, String webhookSecret) {
    enum Caller {
        MERCHANT,
        BUYER
    }

    /** By the Authorization header (Bearer, or Basic with the key as user), or the key that browsers send in the form. */
    Caller caller(@Nullable String authorization, @Nullable String keyParameter) {
        String key = authorization == null ? keyParameter : key(authorization);
        if (key == null || key.isEmpty()) {
            throw ApiError.of(
                            401,
                            ApiError.INVALID_REQUEST,
                            null,
                            "You did not provide an API key. You need to provide your API key in the Authorization"
                                    + " header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
                    .notExecuted();
        }
        if (same(key, secretKey)) {
            return Caller.MERCHANT;
        }
        if (same(key, publishableKey)) {
            return Caller.BUYER;
        }
        throw ApiError.of(401, ApiError.INVALID_REQUEST, null, "Invalid API Key provided: " + masked(key))
                .notExecuted();
    }

    private static String key(String authorization) {
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                byte[] pair =
                        Base64.getDecoder().decode(authorization.substring(6).strip());
                return new String(pair, StandardCharsets.UTF_8).split(":", 2)[0];
            } catch (IllegalArgumentException notBase64) {
                return "";
            }
        }
        return authorization.replaceFirst("(?i)^Bearer\\s+", "").strip();
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String masked(String key) {
        return key.length() < 12 ? "****" : key.substring(0, 8) + "****" + key.substring(key.length() - 4);
    }

    /** {@code t=…,v1=…} as Stripe-Signature has it: HMAC-SHA256 over time, a dot and the payload. */
    String signature(long now, String payload) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(webhookSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signed = mac.doFinal((now + "." + payload).getBytes(StandardCharsets.UTF_8));
            return "t=" + now + ",v1=" + HexFormat.of().formatHex(signed);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
