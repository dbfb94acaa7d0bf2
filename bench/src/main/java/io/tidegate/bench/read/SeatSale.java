package io.tidegate.bench.read;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LeanClient.Answer;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One hot event whose seats are reserved one by one, here and there, each by a new buyer: what reads are measured beside. */
final class SeatSale {
    static final int SEATS = 80_000;

    private static final int OUTSTANDING_MAX = 5000;
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final LeanClient gateway;
    private final Tokens tokens;
    private final String run = Long.toString(System.nanoTime(), 36);
    private final VenueLayout layout = Halls.ofSize(SEATS);
    private final PromoterApi promoter;
    private final String venue;
    private final String performer;
    private final List<Integer> seats =
            IntStream.range(0, SEATS).boxed().collect(Collectors.toCollection(ArrayList::new));
    private final Queue<String> ready = new ArrayDeque<>();
    private final Queue<String> used = new ArrayDeque<>();
    private String eventId = "";
    private int sold = SEATS;

    SeatSale(LeanClient gateway, Target target, PromoterApi promoter) throws InterruptedException {
        this.gateway = gateway;
        this.promoter = promoter;
        this.tokens = new Tokens(target.settings().tokens(), InstantSource.system());
        this.venue = promoter.venue("Benchmark Bowl", layout);
        this.performer = promoter.performer("The Onlookers", "MusicGroup");
        Collections.shuffle(seats, new Random(SEATS));
        need(1);
    }

    /** The event on sale. */
    String eventId() {
        return eventId;
    }

    /** Goes on to another event when there are not so many seats left: one that is ready, else a new one. */
    void need(int seats) throws InterruptedException {
        if (SEATS - sold >= seats) {
            return;
        }
        if (ready.isEmpty()) {
            ready(1);
        }
        eventId = ready.remove();
        used.add(eventId);
        sold = 0;
    }

    /** Ends those before and makes so many, to be gone on to later: what follows that in all processes is not measured. */
    void ready(int events) throws InterruptedException {
        for (String before = used.poll(); before != null; before = used.poll()) {
            promoter.end(before);
        }
        for (int i = 0; i < events; i++) {
            ready.add(make());
        }
        sold = SEATS;
        Thread.sleep(SETTLED);
    }

    private String make() {
        String made = promoter.event("Benchmark day", venue, performer, layout);
        promoter.sale(
                made,
                new JsonObject()
                        .put("opensAt", Instant.now().toString())
                        .put("queued", false)
                        .put("holdSeconds", 3600)
                        .put("blockSingleSeats", false));
        return made;
    }

    /** Reserves at a rate. */
    OpenLoop.Report reserve(double perSecond, Duration time) throws InterruptedException {
        return new OpenLoop(OUTSTANDING_MAX).run(Schedule.atRate(perSecond, time), number -> next());
    }

    /** The highest rate that it takes, to a fifth. */
    double capacity(Duration time) throws InterruptedException {
        double held = 0;
        double missed = Double.POSITIVE_INFINITY;
        for (double rate = 500; missed - held > held / 5; ) {
            need((int) (rate * time.toSeconds()) + 1);
            if (holds(reserve(rate, time))) {
                held = rate;
            } else {
                missed = rate;
            }
            rate = Double.isInfinite(missed) ? 2 * held : (held + missed) / 2;
        }
        return held;
    }

    private static boolean holds(OpenLoop.Report report) {
        return report.allAnswered(201) && report.held();
    }

    private Future<Integer> next() {
        long event = Ids.parseEventId(eventId).orElseThrow();
        String ticket = Ids.ticketId(event, seats.get(sold++));
        Claims.Session session = new Claims.Session(
                "ac_" + run + ticket, Instant.now().plusSeconds(86_400).getEpochSecond());
        Map<String, String> headers = Map.of(
                "Authorization",
                "Bearer " + tokens.sign(session),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                ticket);
        String body = new JsonObject().put("ticketId", ticket).encode();
        return gateway.send(LeanClient.request(HttpMethod.POST, "/booking/reserve", headers, body))
                .map(Answer::status);
    }
}
