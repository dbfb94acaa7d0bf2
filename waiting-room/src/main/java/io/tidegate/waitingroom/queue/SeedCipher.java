package io.tidegate.waitingroom.queue;

import io.tidegate.settings.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps the draw's seeds from who can read the database: AES-256-GCM under a key derived from our token keys. A stored
 * seed names the key by {@code kid}, so it can be read as long as that key is listed.
 */
final class SeedCipher {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
    private final String current;
    private final SecureRandom random = new SecureRandom();

    SeedCipher(Settings.Tokens tokens) {
        tokens.keyList().forEach(key -> keys.put(key.kid(), derive(key.secret().reveal())));
        this.current = tokens.keyList().getFirst().kid();
    }

    /** Length and text of the kid, nonce, ciphertext. */
    byte[] encrypt(byte[] seed) {
        byte[] kid = current.getBytes(StandardCharsets.UTF_8);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] secret = crypt(Cipher.ENCRYPT_MODE, current, nonce, seed);
        return ByteBuffer.allocate(1 + kid.length + nonce.length + secret.length)
                .put((byte) kid.length)
                .put(kid)
                .put(nonce)
                .put(secret)
                .array();
    }

    byte[] decrypt(byte[] stored) {
        int kidEnd = 1 + stored[0];
        String kid = new String(stored, 1, stored[0], StandardCharsets.UTF_8);
        byte[] nonce = Arrays.copyOfRange(stored, kidEnd, kidEnd + NONCE_BYTES);
        return crypt(Cipher.DECRYPT_MODE, kid, nonce, Arrays.copyOfRange(stored, kidEnd + NONCE_BYTES, stored.length));
    }

    private byte[] crypt(int mode, String kid, byte[] nonce, byte[] input) {
        SecretKeySpec key = keys.get(kid);
        if (key == null) {
            throw new IllegalStateException("tokens.keys no longer has " + kid + ", under which a seed is encrypted");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("a draw's seed cannot be read", failed);
        }
    }

    private static SecretKeySpec derive(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal("draw-seed".getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
