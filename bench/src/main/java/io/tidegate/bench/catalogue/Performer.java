package io.tidegate.bench.catalogue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Somebody who performs; invented from {@code words.properties}.
 *
 * @param type schema.org's
 * @param plays where this kind of performer is put on
 * @param programmes what its events are called after
 */
public record Performer(int number, String name, String type, Set<Venue.Kind> plays, List<String> programmes) {
    private static final int BANDS = 90;
    private static final int SOLOISTS = 60;

    /** All of them; the same for the same seed. */
    static List<Performer> all(Random random) {
        Properties words = words();
        List<Performer> all = new ArrayList<>();
        List<String> tours =
                list(words, "tours", " ").stream().map(tour -> tour + " Tour").toList();
        List<String> programmes = list(words, "programmes", "\\|");
        pairs(random, "The ", list(words, "bandAdjectives", " "), list(words, "bandNouns", " "), BANDS)
                .forEach(name -> all.add(new Performer(all.size(), name, "MusicGroup", stages(all.size()), tours)));
        pairs(random, "", list(words, "firstNames", " "), list(words, "lastNames", " "), SOLOISTS)
                .forEach(name -> all.add(new Performer(
                        all.size(),
                        name,
                        "Person",
                        Set.of(Venue.Kind.club, Venue.Kind.theatre, Venue.Kind.hall),
                        all.size() % 3 == 0 ? programmes : tours)));
        combined(list(words, "ensembleNames", " "), list(words, "ensembleKinds", "\\|"), 3)
                .forEach(name -> all.add(new Performer(
                        all.size(), name, "MusicGroup", Set.of(Venue.Kind.hall, Venue.Kind.theatre), programmes)));
        combined(list(words, "companyNames", " "), list(words, "companyNouns", "\\|"), 2)
                .forEach(name -> all.add(new Performer(
                        all.size(),
                        name,
                        name.endsWith("Ballet") ? "DanceGroup" : "TheaterGroup",
                        Set.of(Venue.Kind.theatre),
                        list(words, "plays", "\\|"))));
        list(words, "teams", "\\|")
                .forEach(name -> all.add(new Performer(
                        all.size(), name, "SportsTeam", Set.of(Venue.Kind.stadium, Venue.Kind.arena), List.of())));
        return List.copyOf(all);
    }

    boolean team() {
        return type.equals("SportsTeam");
    }

    /** Some bands fill stadiums, some clubs. */
    private static Set<Venue.Kind> stages(int number) {
        return switch (number % 5) {
            case 0 -> Set.of(Venue.Kind.stadium, Venue.Kind.arena);
            case 1, 2 -> Set.of(Venue.Kind.arena, Venue.Kind.hall);
            default -> Set.of(Venue.Kind.club, Venue.Kind.theatre, Venue.Kind.hall);
        };
    }

    /** Names of two words; each pair once, and the second word at most every so often. */
    private static List<String> pairs(
            Random random, String before, List<String> first, List<String> second, int count) {
        int step = 1 + random.nextInt(second.size() - 1);
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> before + first.get(i % first.size()) + " "
                        + second.get((i + (i / first.size() + 1) * step) % second.size()))
                .distinct()
                .toList();
    }

    private static List<String> combined(List<String> names, List<String> kinds, int each) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            for (int k = 0; k < each; k++) {
                all.add(names.get(i) + " " + kinds.get((i + 2 * k) % kinds.size()));
            }
        }
        return all;
    }

    private static List<String> list(Properties words, String name, String separator) {
        return List.of(words.getProperty(name, "").split(separator));
    }

    private static Properties words() {
        Properties words = new Properties();
        try (Reader in = new InputStreamReader(
                Performer.class.getResourceAsStream("words.properties"), StandardCharsets.UTF_8)) {
            words.load(in);
            return words;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
