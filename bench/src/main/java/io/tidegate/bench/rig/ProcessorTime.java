package io.tidegate.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor time that named processes had used at one moment, each with those of its descendants that have no name of
 * their own (a database's sessions are processes) and, on Linux, those that have ended. In microseconds, as exact as
 * the kernel's ticks (10 ms).
 */
public final class ProcessorTime {
    /** USER_HZ, which Linux gives to user space on every architecture that Java runs on. */
    private static final long MICROS_A_TICK = 10_000;

    private static final Path PROC = Path.of("/proc");
    private static final int STAT_PPID = 1;
    private static final int STAT_UTIME = 11;
    private static final int STAT_CSTIME = 14;

    private final Map<String, Used> used;

    private ProcessorTime(Map<String, Used> used) {
        this.used = used;
    }

    private record Used(long pid, long micros) {}

    /** A process: its parent and the time it has used itself, with its children that have ended. */
    private record Sample(long parent, long micros) {}

    /** Reads it now for these processes, given as pids by name. */
    public static ProcessorTime read(Map<String, Long> pids) {
        Map<Long, Sample> samples = Files.isDirectory(PROC.resolve("self")) ? readProc() : readPs();
        Map<Long, Long> total = new HashMap<>();
        samples.forEach(
                (pid, sample) -> total.merge(nearestNamed(samples, pids.values(), pid), sample.micros, Long::sum));
        Map<String, Used> used = new TreeMap<>();
        pids.forEach((name, pid) -> used.put(name, new Used(pid, total.getOrDefault(pid, 0L))));
        return new ProcessorTime(used);
    }

    /** Microseconds since an earlier reading, by name; of a process started since, all that it has used. */
    public Map<String, Long> since(ProcessorTime earlier) {
        Map<String, Long> micros = new TreeMap<>();
        used.forEach((name, now) -> {
            Used before = earlier.used.get(name);
            long already = before != null && before.pid == now.pid ? before.micros : 0;
            micros.put(name, Math.max(0, now.micros - already));
        });
        return micros;
    }

    /** The process itself or its nearest ancestor that has a name; 0: none. */
    private static long nearestNamed(Map<Long, Sample> samples, Collection<Long> named, long pid) {
        long at = pid;
        while (at > 0 && !named.contains(at)) {
            Sample sample = samples.get(at);
            at = sample == null ? 0 : sample.parent;
        }
        return at;
    }

    private static Map<Long, Sample> readProc() {
        Map<Long, Sample> samples = new HashMap<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            entries.filter(entry ->
                            Character.isDigit(entry.getFileName().toString().charAt(0)))
                    .forEach(entry -> sampleProc(entry, samples));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return samples;
    }

    private static void sampleProc(Path entry, Map<Long, Sample> samples) {
        try {
            String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name stands in brackets and may hold blanks and brackets itself.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = STAT_UTIME; field <= STAT_CSTIME; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            samples.put(
                    Long.parseLong(entry.getFileName().toString()),
                    new Sample(Long.parseLong(fields[STAT_PPID]), ticks * MICROS_A_TICK));
        } catch (IOException endedMeanwhile) {
            // not there any more
        }
    }

    private static Map<Long, Sample> readPs() {
        Map<Long, Sample> samples = new HashMap<>();
        for (String line : run(List.of("ps", "-A", "-o", "pid=,ppid=,time="))) {
            String[] columns = line.strip().split("\\s+");
            if (columns.length == 3) {
                samples.put(Long.parseLong(columns[0]), new Sample(Long.parseLong(columns[1]), psMicros(columns[2])));
            }
        }
        return samples;
    }

    /** {@code [[days-]hours:]minutes:seconds[.hundredths]}. */
    static long psMicros(String time) {
        int dash = time.indexOf('-');
        double seconds = 0;
        for (String part : time.substring(dash + 1).split(":")) {
            seconds = seconds * 60 + Double.parseDouble(part);
        }
        long days = dash < 0 ? 0 : Long.parseLong(time.substring(0, dash));
        return Math.round((days * 86_400 + seconds) * 1e6);
    }

    private static List<String> run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var out = process.inputReader(StandardCharsets.UTF_8)) {
                return out.lines().toList();
            }
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
