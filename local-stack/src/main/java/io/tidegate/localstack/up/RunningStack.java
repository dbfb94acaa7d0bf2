package io.tidegate.localstack.up;

import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** A stack that some launcher runs on a checkout: found by what it left in {@code .tidegate/}. */
public record RunningStack(StackState state) {
    /** The checkout's running stack, if there is one. */
    public static Optional<RunningStack> find(Path root) {
        try {
            return StackState.read(root.resolve(StackOptions.DIRECTORY)).map(RunningStack::new);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The settings that its processes run with. */
    public Settings settings() {
        return SettingsLoader.load(state.environment());
    }

    /** Where its public API is. */
    public String publicUrl() {
        return state.publicUrl();
    }
}
