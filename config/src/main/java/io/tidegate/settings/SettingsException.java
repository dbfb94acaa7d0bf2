package io.tidegate.settings;

/** A setting that stops the start. The message is one line: the setting's name, and what is allowed. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }
}
