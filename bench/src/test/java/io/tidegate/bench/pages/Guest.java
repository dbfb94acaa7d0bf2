package io.tidegate.bench.pages;

import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Somebody who queues and buys without a browser, as company for those who have one. */
final class Guest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LoadClient http;
    private final Server gateway;
    private final String session;
    private final String event;
    private String holdId = "";

    /** Logs in and takes a place; {@code priorityToken} empty: in the lane for everybody. */
    Guest(LoadClient http, Server gateway, String email, String event, String priorityToken) {
        this.http = http;
        this.gateway = gateway;
        this.event = event;
        this.session = post("/session", "", Map.of(), new JsonObject().put("email", email))
                .getString("token");
        JsonObject place =
                priorityToken.isEmpty() ? new JsonObject() : new JsonObject().put("priorityToken", priorityToken);
        post("/queue/" + event + "/join", session, Map.of(), place);
    }

    /** Waits for the turn and holds the best seats there are. */
    Guest reserves(JsonObject bestAvailable) {
        String[] pass = new String[1];
        Awaitility.await().atMost(PATIENCE).until(() -> {
            pass[0] = get("/queue/" + event + "/me").getString("pass");
            return pass[0] != null;
        });
        Map<String, String> headers = Map.of(
                "X-Queue-Pass", pass[0], "Idempotency-Key", UUID.randomUUID().toString());
        JsonObject wish = new JsonObject().put("eventId", event).put("bestAvailable", bestAvailable);
        holdId = post("/booking/reserve", session, headers, wish).getString("holdId");
        return this;
    }

    /** Pays for them with a card that works. */
    void pays() {
        JsonObject payment = post("/booking/payment", session, Map.of(), new JsonObject().put("holdId", holdId));
        String secret = payment.getString("clientSecret");
        String intent = secret.substring(0, secret.indexOf("_secret_"));
        Map<String, String> headers = Map.of(
                "Authorization",
                "Bearer " + payment.getString("publishableKey"),
                "Content-Type",
                "application/x-www-form-urlencoded");
        Buffer form = Buffer.buffer("payment_method=pm_card_visa&client_secret=" + secret);
        send(new Call(
                Server.of(payment.getString("apiBase")),
                HttpMethod.POST,
                "/v1/payment_intents/" + intent + "/confirm",
                headers,
                form));
        JsonObject confirm = new JsonObject().put("holdId", holdId).put("paymentId", payment.getString("paymentId"));
        post("/booking/confirm", session, Map.of(), confirm);
    }

    private JsonObject get(String path) {
        return send(new Call(gateway, HttpMethod.GET, path, Map.of("Authorization", "Bearer " + session), null));
    }

    private JsonObject post(String path, String bearer, Map<String, String> more, JsonObject body) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Content-Type", "application/json");
        if (!bearer.isEmpty()) {
            headers.put("Authorization", "Bearer " + bearer);
        }
        return send(new Call(gateway, HttpMethod.POST, path, headers, body.toBuffer()));
    }

    private JsonObject send(Call call) {
        Answer answer = http.send(call).await();
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(call.path() + " was answered " + answer.status() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }
}
