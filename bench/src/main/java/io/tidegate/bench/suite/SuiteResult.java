package io.tidegate.bench.suite;

import java.util.ArrayList;
import java.util.List;

/**
 * What a suite found.
 *
 * @param failures what makes it worthless or wrong: a rate not held, an answer that never came, a violation. Not: slow.
 */
public record SuiteResult(
        String suite, List<Figure> figures, List<Table> tables, List<Plot> plots, List<String> failures) {
    public SuiteResult {
        figures = List.copyOf(figures);
        tables = List.copyOf(tables);
        plots = List.copyOf(plots);
        failures = List.copyOf(failures);
    }

    /** Whether it may be believed. */
    public boolean valid() {
        return failures.isEmpty();
    }

    /** Whether it may be believed and keeps what was promised. */
    public boolean ok() {
        return valid() && figures.stream().allMatch(Figure::met);
    }

    /** Collects a result as it comes. */
    public static final class Builder {
        private final String suite;
        private final List<Figure> figures = new ArrayList<>();
        private final List<Table> tables = new ArrayList<>();
        private final List<Plot> plots = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();

        public Builder(String suite) {
            this.suite = suite;
        }

        public Builder figure(Figure figure) {
            figures.add(figure);
            return this;
        }

        public Builder table(Table table) {
            tables.add(table);
            return this;
        }

        public Builder plot(Plot plot) {
            plots.add(plot);
            return this;
        }

        public Builder failure(String failure) {
            failures.add(failure);
            return this;
        }

        public SuiteResult build() {
            return new SuiteResult(suite, figures, tables, plots, failures);
        }
    }
}
