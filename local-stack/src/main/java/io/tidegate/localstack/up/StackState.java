package io.tidegate.localstack.up;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code stack.json} says of a running stack, for other commands to find it. Readable by its owner alone, as it
 * has the stack's secrets.
 *
 * @param launcherStart when the launcher began, to tell it from a later process of the same pid
 * @param publicUrl the one origin of the public API
 * @param environment the settings of every process, by environment variable
 */
public record StackState(
        long launcherPid, String launcherStart, String publicUrl, Map<String, String> environment, List<Part> parts) {
    private static final String FILE = "stack.json";
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public StackState {
        environment = Map.copyOf(environment);
        parts = List.copyOf(parts);
    }

    /** One process: where it is, and its log. Postgres's pid is that of its first process; others are below it. */
    public record Part(String name, long pid, String url, String log) {}

    /** A part by its name. */
    public Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    void write(Path directory) throws IOException {
        Path partial = Files.createTempFile(
                directory,
                FILE,
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        JSON.writeValue(partial.toFile(), this);
        Files.move(partial, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    static void delete(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }

    /** The state that a launcher which still runs has written there. */
    static Optional<StackState> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(JSON.readValue(file.toFile(), StackState.class)).filter(StackState::launcherRuns);
    }

    private boolean launcherRuns() {
        return ProcessHandle.of(launcherPid)
                .map(launcher -> launcherStart.equals(start(launcher)))
                .orElse(false);
    }

    static String start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }
}
