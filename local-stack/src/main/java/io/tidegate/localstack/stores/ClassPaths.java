package io.tidegate.localstack.stores;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The class paths that the build writes into the modules' target folders. */
public final class ClassPaths {
    private ClassPaths() {}

    /** The libraries of a module, without its own classes. */
    public static List<Path> libraries(Path root, String module) throws IOException {
        Path file = root.resolve(module).resolve("target/runtime.classpath");
        if (!Files.exists(file)) {
            throw new IOException(file + " is missing: build first (./tidegate does)");
        }
        return Stream.of(Files.readString(file).strip().split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    /** A module's own classes: its folder of classes, which every build phase after compile has. */
    public static Path classes(Path root, String module) {
        return root.resolve(module).resolve("target/classes");
    }

    /** A class path as a command line takes it. */
    public static String join(List<Path> paths) {
        return String.join(
                File.pathSeparator, paths.stream().map(Path::toString).toList());
    }

    /**
     * The folder of the checkout: as the launcher says ({@code -Dtidegate.home}), else the nearest above the working
     * directory that has the local stack in it.
     */
    public static Path root() {
        String home = System.getProperty("tidegate.home");
        if (home != null) {
            return Path.of(home).toAbsolutePath().normalize();
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("local-stack/kafka/pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "not inside a checkout of Tidegate: " + Path.of("").toAbsolutePath());
    }
}
