package io.tidegate.localstack.up;

import io.tidegate.localstack.process.ProcessEvents;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stack to run.
 *
 * @param root the checkout, built
 * @param directory where its data lives
 * @param fresh whether what lives there is wiped first
 * @param usualPorts whether each process is to have its usual port where that is free; else any
 * @param publicPort the wanted port of the public API; null: the usual one, or any
 * @param services which of our services run
 * @param environment settings on top of the defaults, by environment variable, for every process of ours
 */
public record StackOptions(
        Path root,
        Path directory,
        boolean fresh,
        boolean usualPorts,
        @Nullable Integer publicPort,
        List<Service> services,
        Map<String, String> environment,
        ProcessEvents events) {
    public static final String DIRECTORY = ".tidegate";

    public StackOptions {
        services = List.copyOf(services);
        environment = Map.copyOf(environment);
    }

    /** The checkout's own stack, with its data in {@code .tidegate/}. */
    public static StackOptions of(Path root) {
        return new StackOptions(
                root, root.resolve(DIRECTORY), false, true, null, Service.all(), Map.of(), ProcessEvents.SILENT);
    }

    /** A stack apart from the checkout's own: any ports, data elsewhere. */
    public static StackOptions apart(Path root, Path directory) {
        return new StackOptions(root, directory, true, false, null, Service.all(), Map.of(), ProcessEvents.SILENT);
    }

    public StackOptions withFresh(boolean wipe) {
        return new StackOptions(root, directory, wipe, usualPorts, publicPort, services, environment, events);
    }

    public StackOptions withPublicPort(@Nullable Integer port) {
        return new StackOptions(root, directory, fresh, usualPorts, port, services, environment, events);
    }

    public StackOptions withServices(List<Service> some) {
        return new StackOptions(root, directory, fresh, usualPorts, publicPort, some, environment, events);
    }

    public StackOptions withEnvironment(Map<String, String> variables) {
        return new StackOptions(root, directory, fresh, usualPorts, publicPort, services, variables, events);
    }

    public StackOptions withEvents(ProcessEvents listener) {
        return new StackOptions(root, directory, fresh, usualPorts, publicPort, services, environment, listener);
    }
}
