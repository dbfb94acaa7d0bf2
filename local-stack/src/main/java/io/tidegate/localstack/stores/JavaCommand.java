package io.tidegate.localstack.stores;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that start a JVM of the same JDK that runs this one. */
public final class JavaCommand {
    /**
     * Code that only runs while a store starts is not worth the second compiler's time; code that stays hot still gets
     * it. Saves a third of a store's processor time at start.
     */
    private static final List<String> STORE_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000",
            "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow");

    private JavaCommand() {}

    /** The JDK's own java. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A JVM that runs a store within so much heap. */
    static List<String> store(int heapMb, String... more) {
        List<String> command = new ArrayList<>(List.of(java(), "-Xms" + heapMb / 2 + "m", "-Xmx" + heapMb + "m"));
        command.addAll(STORE_FLAGS);
        command.addAll(List.of(more));
        return command;
    }
}
