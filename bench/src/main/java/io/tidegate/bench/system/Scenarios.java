package io.tidegate.bench.system;

import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LeanClient.Answer;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The requests that are measured; those of the queue are a suite of their own. */
final class Scenarios {
    private final Calls calls;
    private final PromoterApi promoter;

    Scenarios(Calls calls, PromoterApi promoter) {
        this.calls = calls;
        this.promoter = promoter;
    }

    List<Scenario> all() {
        return List.of(new Reserve(), new Order(), new Read(), new Deltas(), new Search());
    }

    private static Future<Integer> status(Future<Answer> answer) {
        return answer.map(Answer::status);
    }

    /** An event of its own, with a sale that is open and has no queue. */
    private String event() {
        VenueLayout layout = Halls.ofSize(1000);
        String id = promoter.event(
                "Benchmark evening",
                promoter.venue("Benchmark Club", layout),
                promoter.performer("The Readers", "MusicGroup"),
                layout);
        promoter.sale(
                id, new JsonObject().put("opensAt", Instant.now().toString()).put("queued", false));
        return id;
    }

    /** One event's page, from the cache. */
    private final class Read extends Scenario {
        private String path = "";

        Read() {
            super("read", 1000, 200);
        }

        @Override
        void prepare(int requests) {
            if (path.isEmpty()) {
                path = "/events/" + event();
            }
        }

        @Override
        Future<Integer> send() {
            return status(calls.get(path));
        }
    }

    /** What changed on a seat map since some changes ago. */
    private final class Deltas extends Scenario {
        private static final int CHANGES = 50;
        private String path = "";

        Deltas() {
            super("deltas", 1000, 200);
        }

        @Override
        void prepare(int requests) throws Exception {
            if (!path.isEmpty()) {
                return;
            }
            String id = event();
            long event = Ids.parseEventId(id).orElseThrow();
            String all = "/events/" + id + "/availability";
            long since =
                    new JsonObject(calls.get(all).await(10, TimeUnit.SECONDS).body()).getLong("seq");
            for (int i = 0; i < CHANGES; i++) {
                calls.send(reserving(new Booking(calls.session("deltas", i), Ids.ticketId(event, i))))
                        .await(10, TimeUnit.SECONDS);
            }
            path = all + "?wait=0&since=" + since;
        }

        @Override
        Future<Integer> send() {
            return status(calls.get(path));
        }
    }

    /** Words that people type, each with a number behind it, so that no answer is cached. */
    private final class Search extends Scenario {
        private static final List<String> WORDS = List.of("benchmark", "harbor", "tide", "quenn", "club night", "hall");
        private final String run = Long.toString(System.nanoTime(), 36);
        private int sent;

        Search() {
            super("search", 50, 200);
        }

        @Override
        Future<Integer> send() {
            String words = WORDS.get(sent % WORDS.size()) + " " + run + sent++;
            return status(calls.get("/search?query=" + URLEncoder.encode(words, StandardCharsets.UTF_8)));
        }
    }

    /** A buyer, and the seat that this one wants. */
    record Booking(String session, String ticket) {}

    private static Buffer reserving(Booking booking) {
        return Calls.posting(
                booking.session,
                "/booking/reserve",
                new JsonObject().put("ticketId", booking.ticket),
                Map.of("Idempotency-Key", booking.ticket));
    }

    /** A free seat of one hot event, by a new buyer: committed when it is answered. */
    private final class Reserve extends Scenario {
        private final Seats seats = new Seats(calls, promoter, "reserve");
        private final Deque<Buffer> requests = new ArrayDeque<>();

        Reserve() {
            super("reserve", 1000, 201);
        }

        @Override
        void prepare(int count) throws Exception {
            seats.need(count);
            requests.clear();
            for (int i = 0; i < count; i++) {
                requests.add(reserving(seats.next()));
            }
        }

        @Override
        Future<Integer> send() {
            return status(calls.send(requests.remove()));
        }
    }

    /** From the seat to the order: reserve, payment, the card at Stripe's simulator, confirm. */
    private final class Order extends Scenario {
        private final Seats seats = new Seats(calls, promoter, "order");

        Order() {
            super("order", 100, 200);
        }

        @Override
        void prepare(int requests) throws Exception {
            seats.need(requests);
        }

        @Override
        Future<Integer> send() {
            Booking booking = seats.next();
            return calls.send(reserving(booking)).compose(held -> {
                if (held.status() != 201) {
                    return Future.succeededFuture(held.status());
                }
                JsonObject hold = new JsonObject().put("holdId", new JsonObject(held.body()).getString("holdId"));
                return calls.post(booking.session, "/booking/payment", hold)
                        .compose(begun -> pay(booking.session, hold, begun));
            });
        }

        private Future<Integer> pay(String session, JsonObject hold, Answer begun) {
            if (begun.status() != 200 && begun.status() != 201) {
                return Future.succeededFuture(begun.status());
            }
            JsonObject payment = new JsonObject(begun.body());
            String secret = payment.getString("clientSecret");
            return calls.form(
                            payment.getString("apiBase"),
                            "/v1/payment_intents/" + secret.substring(0, secret.indexOf("_secret_")) + "/confirm",
                            payment.getString("publishableKey"),
                            "payment_method=pm_card_visa&client_secret="
                                    + URLEncoder.encode(secret, StandardCharsets.UTF_8))
                    .compose(authorised -> authorised.status() != 200
                            ? Future.succeededFuture(authorised.status())
                            : status(calls.post(
                                    session,
                                    "/booking/confirm",
                                    hold.copy().put("paymentId", payment.getString("paymentId")))));
        }
    }
}
