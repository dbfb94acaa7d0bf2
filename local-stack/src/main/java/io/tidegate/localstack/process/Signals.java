package io.tidegate.localstack.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Sends signals that {@link Process} has no method for. */
public final class Signals {
    private static final long SEND_MS_MAX = 2000;

    private Signals() {}

    /** Sends a signal such as {@code INT}; says nothing if the process is gone. */
    public static void send(long pid, String signal) {
        try {
            // The shell's own kill: a program of that name is not everywhere.
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid + " 2>/dev/null")
                    .redirectErrorStream(true)
                    .start();
            kill.waitFor(SEND_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (IOException noShell) {
            throw new IllegalStateException("no /bin/sh to send a signal with", noShell);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
