package io.tidegate.localstack.stripe;

import io.tidegate.localstack.stripe.Api.Answer;
import io.tidegate.localstack.stripe.Api.Request;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side: Stripe's API below {@code /v1}, and the simulator's own pages: {@code /} and {@code /_ledger} show the
 * books, {@code /_settings} how it behaves, {@code /_limits} what the limits have refused, {@code /_authenticate/:id} stands
 * for the buyer's bank; {@code POST /_clock} puts the clock forward, {@code POST /_events/:id/resend} sends a webhook again.
 */
final class StripeServer {
    private static final Logger log = LoggerFactory.getLogger(StripeServer.class);
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final String JSON = "application/json";

    private final Vertx vertx;
    private final Api api;
    private final LedgerPage page;
    private final Webhooks webhooks;
    private final Ids ids;
    private final SimulatorClock clock;
    private RateLimits limits = new RateLimits();
    private final Set<String> keysInFlight = new HashSet<>();
    private volatile Behaviour behaviour;

    StripeServer(
            Vertx vertx,
            Api api,
            LedgerPage page,
            Webhooks webhooks,
            Ids ids,
            SimulatorClock clock,
            Behaviour behaviour) {
        this.vertx = vertx;
        this.api = api;
        this.page = page;
        this.webhooks = webhooks;
        this.ids = ids;
        this.clock = clock;
        this.behaviour = behaviour;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    void behave(Behaviour changed) {
        behaviour = changed;
    }

    void handle(HttpServerRequest request) {
        request.response().putHeader("Access-Control-Allow-Origin", "*");
        if (request.method().name().equals("OPTIONS")) {
            request.response()
                    .putHeader("Access-Control-Allow-Methods", "GET, POST")
                    .putHeader("Access-Control-Allow-Headers", "authorization, content-type, stripe-version")
                    .setStatusCode(204)
                    .end();
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= BODY_BYTES_MAX) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> dispatch(request, body));
    }

    private void dispatch(HttpServerRequest http, Buffer body) {
        try {
            if (body.length() > BODY_BYTES_MAX) {
                throw ApiError.of(413, ApiError.INVALID_REQUEST, null, "The request body is too large.");
            }
            if (path(http).startsWith("/v1/")) {
                stripe(http, body);
            } else {
                own(http, body);
            }
        } catch (ApiError refused) {
            end(http, refused.status(), refused.body(), false);
        } catch (RuntimeException broken) {
            log.error("{} {}", http.method(), http.path(), broken);
            end(
                    http,
                    500,
                    ApiError.of(500, ApiError.API, null, "An unknown error occurred")
                            .body(),
                    false);
        }
    }

    private void stripe(HttpServerRequest http, Buffer body) {
        String method = http.method().name();
        Request request = new Request(
                method,
                path(http),
                method.equals("POST") ? body.toString() : http.query(),
                http.getHeader("Authorization"),
                method.equals("POST") ? http.getHeader("Idempotency-Key") : null,
                http.getHeader("Stripe-Version"));
        Keys.Caller caller = api.caller(request);
        if (caller == Keys.Caller.MERCHANT && request.apiVersion() != null) {
            webhooks.apiVersion(request.apiVersion());
        }
        if (limited(http, request)) {
            return;
        }
        String key = request.idempotencyKey();
        if (key != null && !keysInFlight.add(key)) {
            throw ApiError.of(
                    409,
                    ApiError.IDEMPOTENCY,
                    "idempotency_key_in_use",
                    "There is currently another in-progress request using this Idempotency-Key (that probably means"
                            + " you submitted twice, and the other request is still going through): " + key + ".");
        }
        later(
                behaviour.latencyMs() + CardOutcome.latencyMs(request.parameters()),
                () -> execute(http, request, caller));
    }

    private void execute(HttpServerRequest http, Request request, Keys.Caller caller) {
        if (request.idempotencyKey() != null) {
            keysInFlight.remove(request.idempotencyKey());
        }
        double luck =
                behaviour.failureRate() == 0 ? 1 : ThreadLocalRandom.current().nextDouble();
        if (luck < behaviour.failureRate() / 2) {
            http.response().putHeader("Stripe-Should-Retry", "true");
            end(
                    http,
                    500,
                    ApiError.of(500, ApiError.API, null, "An unknown error occurred")
                            .body(),
                    false);
            return;
        }
        Answer answer;
        try {
            answer = api.answer(request, caller);
        } catch (ApiError refused) {
            answer = new Answer(refused.status(), refused.body(), false);
        }
        if (luck < behaviour.failureRate()) {
            http.connection().close(); // carried out, but the caller never hears of it
            return;
        }
        end(http, answer.status(), answer.body(), answer.replayed());
    }

    private boolean limited(HttpServerRequest http, Request request) {
        String reason = behaviour.limits().equals("off") ? "" : limits.take(request.endpoint(), System.nanoTime());
        if (reason.isEmpty()) {
            return false;
        }
        http.response()
                .putHeader("Stripe-Should-Retry", "true")
                .putHeader("Stripe-Rate-Limited-Reason", reason)
                .putHeader("Retry-After", "1");
        ApiError error = ApiError.of(
                429,
                ApiError.INVALID_REQUEST,
                "rate_limit",
                "Request rate limit exceeded. Learn more about rate limits here"
                        + " https://stripe.com/docs/rate-limits.");
        end(http, error.status(), error.body(), false);
        return true;
    }

