package io.tidegate.localstack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that this machine has, or has not: what needs one says so. */
public final class Installed {
    private Installed() {}

    /** The first of this name on the PATH, or in one of some more folders where its installer may have put it. */
    public static Optional<Path> program(String name, String... folders) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(List.of(path.split(File.pathSeparator)).stream(), Stream.of(folders))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
