package io.tidegate.bench.system;

import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Free seats of one hot event, in no order; when they run low, of the next. */
final class Seats {
    private static final int SEATS = 80_000;
    private static final int HOLD_SECONDS = 3600;

    private final PromoterApi promoter;
    private final VenueLayout layout = Halls.ofSize(SEATS);
    private final String venue;
    private final String performer;
    private final List<String> free = new ArrayList<>();
    private int next;
    private int events;

    Seats(PromoterApi promoter) {
        this.promoter = promoter;
        this.venue = promoter.venue("Benchmark Arena", layout);
        this.performer = promoter.performer("The Benchmarks", "MusicGroup");
    }

    /** Makes sure that so many are left. */
    void need(int count) {
        if (free.size() - next >= count) {
            return;
        }
        free.clear();
        next = 0;
        while (free.size() < count) {
            free.addAll(event());
        }
    }

    String next() {
        return free.get(next++);
    }

    private List<String> event() {
        String id = promoter.event("Benchmark night " + ++events, venue, performer, layout);
        promoter.sale(
                id,
                new JsonObject()
                        .put("opensAt", Instant.now().toString())
                        .put("queued", false)
                        .put("holdSeconds", HOLD_SECONDS)
                        .put("blockSingleSeats", false));
        long event = Ids.parseEventId(id).orElseThrow();
        List<String> tickets = new ArrayList<>(IntStream.range(0, SEATS)
                .mapToObj(ticket -> Ids.ticketId(event, ticket))
                .toList());
        Collections.shuffle(tickets, new Random(events));
        return tickets;
    }
}
