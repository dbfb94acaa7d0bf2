package io.tidegate.bench.suite;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Recorded runs, one JSON object a line, oldest first; append-only. */
public final class History {
    private final Path file;

    public History(Path file) {
        this.file = file;
    }

    /** A recorded run: when, at which commit, and its figures by {@code suite: name}. */
    public record Entry(Instant at, String commit, Map<String, Figure> figures) {}

    /** Adds a run. */
    public void append(BenchRun run) throws IOException {
        Files.writeString(file, run.json().encode() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** All runs; throws {@link IllegalArgumentException} naming a line that is none. */
    public List<Entry> read() throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    entries.add(entry(lines.get(i), i + 1));
                }
            }
        }
        return entries;
    }

    private Entry entry(String line, int number) {
        try {
            JsonObject run = new JsonObject(line);
            Map<String, Figure> figures = new TreeMap<>();
            for (Object suite : run.getJsonArray("suites")) {
                String name = ((JsonObject) suite).getString("suite");
                JsonArray listed = ((JsonObject) suite).getJsonArray("figures");
                for (Object each : listed) {
                    Figure figure = Figure.of((JsonObject) each);
                    figures.put(name + ": " + figure.name(), figure);
                }
            }
            return new Entry(run.getInstant("at"), run.getJsonObject("machine").getString("commit"), figures);
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException bad) {
            throw new IllegalArgumentException(file.getFileName() + ", line " + number + ": not a recorded run");
        }
    }

    /**
     * The runs that a person means: {@code last}, {@code first}, a number counted from the end ({@code -2}: the last
     * but one), or the beginning of a commit, which may have been measured several times.
     */
    public static List<Entry> select(List<Entry> all, String which) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no run is recorded yet; bench --record adds one");
        }
        if (which.equals("first")) {
            return List.of(all.getFirst());
        }
        int back = which.equals("last") ? 1 : which.matches("-[1-9]\\d{0,5}") ? -Integer.parseInt(which) : 0;
        if (back > 0) {
            if (back > all.size()) {
                throw new IllegalArgumentException("'" + which + "': only " + all.size() + " runs are recorded");
            }
            return List.of(all.get(all.size() - back));
        }
        List<Entry> found = which.length() < 4
                ? List.of()
                : all.stream().filter(entry -> entry.commit().startsWith(which)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no recorded run is '" + which
                    + "'; allowed: first, last, -N, or a commit's first 4 or more digits");
        }
        return found;
    }
}
