package io.tidegate.bench.system;

import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.layout.VenueLayout;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The requests that are measured. */
final class Scenarios {
    private static final Set<Integer> OK = Set.of(200);
    private static final Set<Integer> CREATED = Set.of(201);
    private static final int WAITING = 2000;

    private final Calls calls;
    private final PromoterApi promoter;

    Scenarios(Calls calls, PromoterApi promoter) {
        this.calls = calls;
        this.promoter = promoter;
    }

    List<Scenario> all() {
        return List.of(new Read(), new Search(), new Join(), new Poll(), new Reserve(), new Order());
    }

    /** A queue that admits nobody. */
    private String queue() {
        VenueLayout layout = Halls.ofSize(100);
        String id = promoter.event(
                "Benchmark queue",
                promoter.venue("Benchmark Club", layout),
                promoter.performer("The Queue", "MusicGroup"),
                layout);
        promoter.sale(
                id,
                new JsonObject()
                        .put("lobbyOpensAt", Instant.now().minusSeconds(60).toString())
                        .put("opensAt", Instant.now().plusSeconds(86_400).toString())
                        .put("closesAt", Instant.now().plusSeconds(2 * 86_400).toString())
                        .put("queued", true));
        return id;
    }

    private static Future<Integer> status(Future<Answer> answer) {
        return answer.map(Answer::status);
    }

    /** One event's page, from the cache. */
    private final class Read implements Scenario {
        private String path = "";

        @Override
        public String name() {
            return "read";
        }

        @Override
        public double firstRate() {
            return 1000;
        }

        @Override
        public Set<Integer> expected() {
            return OK;
        }

        @Override
        public void prepare(int requests) {
            if (path.isEmpty()) {
                path = "/events/" + queue();
            }
        }

        @Override
        public Future<Integer> send() {
            return status(calls.get(path, Map.of()));
        }
    }

    /** Words that people type, each with a number behind it, so that no answer is cached. */
    private final class Search implements Scenario {
        private static final List<String> WORDS = List.of("benchmark", "harbor", "tide", "quenn", "club night", "hall");
        private final String run = Long.toString(System.nanoTime(), 36);
        private int sent;

        @Override
        public String name() {
            return "search";
        }

        @Override
        public double firstRate() {
            return 50;
        }

        @Override
        public Set<Integer> expected() {
            return OK;
        }

        @Override
        public void prepare(int requests) {}

        @Override
        public Future<Integer> send() {
            String words = WORDS.get(sent % WORDS.size()) + " " + run + sent++;
            return status(calls.get("/search?query=" + URLEncoder.encode(words, StandardCharsets.UTF_8), Map.of()));
        }
    }

    /** Each a new buyer. */
    private final class Join implements Scenario {
        private String path = "";
        private long sent;

        @Override
        public String name() {
            return "join";
        }

        @Override
        public double firstRate() {
            return 500;
        }

        @Override
        public Set<Integer> expected() {
            return OK;
        }

        @Override
        public void prepare(int requests) {
            if (path.isEmpty()) {
                path = "/queue/" + queue() + "/join";
            }
        }

        @Override
        public Future<Integer> send() {
            return status(calls.post(calls.session("join", sent++), path, null, Map.of()));
        }
    }

    /** Buyers who wait ask for their place, with their receipts. */
    private final class Poll implements Scenario {
        private final List<Map<String, String>> buyers = new ArrayList<>();
        private String path = "";
        private int sent;

        @Override
        public String name() {
            return "poll";
        }

        @Override
        public double firstRate() {
            return 1000;
        }

        @Override
        public Set<Integer> expected() {
            return OK;
        }

        @Override
        public void prepare(int requests) throws Exception {
            if (!buyers.isEmpty()) {
                return;
            }
            String event = queue();
            path = "/queue/" + event + "/me";
            for (int i = 0; i < WAITING; i++) {
                String session = calls.session("poll", i);
                Answer joined = calls.post(session, "/queue/" + event + "/join", null, Map.of())
                        .await(10, TimeUnit.SECONDS);
                String receipt = new JsonObject(joined.body()).getString("receipt");
                buyers.add(Map.of("Authorization", "Bearer " + session, "X-Queue-Place", receipt));
            }
        }

        @Override
        public Future<Integer> send() {
            return status(calls.get(path, buyers.get(sent++ % buyers.size())));
        }
    }

    /** A free seat of one hot event, by a new buyer: committed when it is answered. */
    private final class Reserve implements Scenario {
        private final Seats seats = new Seats(promoter);
        private long sent;

        @Override
        public String name() {
            return "reserve";
        }

        @Override
        public double firstRate() {
            return 250;
        }

        @Override
        public Set<Integer> expected() {
            return CREATED;
        }

        @Override
        public void prepare(int requests) {
            seats.need(requests);
        }

        @Override
        public Future<Integer> send() {
            return status(reserve(calls.session("reserve", sent++), seats.next()));
        }
    }

    private Future<Answer> reserve(String session, String ticket) {
        return calls.post(
                session,
                "/booking/reserve",
                new JsonObject().put("ticketId", ticket),
                Map.of("Idempotency-Key", ticket));
    }

    /** From the seat to the order: reserve, payment, the card at Stripe's simulator, confirm. */
    private final class Order implements Scenario {
        private final Seats seats = new Seats(promoter);
        private long sent;

        @Override
        public String name() {
            return "order";
        }

        @Override
        public double firstRate() {
            return 25;
        }

        @Override
        public Set<Integer> expected() {
            return OK;
        }

        @Override
        public void prepare(int requests) {
            seats.need(requests);
        }

        @Override
        public Future<Integer> send() {
            String session = calls.session("order", sent++);
            return reserve(session, seats.next()).compose(held -> {
                if (held.status() != 201) {
                    return Future.succeededFuture(held.status());
                }
                JsonObject hold = new JsonObject().put("holdId", new JsonObject(held.body()).getString("holdId"));
                return calls.post(session, "/booking/payment", hold, Map.of())
                        .compose(begun -> pay(session, hold, begun));
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
                                    hold.copy().put("paymentId", payment.getString("paymentId")),
                                    Map.of())));
        }
    }
}
