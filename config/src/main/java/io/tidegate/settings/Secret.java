package io.tidegate.settings;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * A value that is never printed. {@link #reveal()} is the only way to it.
 *
 * @param reveal the value itself
 */
public record Secret(String reveal) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Secret {
        if (reveal.isBlank()) {
            throw new IllegalArgumentException("must not be empty");
        }
    }

    /** Whether this is one of the secrets that come with the source, which production refuses. */
    boolean isDevelopment() {
        return reveal.contains("dev-") || reveal.endsWith("_dev");
    }

    @Override
    public String toString() {
        return "****";
    }
}
