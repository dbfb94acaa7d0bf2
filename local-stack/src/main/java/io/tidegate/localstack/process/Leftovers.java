package io.tidegate.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Ends what a former launcher of the same folder left running: its reaper may still be at work, or was killed with it.
 * A pid file stands for a process only if that process began when the file was written; pids are used again.
 */
final class Leftovers {
    private static final Duration SAME_MOMENT = Duration.ofSeconds(3);
    private static final long OWN_ACCORD_MS = 2500;

    private Leftovers() {}

    /** Each launcher has had a folder of pid files of its own below this one. */
    static void end(Path runDirectories) throws IOException {
        for (Path folder : list(runDirectories)) {
            if (Files.isDirectory(folder)) {
                for (Path file : list(folder)) {
                    endOne(file);
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (NoSuchFileException reaped) {
            return List.of();
        }
    }

    private static void endOne(Path file) throws IOException {
        String[] words;
        Instant written;
        try {
            words = Files.readString(file).strip().split(" ");
            written = Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException reaped) {
            return;
        }
        if (words.length != 2 || !words[0].matches("\\d{1,9}")) {
            return;
        }
        ProcessHandle.of(Long.parseLong(words[0]))
                .filter(process -> beganAt(process, written))
                .ifPresent(process -> end(process, words[1]));
    }

    private static boolean beganAt(ProcessHandle process, Instant written) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, written).abs().compareTo(SAME_MOMENT) < 0)
                .orElse(false);
    }

    private static void end(ProcessHandle process, String signal) {
        Signals.send(process.pid(), signal);
        try {
            process.onExit().get(OWN_ACCORD_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillThere) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
