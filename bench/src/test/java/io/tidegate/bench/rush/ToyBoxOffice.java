package io.tidegate.bench.rush;

import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.ids.Ids;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The buyers' half of the public contract in memory, one event, on one event loop: what the crowd is tested against. It
 * forgets every 20th answer, so that buyers have to ask again.
 */
final class ToyBoxOffice {
    static final long EVENT = Ids.event(0, 1);

    private static final int HOLD_MS = 300;
    private static final int FORGETS_EVERY = 20;

    final Map<Integer, String> soldTo = new HashMap<>();
    final Set<String> declined = new HashSet<>();
    private final Vertx vertx;
    private final int capacity;
    private final Map<Integer, Integer> heldBy = new HashMap<>();
    private final Map<Integer, Hold> holds = new HashMap<>();
    private final Map<String, JsonObject> answers = new HashMap<>();
    private final Server server;
    private int requests;

    private record Hold(String account, List<Integer> tickets, boolean[] paid) {}

    ToyBoxOffice(Vertx vertx, int capacity) {
        this.vertx = vertx;
        this.capacity = capacity;
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    JsonObject json = body.toString().startsWith("{") ? new JsonObject(body) : new JsonObject();
                    handle(request, json, body.toString());
                }))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        this.server = new Server("127.0.0.1", port);
    }

    Server server() {
        return server;
    }

    private void handle(HttpServerRequest request, JsonObject body, String text) {
        String account = String.valueOf(request.getHeader("Authorization")).replace("Bearer ", "");
        String path = request.path();
        boolean isMine = request.method() == HttpMethod.DELETE || path.endsWith("/me") || path.endsWith("/join");
        if (path.equals("/session")) {
            answer(request, 200, new JsonObject().put("token", body.getString("email")));
        } else if (isMine) {
            answer(
                    request,
                    200,
                    new JsonObject()
                            .put("state", "admitted")
                            .put("pass", "pass")
                            .put("receipt", "r"));
        } else if (path.endsWith("/stream")) {
            request.response().setChunked(true).write("event: admitted\ndata: {\"pass\":\"p\"}\n\n");
        } else if (path.equals("/booking/reserve")) {
            once(request, account + request.getHeader("Idempotency-Key"), () -> reserve(account, body));
        } else if (path.startsWith("/v1/payment_intents/")) {
            authorise(request, path.split("/")[3], text);
        } else {
            pay(request, path, body);
        }
    }

    private interface Answering {
        JsonObject answer();
    }

    /** The same answer to the same key, for ever. */
    private void once(HttpServerRequest request, String key, Answering decide) {
        JsonObject answer = answers.computeIfAbsent(key, k -> decide.answer());
        answer(request, answer.getInteger("status", 201), answer);
    }

    private JsonObject reserve(String account, JsonObject wish) {
        List<Integer> tickets = wanted(wish);
        if (tickets.isEmpty()) {
            boolean mayComeBack = soldTo.size() < capacity;
            return problem(409, mayComeBack ? "temporarily-unavailable" : "sold-out");
        }
        if (tickets.stream().anyMatch(ticket -> !free(ticket))) {
            return problem(409, "tickets-taken");
        }
        int holdNo = holds.size() + 1;
        holds.put(holdNo, new Hold(account, tickets, new boolean[2]));
        tickets.forEach(ticket -> heldBy.put(ticket, holdNo));
        vertx.setTimer(HOLD_MS, expired -> {
            if (!holds.get(holdNo).paid[0]) {
                heldBy.values().removeIf(by -> by == holdNo);
            }
        });
        JsonArray list = new JsonArray();
        tickets.forEach(ticket -> list.add(new JsonObject().put("ticketId", Ids.ticketId(EVENT, ticket))));
        return new JsonObject().put("holdId", Ids.holdId(EVENT, holdNo)).put("tickets", list);
    }

    private List<Integer> wanted(JsonObject wish) {
        List<Integer> tickets = new ArrayList<>();
        if (wish.containsKey("ticketIds")) {
            wish.getJsonArray("ticketIds")
                    .forEach(id -> tickets.add(
                            Ids.parseTicketId((String) id).orElseThrow().number()));
            return tickets;
        }
        JsonObject any = wish.containsKey("bestAvailable")
                ? wish.getJsonObject("bestAvailable")
                : wish.getJsonObject("generalAdmission");
        IntStream.range(0, capacity)
                .filter(this::free)
                .limit(any.getInteger("quantity"))
                .forEach(tickets::add);
        return tickets.size() == any.getInteger("quantity") ? tickets : List.of();
    }

    private boolean free(int ticket) {
        return !soldTo.containsKey(ticket) && !heldBy.containsKey(ticket);
    }

    private void pay(HttpServerRequest request, String path, JsonObject body) {
        int holdNo = Ids.parseHoldId(body.getString("holdId")).orElseThrow().number();
        Hold hold = holds.get(holdNo);
        switch (path) {
            case "/booking/payment" -> {
                boolean live = heldBy.containsValue(holdNo);
                hold.paid[0] |= live; // pinned
                JsonObject payment = new JsonObject()
                        .put("paymentId", Ids.paymentId(EVENT, holdNo))
                        .put("clientSecret", holdNo + "_secret_x")
                        .put("publishableKey", "pk_test")
                        .put("apiBase", "http://127.0.0.1:" + server.port());
                answer(request, live ? 200 : 409, live ? payment : problem(409, "hold-expired"));
            }
            case "/booking/release" -> {
                heldBy.values().removeIf(by -> by == holdNo);
                answer(request, 200, new JsonObject());
            }
            default -> {
                JsonObject order = new JsonObject()
                        .put("orderId", Ids.orderId(EVENT, holdNo))
                        .put("amount", 100);
                answer(
                        request,
                        hold.paid[1] ? 200 : 402,
                        hold.paid[1] ? order : problem(402, "payment-not-authorised"));
            }
        }
    }

    /** Authorised is sold here, as if the webhook came at once. */
    private void authorise(HttpServerRequest request, String intent, String form) {
        int holdNo = Integer.parseInt(intent);
        if (form.contains("chargeDeclined")) {
            declined.add(intent);
            answer(request, 402, new JsonObject());
            return;
        }
        Hold hold = holds.get(holdNo);
        hold.paid[1] = true;
        hold.tickets.forEach(ticket -> soldTo.put(ticket, hold.account));
        answer(request, 200, new JsonObject());
    }

    private static JsonObject problem(int status, String slug) {
        return new JsonObject().put("type", "/problems/" + slug).put("status", status);
    }

    private void answer(HttpServerRequest request, int status, JsonObject body) {
        if (++requests % FORGETS_EVERY == 0) {
            request.connection().close();
        } else {
            request.response().setStatusCode(status).end(body.toBuffer());
        }
    }
}
