package io.tidegate.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Processor time that the machine's host gave to others: a run with more than some percent of it says nothing. Read
 * from {@code /proc/stat}; elsewhere it is not known.
 */
public record Steal(long stolenTicks, long allTicks) {
    private static final Path STAT = Path.of("/proc/stat");
    /** user, nice, system, idle, iowait, irq, softirq, steal; what follows is counted in user already. */
    private static final int FIELDS = 8;

    /** Reads it now. */
    public static Steal read() {
        try {
            String line = Files.readAllLines(STAT).getFirst();
            long[] ticks = Stream.of(line.split("\\s+"))
                    .skip(1)
                    .limit(FIELDS)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Steal(ticks[FIELDS - 1], Arrays.stream(ticks).sum());
        } catch (IOException notLinux) {
            return new Steal(0, 0);
        }
    }

    /** The stolen share of the time since an earlier reading, 0 to 1; empty where it is not known. */
    public OptionalDouble shareSince(Steal earlier) {
        long all = allTicks - earlier.allTicks;
        return all > 0 ? OptionalDouble.of((double) (stolenTicks - earlier.stolenTicks) / all) : OptionalDouble.empty();
    }
}
