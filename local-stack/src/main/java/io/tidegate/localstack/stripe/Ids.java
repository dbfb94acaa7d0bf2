package io.tidegate.localstack.stripe;

import java.util.random.RandomGenerator;

/** Ids and secrets of the length and alphabet of Stripe's. */
final class Ids {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_CHARS = 22;
    private static final int SECRET_CHARS = 25;

    private final RandomGenerator random;

    Ids(RandomGenerator random) {
        this.random = random;
    }

    /** Such as {@code pi_3…}. */
    String next(String prefix) {
        return prefix + "3" + text(ID_CHARS);
    }

    String secret(String id) {
        return id + "_secret_" + text(SECRET_CHARS);
    }

    private String text(int chars) {
        StringBuilder text = new StringBuilder(chars);
        for (int i = 0; i < chars; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
