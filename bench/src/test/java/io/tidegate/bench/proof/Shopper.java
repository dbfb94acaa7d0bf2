package io.tidegate.bench.proof;

import io.tidegate.localstack.openapi.OpenApiDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

/** One buyer's calls, each sent once and answered as it is answered. */
final class Shopper {
    private final BookingSystem system;
    private final String gateway;
    private final String session;

    Shopper(BookingSystem system, String gateway, String session) {
        this.system = system;
        this.gateway = gateway;
        this.session = session;
    }

    /** A status and a JSON body. */
    record Answer(int status, JsonObject json) {
        String text(String field) {
            return json.getString(field, "");
        }

        String type() {
            return text("type");
        }
    }

    Answer reserveAs(String key, String... ticketIds) throws Exception {
        return post("/booking/reserve", new JsonObject().put("ticketIds", JsonArray.of((Object[]) ticketIds)), key);
    }

    Answer reserve(String... ticketIds) throws Exception {
        return reserveAs(UUID.randomUUID().toString(), ticketIds);
    }

    Answer pay(String holdId) throws Exception {
        return post("/booking/payment", new JsonObject().put("holdId", holdId), "");
    }

    Answer confirm(String holdId, String paymentId) throws Exception {
        return post("/booking/confirm", new JsonObject().put("holdId", holdId).put("paymentId", paymentId), "");
    }

    Answer release(String holdId) throws Exception {
        return post("/booking/release", new JsonObject().put("holdId", holdId), "");
    }

    Answer get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(gateway + path)).header("Authorization", "Bearer " + session));
    }

    Answer post(String path, JsonObject body, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + path))
                .header("Authorization", "Bearer " + session)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
        return send(key.isEmpty() ? request : request.header("Idempotency-Key", key));
    }

    /** The intent behind what {@link #pay} answered. */
    static String intent(Answer payment) {
        String secret = payment.text("clientSecret");
        return secret.substring(0, secret.indexOf("_secret_"));
    }

    /** The browser authorises the payment at Stripe. */
    Answer authorise(Answer payment) throws Exception {
        return authorise(payment, "pm_card_visa");
    }

    /** The same with this of Stripe's test cards. */
    Answer authorise(Answer payment, String card) throws Exception {
        String form = "payment_method=" + card + "&client_secret="
                + URLEncoder.encode(payment.text("clientSecret"), StandardCharsets.UTF_8);
        return stripe(
                "/v1/payment_intents/" + intent(payment) + "/confirm",
                system.settings().stripe().publishableKey(),
                form);
    }

    /** Whatever the account's owner may do at Stripe; an empty form: only looks. */
    Answer merchant(String path, String form) throws Exception {
        return stripe(path, system.settings().stripe().secretKey().reveal(), form);
    }

    private Answer stripe(String path, String key, String form) throws Exception {
        String basic = Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(system.stripe().url() + path))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded");
        return send(form.isEmpty() ? request : request.POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Every answer of ours has to be as the OpenAPI document says. */
    private Answer send(HttpRequest.Builder request) throws Exception {
        HttpRequest asked = request.timeout(Duration.ofSeconds(40)).build();
        HttpResponse<String> answer = system.http().send(asked, HttpResponse.BodyHandlers.ofString());
        if (asked.uri().toString().startsWith(gateway)) {
            OpenApiDocument.ours()
                    .check(
                            asked.method(),
                            asked.uri().getRawPath(),
                            answer.statusCode(),
                            answer.headers().firstValue("Content-Type"),
                            answer.body());
        }
        return new Answer(answer.statusCode(), new JsonObject(answer.body()));
    }
}
