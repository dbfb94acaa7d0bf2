package io.tidegate.bench.promoter;

import io.tidegate.bench.catalogue.DemoCatalogue;
import io.tidegate.bench.catalogue.DemoEvent;
import io.tidegate.bench.catalogue.JsonLd;
import io.tidegate.bench.catalogue.Venue;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The demo catalogue on a system: written as one file into its directory, brought in through the promoter's import, and
 * four of its events put on sale: one has its lobby open, three are still to come. Loaded once; the file left behind
 * says so.
 */
public final class DemoYear {
    private static final String FILE = "catalogue.jsonl";
    /** The earliest event to be put on sale, days from the first. */
    private static final int SALE_DAYS_MIN = 30;

    private DemoYear() {}

    /** Loads it, unless that was done before. */
    public static void ensure(PromoterApi promoter, Path directory) throws IOException {
        Path loaded = directory.resolve(FILE);
        if (!Files.exists(loaded)) {
            Path file = directory.resolve(FILE + ".part");
            DemoCatalogue catalogue = DemoCatalogue.from(LocalDate.now(ZoneOffset.UTC));
            Map<String, String> ids = load(promoter, catalogue, file);
            schedule(promoter, catalogue, ids);
            Files.move(file, loaded);
        }
    }

    /** Imports a catalogue by way of a file; returns the events' ids by their source's. */
    public static Map<String, String> load(PromoterApi promoter, DemoCatalogue catalogue, Path file)
            throws IOException {
        try (BufferedWriter to = Files.newBufferedWriter(file)) {
            JsonLd.write(catalogue, to);
        }
        List<JsonObject> report = promoter.importLines(Buffer.buffer(Files.readAllBytes(file)));
        JsonObject sums = report.getLast();
        if (sums.getLong("refused") > 0) {
            throw new IllegalStateException("the demo catalogue was refused in part: " + sums.encode());
        }
        return report.stream()
                .filter(line -> "event".equals(line.getString("kind")))
                .collect(Collectors.toMap(line -> line.getString("sourceId"), line -> line.getString("id")));
    }

    private static void schedule(PromoterApi promoter, DemoCatalogue catalogue, Map<String, String> ids) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Map<Venue.Kind, DemoEvent> first = firstOfEachKind(catalogue);
        promoter.sale(
                id(first, Venue.Kind.arena, ids),
                opening(now.plus(Duration.ofMinutes(30))).put("lobbyOpensAt", now.toString()));
        promoter.sale(id(first, Venue.Kind.theatre, ids), opening(now.plus(Duration.ofDays(1))));
        promoter.sale(id(first, Venue.Kind.club, ids), opening(now.plus(Duration.ofDays(2))));
        promoter.sale(
                id(first, Venue.Kind.stadium, ids),
                opening(now.plus(Duration.ofDays(7)))
                        .put("lobbyOpensAt", now.plus(Duration.ofDays(6)).toString()));
    }

    private static JsonObject opening(Instant opensAt) {
        return new JsonObject().put("opensAt", opensAt.toString()).put("queued", true);
    }

    private static String id(Map<Venue.Kind, DemoEvent> events, Venue.Kind kind, Map<String, String> ids) {
        DemoEvent event = Objects.requireNonNull(events.get(kind), kind.name());
        return Objects.requireNonNull(ids.get(event.sourceId()), event.sourceId());
    }

    private static Map<Venue.Kind, DemoEvent> firstOfEachKind(DemoCatalogue catalogue) {
        Map<Venue.Kind, DemoEvent> first = new EnumMap<>(Venue.Kind.class);
        var earliest = catalogue.events().getFirst().start().plusDays(SALE_DAYS_MIN);
        catalogue.events().stream()
                .filter(event -> event.start().isAfter(earliest))
                .forEach(event -> first.putIfAbsent(event.venue().kind(), event));
        return first;
    }
}
