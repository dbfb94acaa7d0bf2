package io.tidegate.localstack.stripe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that can be put forward, never back, and stays so over a restart: authorisations end after seven days. */
final class SimulatorClock implements InstantSource {
    private final InstantSource real;
    private final Path file;
    private volatile Duration ahead;

    SimulatorClock(InstantSource real, Path file) throws IOException {
        this.real = real;
        this.file = file;
        this.ahead = Files.exists(file) ? Duration.parse(Files.readString(file).strip()) : Duration.ZERO;
    }

    @Override
    public Instant instant() {
        return real.instant().plus(ahead);
    }

    void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("the clock only goes forward");
        }
        ahead = ahead.plus(by);
        try {
            Files.writeString(file, ahead.toString());
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
