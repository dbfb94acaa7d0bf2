package io.tidegate.localstack.stores;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

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

    /** A module's own classes: its jar, or the folder that the jar is made from while that says something else. */
    public static Path classes(Path root, String module) throws IOException {
        Path target = root.resolve(module).resolve("target");
        Path folder = target.resolve("classes");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(jar -> isMadeFrom(jar, folder))
                    .findFirst()
                    .orElse(folder);
        }
    }

    /** What is compiled again to the same is not packaged again, so times alone do not tell. */
    private static boolean isMadeFrom(Path jar, Path folder) {
        try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile);
                JarFile packaged = new JarFile(jar.toFile())) {
            FileTime packagedAt = Files.getLastModifiedTime(jar);
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.getLastModifiedTime(file).compareTo(packagedAt) > 0
                        && !isIn(packaged, folder.relativize(file).toString(), file)) {
                    return false;
                }
            }
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static boolean isIn(JarFile packaged, String name, Path file) throws IOException {
        ZipEntry entry = packaged.getEntry(name);
        CRC32 sum = new CRC32();
        sum.update(Files.readAllBytes(file));
        return entry != null && entry.getCrc() == sum.getValue();
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
