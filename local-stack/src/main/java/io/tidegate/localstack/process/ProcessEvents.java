package io.tidegate.localstack.process;

import java.util.List;

/** What a supervisor has to say, as it happens. Called from several threads. */
public interface ProcessEvents {
    /** Says nothing. */
    ProcessEvents SILENT = new ProcessEvents() {};

    /** A child is ready, so many milliseconds after it was launched; {@code restarts} is 0 the first time. */
    default void ready(String name, long pid, long tookMs, int restarts) {}

    /** A child ended that should not have. {@code cause} is such as {@code exit code 1}; the lines end its log. */
    default void died(String name, long pid, String cause, List<String> logEnd) {}

    /** A child that died is launched again, the n-th time of so many. */
    default void restarting(String name, int restart, int restartsMax) {}

    /** A child died too often and stays down. */
    default void gaveUp(String name) {}
}
