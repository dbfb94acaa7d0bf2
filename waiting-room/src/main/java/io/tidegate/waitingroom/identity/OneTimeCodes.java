package io.tidegate.waitingroom.identity;

import io.tidegate.settings.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of six digits, each the HMAC of a random challenge under our token keys. Only the challenge is ever stored: a
 * hash of six digits could be undone by trying a million, this one not without the key.
 */
public final class OneTimeCodes {
    private static final int CHALLENGE_BYTES = 16;
    private static final int CODES = 1_000_000;

    private final List<SecretKeySpec> keys;
    private final SecureRandom random = new SecureRandom();

    public OneTimeCodes(Settings.Tokens tokens) {
        this.keys = tokens.keyList().stream()
                .map(key -> new SecretKeySpec(key.secret().reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
                .toList();
    }

    byte[] newChallenge() {
        byte[] challenge = new byte[CHALLENGE_BYTES];
        random.nextBytes(challenge);
        return challenge;
    }

    /** The code of this challenge. */
    String of(byte[] challenge) {
        return code(keys.getFirst(), challenge);
    }

    /** Whether the typed digits are the challenge's code, under any key that is still listed. */
    boolean fits(byte[] challenge, String typed) {
        byte[] digits = typed.replaceAll("[\\s-]", "").getBytes(StandardCharsets.UTF_8);
        boolean fits = false;
        for (SecretKeySpec key : keys) {
            fits |= MessageDigest.isEqual(code(key, challenge).getBytes(StandardCharsets.UTF_8), digits);
        }
        return fits;
    }

    private static String code(SecretKeySpec key, byte[] challenge) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update("login-code".getBytes(StandardCharsets.UTF_8));
            long bits = ByteBuffer.wrap(mac.doFinal(challenge)).getLong();
            return "%06d".formatted(Long.remainderUnsigned(bits, CODES));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
