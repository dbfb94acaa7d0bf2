package io.tidegate.bench.read;

import io.tidegate.bench.catalogue.DemoEvent;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Queries as people type them for an event that they have in mind: who, and where. The same for the same seed. */
final class GeneratedQueries {
    private static final long SEED = 7;
    private static final int EDITED_CHARS_MIN = 4;
    private static final int PREFIX_CHARS_MIN = 3;

    private GeneratedQueries() {}

    /** A query, and the event that it is to find. */
    record Query(Kind kind, String text, DemoEvent wanted) {}

    /** What was done to who and where. */
    enum Kind {
        ONE_EDIT("one edit"),
        DROPPED_ACCENT("dropped accent"),
        PREFIX("prefix"),
        WORDS_SWAPPED("words swapped"),
        ARTIST_AND_CITY("artist and city");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        private BiFunction<List<String>, Random, List<String>> change() {
            return switch (this) {
                case ONE_EDIT -> GeneratedQueries::edited;
                case DROPPED_ACCENT ->
                    (words, random) ->
                            words.stream().map(GeneratedQueries::withoutAccents).toList();
                case PREFIX -> GeneratedQueries::cut;
                case WORDS_SWAPPED -> GeneratedQueries::swapped;
                case ARTIST_AND_CITY -> (words, random) -> words;
            };
        }
    }

    /** So many of each kind. */
    static List<Query> of(List<DemoEvent> events, int each) {
        Random random = new Random(SEED);
        List<Query> queries = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<DemoEvent> fitting = events.stream()
                    .filter(event -> kind != Kind.DROPPED_ACCENT || hasAccent(who(event)))
                    .toList();
            for (int i = 0; i < each; i++) {
                DemoEvent event = fitting.get(random.nextInt(fitting.size()));
                List<String> words = kind.change().apply(List.of(who(event).split(" ")), random);
                queries.add(new Query(kind, String.join(" ", words).toLowerCase(Locale.ROOT), event));
            }
        }
        return queries;
    }

    private static String who(DemoEvent event) {
        return event.performers().getFirst().name() + " " + event.venue().city();
    }

    private static boolean hasAccent(String text) {
        return !withoutAccents(text).equals(text);
    }

    static String withoutAccents(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace('ø', 'o')
                .replace('Ø', 'O')
                .replace('ł', 'l')
                .replace('Ł', 'L')
                .replace('ı', 'i');
    }

    /** One letter of one longer word left out, put in, mistaken, or changed with its neighbour. */
    private static List<String> edited(List<String> words, Random random) {
        List<Integer> longer = IntStream.range(0, words.size())
                .filter(i -> words.get(i).length() >= EDITED_CHARS_MIN)
                .boxed()
                .toList();
        List<String> result = new ArrayList<>(words);
        int at = longer.get(random.nextInt(longer.size()));
        result.set(at, edited(words.get(at), random));
        return result;
    }

    private static String edited(String word, Random random) {
        int i = random.nextInt(word.length() - 1);
        char letter = (char) ('a' + random.nextInt(26));
        return switch (random.nextInt(4)) {
            case 0 -> word.substring(0, i) + word.substring(i + 1);
            case 1 -> word.substring(0, i) + letter + word.substring(i);
            case 2 -> word.substring(0, i) + letter + word.substring(i + 1);
            default -> word.substring(0, i) + word.charAt(i + 1) + word.charAt(i) + word.substring(i + 2);
        };
    }

    /** Typed up to somewhere in the last word. */
    private static List<String> cut(List<String> words, Random random) {
        String last = words.getLast();
        int chars = Math.min(last.length(), PREFIX_CHARS_MIN + random.nextInt(2));
        List<String> result = new ArrayList<>(words);
        result.set(words.size() - 1, last.substring(0, chars));
        return result;
    }

    private static List<String> swapped(List<String> words, Random random) {
        List<String> result = new ArrayList<>(words);
        Collections.rotate(result, 1 + random.nextInt(words.size() - 1));
        return result;
    }
}
