package io.tidegate.waitingroom.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/**
 * A buyer's e-mail address, normalised: without surrounding blanks, in lower case. Plausible, not proven: one {@code @}
 * with something on both sides, at most 254 characters (RFC 5321), no blanks and no control characters.
 */
public record Address(String text) {
    private static final int CHARS_MAX = 254;
    private static final int ACCOUNT_CHARS = 16;
    private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";

    /** Empty if it cannot be an address. */
    public static Optional<Address> parse(String typed) {
        String text = typed.strip().toLowerCase(Locale.ROOT);
        int at = text.indexOf('@');
        boolean plausible = text.length() <= CHARS_MAX
                && at > 0
                && at < text.length() - 1
                && at == text.lastIndexOf('@')
                && text.chars()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.isSurrogate((char) c));
        return plausible ? Optional.of(new Address(text)) : Optional.empty();
    }

    /** The account that this address has, for ever: {@code ac_} and 80 bits of its SHA-256 in base 32. */
    public String accountId() {
        return accountId(text);
    }

    /** The account of whoever is named so: an address, or a provider with its subject, which has blanks as no address does. */
    static String accountId(String name) {
        byte[] hash = sha256(name);
        StringBuilder id = new StringBuilder("ac_");
        long bits = 0;
        int held = 0;
        for (int i = 0; id.length() < "ac_".length() + ACCOUNT_CHARS; i++) {
            bits = bits << 8 | (hash[i] & 0xff);
            for (held += 8; held >= 5; held -= 5) {
                id.append(BASE_32.charAt((int) (bits >>> (held - 5)) & 31));
            }
        }
        return id.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
