package io.tidegate.localstack.up;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Memory and processor time of a process with all its descendants. */
public final class ProcessStats {
    private static final long KIB = 1024;

    private ProcessStats() {}

    /**
     * Resident bytes. On Linux pages that several processes share are counted once between them (Pss), so that the sum
     * over Postgres's processes is what they take from the machine.
     */
    public static long residentBytes(long pid) {
        return tree(pid).mapToLong(ProcessStats::ownResidentBytes).sum();
    }

    /** Processor time so far, of those that still run. */
    public static Duration cpu(long pid) {
        return tree(pid)
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Stream<ProcessHandle> tree(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
    }

    private static long ownResidentBytes(ProcessHandle process) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try {
            return Files.exists(proc)
                    ? KIB * field(proc.resolve("smaps_rollup"), "Pss:")
                    : KIB * psResidentKib(process.pid());
        } catch (IOException notAllowed) {
            return statusResidentBytes(proc);
        }
    }

    private static long statusResidentBytes(Path proc) {
        try {
            return KIB * field(proc.resolve("status"), "VmRSS:");
        } catch (IOException gone) {
            return 0;
        }
    }

    private static long field(Path file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (java.io.UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    private static long psResidentKib(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
        String printed = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return printed.isEmpty() ? 0 : Long.parseLong(printed);
    }
}
