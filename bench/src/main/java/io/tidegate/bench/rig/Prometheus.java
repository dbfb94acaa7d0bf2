package io.tidegate.bench.rig;

import java.util.stream.DoubleStream;

/** What a process tells of itself under {@code /metrics}. */
public final class Prometheus {
    private Prometheus() {}

    /** The values of a series, with whatever labels, in Prometheus's text. */
    public static DoubleStream values(String text, String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " ") || line.startsWith(series + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }
}
