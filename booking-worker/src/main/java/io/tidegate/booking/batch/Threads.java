package io.tidegate.booking.batch;

import java.time.Duration;

/** Waiting for threads. */
public final class Threads {
    private Threads() {}

    /** Waits until the thread has ended, at most so long; keeps an interrupt for the caller. */
    public static void join(Thread thread, Duration most) {
        try {
            thread.join(most);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
