package io.tidegate.localstack.stores;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that start a JVM of the same JDK that runs this one. */
public final class JavaCommand {
    /** {@code -Dtidegate.shortLived=true}: the stack runs for some minutes, as those of tests do. */
    private static final boolean SHORT_LIVED = Boolean.getBoolean("tidegate.shortLived");

    /**
     * Code that only runs while it starts is not worth the second compiler's time, and on two cores eight processes start
     * at once; code that stays hot still gets it, somewhat later. Saves a good fifth of the processor time until the stack
     * is up. What lives for a minute saves half by not having that compiler at all.
     */
    private static final List<String> COMPILERS = SHORT_LIVED
            ? List.of("-XX:TieredStopAtLevel=1")
            : List.of(
                    "-XX:Tier4InvocationThreshold=30000",
                    "-XX:Tier4MinInvocationThreshold=4000",
                    "-XX:Tier4CompileThreshold=90000",
                    "-XX:Tier4BackEdgeThreshold=240000");

    /** What every JVM of the stack gets. */
    private static final List<String> COMMON = List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** For processes that buyers wait for: young collections short rather than few (the collector's own goal is 200 ms). */
    public static final List<String> SHORT_PAUSES = List.of("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20");

    private JavaCommand() {}

    /** The JDK's own java. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A JVM within so much heap; its start cache, if the checkout has one, goes by its name. */
    public static List<String> jvm(Path root, String name, int heapMb, String... more) {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx" + heapMb + "m"));
        command.addAll(COMPILERS);
        command.addAll(COMMON);
        command.addAll(StartCaches.flags(root, name));
        command.addAll(List.of(more));
        return command;
    }
}
