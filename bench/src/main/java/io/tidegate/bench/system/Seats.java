package io.tidegate.bench.system;

import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.system.Scenarios.Booking;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Free seats of one hot event, in no order, each with a new buyer; when they run low, of the next event. Those before it
 * are cancelled then.
 */
final class Seats {
    private static final int SEATS = 80_000;
    private static final int HOLD_SECONDS = 3600;

    private final Calls calls;
    private final PromoterApi promoter;
    private final String buyers;
    private final VenueLayout layout = Halls.ofSize(SEATS);
    private final String venue;
    private final String performer;
    private final List<String> free = new ArrayList<>();
    private final Deque<String> used = new ArrayDeque<>();
    private List<Booking> wanted = List.of();
    private int next;
    private int events;
    private long buyer;

    /** @param buyers what their accounts begin with */
    Seats(Calls calls, PromoterApi promoter, String buyers) {
        this.calls = calls;
        this.promoter = promoter;
        this.buyers = buyers;
        this.venue = promoter.venue("Benchmark Arena", layout);
        this.performer = promoter.performer("The Benchmarks", "MusicGroup");
    }

    /** Has so many ready, so that no time is spent on it later; what was not asked for since the last call is dropped. */
    void need(int count) throws Exception {
        if (free.size() < count) {
            free.clear();
            endAll();
        }
        while (free.size() < count) {
            free.addAll(event());
        }
        List<String> taken = free.subList(free.size() - count, free.size());
        wanted = taken.stream()
                .map(ticket -> new Booking(calls.session(buyers, buyer++), ticket))
                .toList();
        taken.clear();
        next = 0;
    }

    Booking next() {
        return wanted.get(next++);
    }

    private void endAll() throws Exception {
        for (String id = used.poll(); id != null; id = used.poll()) {
            promoter.end(id);
        }
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
        used.add(id);
        long event = Ids.parseEventId(id).orElseThrow();
        List<String> tickets = new ArrayList<>(IntStream.range(0, SEATS)
                .mapToObj(ticket -> Ids.ticketId(event, ticket))
                .toList());
        Collections.shuffle(tickets, new Random(events));
        return tickets;
    }
}
