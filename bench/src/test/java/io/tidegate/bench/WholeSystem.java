package io.tidegate.bench;

import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.up.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole system, all of its processes, on a throw-away folder: started when the first test asks for it as a parameter,
 * shared by all test classes that do, stopped after the last.
 */
public final class WholeSystem implements ParameterResolver {
    /** Held by each class of tests that uses it: kills, re-indexing and the like would be in others' way. */
    public static final String LOCK = "the whole system";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    /** The system that runs, for other extensions. */
    public static Running of(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(WholeSystem.class))
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class);
    }

    /** The system, up. */
    public static final class Running implements AutoCloseable {
        private final Path folder;
        private final Stacks.Started system;

        private Running(Path folder, Stacks.Started system) {
            this.folder = folder;
            this.system = system;
        }

        private static Running start() {
            try {
                Path folder = Files.createTempDirectory("tidegate-whole");
                return new Running(
                        folder,
                        Stacks.start(StackOptions.apart(ClassPaths.root(), folder.resolve(StackOptions.DIRECTORY))));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** What is the checkout to a command that is to find it: {@code -Dtidegate.home}. */
        Path home() {
            return folder;
        }

        /** Where to reach it. */
        public Target target() {
            return system.target();
        }

        @Override
        public void close() throws IOException {
            system.close();
            List<Path> files;
            try (var all = Files.walk(folder)) {
                files = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