    private void own(HttpServerRequest http, Buffer body) {
        String path = path(http);
        if (path.startsWith(BankPage.PATH)) {
            bank(http, path.substring(BankPage.PATH.length()));
        } else if (path.equals("/_clock")) {
            clock(http, body);
        } else if (path.equals("/_limits")) {
            end(http, 200, limits.json(), false);
        } else if (path.matches("/_events/[^/]+/resend")) {
            api.resend(path.split("/")[2]);
            end(http, 202, new JsonObject().put("resent", true), false);
        } else if (path.equals("/_settings")) {
            settings(http, body);
        } else if (path.equals("/_ledger")) {
            end(http, 200, page.json(http.getParam("limit"), http.getParam("starting_after")), false);
        } else if (path.equals("/")) {
            html(http, page.html());
        } else if (path.startsWith("/health/")) {
            end(http, 200, new JsonObject().put("status", "ready"), false);
        } else {
            throw ApiError.of(404, ApiError.INVALID_REQUEST, null, "Unrecognized request URL (" + path + ").");
        }
    }

    /** GET is the page; POST approves, or refuses with {@code outcome=failed}, and leads a browser back to the shop. */
    private void bank(HttpServerRequest http, String intentId) {
        boolean isPage = String.valueOf(http.getHeader("Accept")).contains("text/html");
        if (!http.method().name().equals("POST")) {
            html(http, BankPage.html(api.intent(intentId)));
            return;
        }
        Intent intent = api.authenticate(intentId, !"failed".equals(http.getParam("outcome")));
        String back = BankPage.back(intent);
        if (isPage && back != null) {
            http.response().setStatusCode(303).putHeader("Location", back).end();
        } else if (isPage) {
            html(http, BankPage.html(intent));
        } else {
            end(http, 200, Shapes.intent(intent), false);
        }
    }

    private void clock(HttpServerRequest http, Buffer body) {
        if (http.method().name().equals("POST")) {
            try {
                clock.advance(Duration.ofSeconds(new JsonObject(body).getLong("advanceSeconds", 0L)));
            } catch (IllegalArgumentException | DecodeException | ClassCastException | ArithmeticException bad) {
                throw ApiError.of(400, ApiError.INVALID_REQUEST, null, "advanceSeconds: allowed: 0 or more");
            }
            api.passTime();
        }
        end(http, 200, new JsonObject().put("now", clock.instant().toString()), false);
    }

    private static void html(HttpServerRequest http, String page) {
        http.response().putHeader("Content-Type", "text/html; charset=utf-8").end(page);
    }

    private void settings(HttpServerRequest http, Buffer body) {
        if (http.method().name().equals("POST")) {
            try {
                String before = behaviour.limits();
                behaviour = behaviour.changed(new JsonObject(body));
                if (!behaviour.limits().equals(before) && before.equals("off")) {
                    limits = new RateLimits();
                }
            } catch (IllegalArgumentException | DecodeException bad) {
                throw ApiError.of(400, ApiError.INVALID_REQUEST, null, String.valueOf(bad.getMessage()));
            }
        }
        end(http, 200, behaviour.json(), false);
    }

    private void later(int ms, Runnable task) {
        if (ms == 0) {
            task.run();
        } else {
            vertx.setTimer(ms, timer -> task.run());
        }
    }

    private void end(HttpServerRequest http, int status, JsonObject body, boolean replayed) {
        HttpServerResponse response = http.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader("Content-Type", JSON).putHeader("Request-Id", ids.next("req_"));
        copy(http, "Idempotency-Key");
        copy(http, "Stripe-Version");
        if (replayed) {
            response.putHeader("Idempotent-Replayed", "true");
        }
        response.end(withOwnOrigin(http, body).toBuffer());
    }

    /** Where a buyer has to go is on this server, by the name under which the caller knows it. */
    private static JsonObject withOwnOrigin(HttpServerRequest http, JsonObject body) {
        JsonObject next = body.getJsonObject("next_action");
        if (next == null || http.authority() == null) {
            return body;
        }
        String origin = "http://" + http.authority();
        for (String[] place : new String[][] {{"redirect_to_url", "url"}, {"use_stripe_sdk", "stripe_js"}}) {
            JsonObject object = next.getJsonObject(place[0]);
            if (object != null && object.getString(place[1], "").startsWith("/")) {
                object.put(place[1], origin + object.getString(place[1]));
            }
        }
        return body;
    }

    private static String path(HttpServerRequest http) {
        String path = http.path();
        return path == null || path.isEmpty() ? "/" : path;
    }

    private static void copy(HttpServerRequest http, String header) {
        @Nullable String value = http.getHeader(header);
        if (value != null) {
            http.response().putHeader(header, value);
        }
    }
}
