package io.tidegate.localstack.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a child process is: its command, how to tell that it works, and how it stops.
 *
 * @param name unique in its supervisor, also names its log
 * @param layer children of a higher layer use those of a lower one, so they stop first
 * @param command program and arguments; it must not fork itself into the background
 * @param environment on top of what the supervisor's own process has
 * @param directory its working directory
 * @param health asked until it answers; the child is ready then
 * @param readyWithin a child that is not ready by then counts as dead
 * @param stopSignal what asks it to stop in good order
 * @param stopWithin a child that has not stopped by then is killed
 * @param goesFirst it is scheduled before those that take turns ({@link TakingTurns})
 */
public record ChildSpec(
        String name,
        int layer,
        List<String> command,
        Map<String, String> environment,
        Path directory,
        HealthCheck health,
        Duration readyWithin,
        StopSignal stopSignal,
        Duration stopWithin,
        boolean goesFirst) {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    /** For most; what has something to write as it ends may need longer. */
    public static final Duration STOP_WITHIN = Duration.ofSeconds(8);

    public ChildSpec {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("name is '" + name + "'; allowed: lower case letters, digits, -");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A child with the usual bounds, asked to stop by SIGTERM. */
    public static ChildSpec of(String name, int layer, List<String> command, Path directory, HealthCheck health) {
        return new ChildSpec(
                name, layer, command, Map.of(), directory, health, READY_WITHIN, StopSignal.TERM, STOP_WITHIN, false);
    }

    /** The same child with this environment. */
    public ChildSpec withEnvironment(Map<String, String> variables) {
        return new ChildSpec(
                name, layer, command, variables, directory, health, readyWithin, stopSignal, stopWithin, goesFirst);
    }

    /** The same child, asked to stop by this signal. */
    public ChildSpec stoppedBy(StopSignal signal) {
        return new ChildSpec(
                name, layer, command, environment, directory, health, readyWithin, signal, stopWithin, goesFirst);
    }

    /** The same child, killed only when it has not stopped in this time. */
    public ChildSpec stoppedWithin(Duration limit) {
        return new ChildSpec(
                name, layer, command, environment, directory, health, readyWithin, stopSignal, limit, goesFirst);
    }

    /** The same child, which goes before those that take turns. */
    public ChildSpec goingFirst() {
        return new ChildSpec(
                name, layer, command, environment, directory, health, readyWithin, stopSignal, stopWithin, true);
    }

    /** The signal by which a child is asked to stop in good order. */
    public enum StopSignal {
        TERM,
        /** Postgres: ends its sessions instead of waiting for them. */
        INT
    }
}
