package io.tidegate.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What moved between two groups of runs. Each side counts by its median. A figure has moved when the medians differ by
 * more than the noise: the wider spread of the two groups, and never less than {@link #NOISE_MIN}, which is what one
 * machine was seen to vary by from run to run.
 */
public final class Comparison {
    /** A share of the value. */
    static final double NOISE_MIN = 0.10;

    private Comparison() {}

    /** A figure on both sides. */
    public record Move(String name, Figure before, Figure after, double noise) {
        /** The change as a share of what it was. */
        public double change() {
            return before.value() == 0 ? 0 : after.value() / before.value() - 1;
        }

        public boolean beyondNoise() {
            return Math.abs(change()) > noise;
        }

        /** {@code better}, {@code worse}, {@code moved} or {@code same}. */
        public String verdict() {
            if (!beyondNoise()) {
                return "same";
            }
            return switch (after.better()) {
                case NEITHER -> "moved";
                case HIGHER -> change() > 0 ? "better" : "worse";
                case LOWER -> change() < 0 ? "better" : "worse";
            };
        }

        /** A line for people. */
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%-6s %-64s %14s -> %14s  %+6.1f %% (noise %.0f %%)",
                    verdict(),
                    name,
                    before.text(),
                    after.text(),
                    change() * 100,
                    noise * 100);
        }
    }

    /** Every figure that both sides have, by name. */
    public static List<Move> of(List<History.Entry> before, List<History.Entry> after) {
        List<Move> moves = new ArrayList<>();
        Stream<String> names = before.stream()
                .flatMap(entry -> entry.figures().keySet().stream())
                .distinct();
        names.sorted().forEach(name -> {
            List<Figure> from = figures(before, name);
            List<Figure> to = figures(after, name);
            if (!to.isEmpty()) {
                double noise = Math.max(NOISE_MIN, Math.max(spread(from), spread(to)));
                moves.add(new Move(name, median(from), median(to), noise));
            }
        });
        return moves;
    }

    private static List<Figure> figures(List<History.Entry> entries, String name) {
        return entries.stream()
                .map(entry -> entry.figures().get(name))
                .filter(Objects::nonNull)
                .toList();
    }

    private static Figure median(List<Figure> figures) {
        return sorted(figures).get(figures.size() / 2);
    }

    private static double spread(List<Figure> figures) {
        List<Figure> sorted = sorted(figures);
        double median = sorted.get(sorted.size() / 2).value();
        return median == 0
                ? 0
                : Math.abs((sorted.getLast().value() - sorted.getFirst().value()) / median);
    }

    private static List<Figure> sorted(List<Figure> figures) {
        return figures.stream()
                .sorted((a, b) -> Double.compare(a.value(), b.value()))
                .toList();
    }
}
