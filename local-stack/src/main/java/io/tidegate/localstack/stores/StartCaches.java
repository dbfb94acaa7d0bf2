package io.tidegate.localstack.stores;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What lets the JVMs of the stack start quickly: an ahead-of-time cache each (JEP 483, 514 and 515), with its classes
 * loaded and linked and its methods' profiles. The launcher has a whole stack write them once after a build. A JVM
 * that finds none, or one that does not fit its class path or JDK any more, says so in its log and starts without it.
 */
public final class StartCaches {
    /** Where the JVMs are to write their caches as they end; set while the launcher has them made. */
    private static final String OUTPUT = "tidegate.startCaches.output";

    private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(5);

    private StartCaches() {}

    /** The flags by which the JVM of this name uses its cache, or writes it. */
    static List<String> flags(Path root, String name) {
        String output = System.getProperty(OUTPUT);
        if (output != null) {
            return List.of("-XX:AOTCacheOutput=" + Path.of(output).resolve(name + ".aot"));
        }
        return use(root, name);
    }

    /** The flags by which a JVM with the class path of another uses that one's cache. */
    static List<String> use(Path root, String name) {
        Path cache = root.resolve("target/start-caches").resolve(name + ".aot");
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    /** How long a JVM may take to stop: longer where it has a cache to write first. */
    public static Duration stopWithin(Duration otherwise) {
        return System.getProperty(OUTPUT) == null ? otherwise : WRITTEN_WITHIN;
    }
}
