package io.tidegate.bench.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a Java process has in memory (Linux). */
final class ProcessMemory {
    private static final String FIELD = "VmRSS:";
    /** Twice: what the first round finds dead may hold buffers that the second gives back. */
    private static final int COLLECTIONS = 2;

    private ProcessMemory() {}

    /** Resident bytes, heap and all else, once its garbage is collected and the heap has shrunk; 0: not known. */
    static long residentBytes(long pid) throws InterruptedException {
        try {
            for (int i = 0; i < COLLECTIONS; i++) {
                collect(pid);
            }
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith(FIELD))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void collect(long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start()
                .waitFor();
    }
}
