package io.tidegate.waitingroom;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that runs as any, and jumps when told. */
public final class SettableClock implements InstantSource {
    private volatile Duration ahead = Duration.ZERO;

    public void advance(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }
}
