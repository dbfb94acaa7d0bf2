package io.tidegate.bench.pages;

import io.tidegate.bench.catalogue.DemoCatalogue;
import io.tidegate.bench.catalogue.DemoEvent;
import io.tidegate.bench.catalogue.Venue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * A season to look at: the demo catalogue, with sales in every state and people in them.
 *
 * @param open on sale, some of its seats taken
 * @param crowded on sale with more people than are let in
 * @param lobby its lobby is open
 * @param later its sale opens tomorrow
 * @param search words that find something
 * @param section the first section of the open event
 */
record Season(String open, String crowded, String lobby, String later, String search, String section) {
    private static final int BUYERS = 40;
    private static final int HOLDERS = 8;
    private static final int WAITING = 30;
    private static final int MEMBERS_WAITING = 12;

    static Season begin(House.Open house, Path folder) throws IOException {
        DemoCatalogue catalogue = DemoCatalogue.from(LocalDate.now(ZoneOffset.UTC));
        Path file = Files.createTempFile(folder, "catalogue", ".jsonl");
        Map<String, String> ids = house.year(catalogue, file);
        Files.delete(file);
        List<DemoEvent> halls = of(catalogue, Venue.Kind.hall);
        String open = ids.get(halls.get(0).sourceId());
        Season season = new Season(
                open,
                ids.get(halls.get(1).sourceId()),
                ids.get(of(catalogue, Venue.Kind.arena).getFirst().sourceId()),
                ids.get(of(catalogue, Venue.Kind.theatre).getFirst().sourceId()),
                halls.get(0).venue().city(),
                new JsonObject(house.get("/events/" + open).body())
                        .getJsonArray("sections")
                        .getJsonObject(0)
                        .getString("name"));
        season.schedule(house);
        season.sell(house, season.open);
        season.sell(house, season.crowded);
        season.crowd(house);
        return season;
    }

    private static List<DemoEvent> of(DemoCatalogue catalogue, Venue.Kind kind) {
        var earliest = catalogue.events().getFirst().start().plusDays(30);
        return catalogue.events().stream()
                .filter(event -> event.venue().kind() == kind && event.start().isAfter(earliest))
                .toList();
    }

    private void schedule(House.Open house) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        house.sale(open, new JsonObject().put("lanes", lanes()));
        house.sale(crowded, new JsonObject().put("lanes", lanes()));
        house.sale(
                lobby,
                new JsonObject()
                        .put("lobbyOpensAt", now.toString())
                        .put("opensAt", now.plus(Duration.ofHours(2)).toString()));
        house.sale(
                later,
                new JsonObject().put("opensAt", now.plus(Duration.ofDays(1)).toString()));
    }

    private static JsonArray lanes() {
        return JsonArray.of(
                new JsonObject().put("name", "general").put("weight", 1),
                new JsonObject().put("name", "members").put("weight", 3).put("tokenRequired", true));
    }

    /** Some buy, some hold; of all sizes, all over the house. */
    private void sell(House.Open house, String event) {
        Iterator<String> tokens =
                house.priorityTokens(event, "members", BUYERS / 2).iterator();
        List<Runnable> guests = new ArrayList<>();
        for (int i = 0; i < BUYERS + HOLDERS; i++) {
            String token = i % 2 == 0 && tokens.hasNext() ? tokens.next() : "";
            JsonObject wish = new JsonObject().put("quantity", 1 + i % 4);
            boolean pays = i < BUYERS;
            guests.add(() -> {
                Guest guest = house.join(event, token).reserves(wish);
                if (pays) {
                    guest.pays();
                }
            });
        }
        atOnce(guests);
    }

    /** Nobody else is let in from now on; these come nevertheless. */
    private void crowd(House.Open house) {
        house.sale(crowded, new JsonObject().put("lanes", lanes()).put("maxActive", HOLDERS));
        List<String> tokens = house.priorityTokens(crowded, "members", MEMBERS_WAITING);
        atOnce(IntStream.range(0, WAITING)
                .<Runnable>mapToObj(i -> () -> house.join(crowded))
                .toList());
        atOnce(tokens.stream()
                .<Runnable>map(token -> () -> house.join(crowded, token))
                .toList());
    }

    private static void atOnce(List<Runnable> guests) {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = guests.stream().map(people::submit).toList();
            for (var one : all) {
                one.get();
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
