package io.tidegate.localstack.process;

/** An exit code in words. */
final class ExitCause {
    /** Java, like a shell, adds this to the number of the signal that ended a process. */
    private static final int SIGNALLED = 128;

    private ExitCause() {}

    static String of(int exitCode) {
        return exitCode > SIGNALLED && exitCode < SIGNALLED + 65
                ? "killed by signal " + (exitCode - SIGNALLED)
                : "exit code " + exitCode;
    }
}
