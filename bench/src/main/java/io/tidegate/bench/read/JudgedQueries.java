package io.tidegate.bench.read;

import io.tidegate.bench.catalogue.DemoEvent;
import io.tidegate.bench.catalogue.Performer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The queries of {@code judged.txt}, each with what a person would want to see, as grades by rules. */
final class JudgedQueries {
    private static final int CUT = 10;

    private JudgedQueries() {}

    /** All of them. */
    static List<Judged> all() {
        try (InputStream in = JudgedQueries.class.getResourceAsStream("judged.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(JudgedQueries::parse)
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Judged parse(String line) {
        String[] parts = line.split("\\|", 2);
        return new Judged(
                parts[0].strip(),
                Arrays.stream(parts[1].split(";")).map(JudgedQueries::rule).toList());
    }

    private static Rule rule(String text) {
        int colon = text.lastIndexOf(':');
        return new Rule(
                Arrays.stream(text.substring(0, colon).split("&"))
                        .map(JudgedQueries::condition)
                        .toList(),
                Integer.parseInt(text.substring(colon + 1).strip()));
    }

    private static Condition condition(String text) {
        String[] sides = text.split("=", 2);
        return new Condition(sides[0].strip(), sides[1].strip());
    }

    /** An event that meets all conditions has this grade. */
    private record Rule(List<Condition> conditions, int grade) {}

    /** A field of an event that has this text in it. */
    private record Condition(String field, String text) {
        boolean holds(DemoEvent event) {
            return values(event).anyMatch(value -> fold(value).contains(fold(text)));
        }

        private Stream<String> values(DemoEvent event) {
            return switch (field) {
                case "name" -> Stream.of(event.name());
                case "performer" -> event.performers().stream().map(Performer::name);
                case "venue" -> Stream.of(event.venue().name());
                case "city" -> Stream.of(event.venue().city());
                case "country" -> Stream.of(event.venue().country());
                case "type" -> Stream.of(event.type());
                default -> throw new IllegalArgumentException("judged.txt: " + field);
            };
        }

        private static String fold(String text) {
            return GeneratedQueries.withoutAccents(text).toLowerCase(Locale.ROOT);
        }
    }

    /** A query and its rules. */
    record Judged(String query, List<Rule> rules) {
        int grade(DemoEvent event) {
            return rules.stream()
                    .filter(rule -> rule.conditions.stream().allMatch(condition -> condition.holds(event)))
                    .mapToInt(Rule::grade)
                    .max()
                    .orElse(0);
        }

        /**
         * Normalised discounted cumulative gain at 10: gain 2^grade − 1, discounted by log2(rank + 1), over the best
         * that the whole catalogue allows (Järvelin and Kekäläinen, 2002).
         */
        double ndcg(List<DemoEvent> hits, List<DemoEvent> catalogue) {
            double best = dcg(catalogue.stream()
                    .map(this::grade)
                    .sorted(Comparator.reverseOrder())
                    .limit(CUT)
                    .toList());
            if (best == 0) {
                throw new IllegalStateException("judged.txt: nothing fits " + query);
            }
            return dcg(hits.stream().limit(CUT).map(this::grade).toList()) / best;
        }

        private static double dcg(List<Integer> grades) {
            double sum = 0;
            for (int i = 0; i < grades.size(); i++) {
                sum += (Math.pow(2, grades.get(i)) - 1) / (Math.log(i + 2) / Math.log(2));
            }
            return sum;
        }
    }
}
