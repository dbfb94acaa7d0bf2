package io.tidegate.settings;

import java.net.URI;
import java.util.Set;

/** Checks of single settings; each says the setting's name and what is allowed. */
final class Require {
    private Require() {}

    static void range(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: " + min + " to " + max);
        }
    }

    static void oneOf(String name, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(name + " is '" + value + "'; allowed: " + String.join(", ", allowed));
        }
    }

    static void notBlank(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is empty");
        }
    }

    /** An absolute URL of one of the schemes. */
    static void url(String name, String value, Set<String> schemes) {
        URI uri;
        try {
            uri = URI.create(value);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(name + " is '" + value + "'; not a URL", malformed);
        }
        if (uri.getScheme() == null || !schemes.contains(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    name + " is '" + value + "'; allowed: a URL of scheme " + String.join(" or ", schemes));
        }
    }
}
