package io.tidegate.localstack.up;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folder of a stack: its data, logs, pids; and the unpacked programs, which are nobody's data. */
final class StackDirectory {
    private static final Set<String> KEPT = Set.of("lock", "programs", "run", "logs");

    private StackDirectory() {}

    /** Where programs are unpacked: with the checkout's own stack, which others share. */
    static Path programs(Path root, Path directory) {
        Path own = root.resolve(StackOptions.DIRECTORY);
        return (Files.isDirectory(own) ? own : directory).resolve("programs");
    }

    /** Deletes all data. Nothing may run on it any more. */
    static void wipe(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                if (!KEPT.contains(entry.getFileName().toString())) {
                    deleteTree(entry);
                }
            }
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
