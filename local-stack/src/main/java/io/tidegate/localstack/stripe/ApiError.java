package io.tidegate.localstack.stripe;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Stripe's answer to a request that it refuses. An answer, not a fault: it carries no stack trace. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final String INVALID_REQUEST = "invalid_request_error";
    static final String CARD = "card_error";
    static final String IDEMPOTENCY = "idempotency_error";
    static final String API = "api_error";

    private final int status;
    private final JsonObject error = new JsonObject();
    private boolean beforeExecution;

    private ApiError(int status, String type, @Nullable String code, String message) {
        super(message, null, false, false);
        this.status = status;
        if (code != null) {
            error.put("code", code).put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
        }
        error.put("message", message).put("type", type);
    }

    static ApiError of(int status, String type, @Nullable String code, String message) {
        return new ApiError(status, type, code, message);
    }

    /** A parameter is missing or malformed: refused before anything was done, so no idempotency key remembers it. */
    static ApiError parameter(String param, @Nullable String code, String message) {
        return of(400, INVALID_REQUEST, code, message).with("param", param).notExecuted();
    }

    /** What the path names does not exist. */
    static ApiError missing(String object, String id) {
        return of(404, INVALID_REQUEST, "resource_missing", "No such " + object + ": '" + id + "'")
                .with("param", "intent")
                .notExecuted();
    }

    /** The object's status does not allow the call. */
    static ApiError state(Intent intent, String message) {
        return of(400, INVALID_REQUEST, "payment_intent_unexpected_state", message)
                .with("payment_intent", Shapes.intent(intent));
    }

    static ApiError card(CardOutcome.Declined declined, Intent after) {
        ApiError error = of(402, CARD, declined.code(), declined.message())
                .with("decline_code", declined.declineCode())
                .with("payment_intent", Shapes.intent(after));
        return after.state().charge() == null
                ? error
                : error.with("charge", after.state().charge().id());
    }

    ApiError with(String key, @Nullable Object value) {
        if (value != null) {
            error.put(key, value);
        }
        return this;
    }

    ApiError notExecuted() {
        beforeExecution = true;
        return this;
    }

    /** Whether nothing was done yet, so that the same key may be used for a corrected request. */
    boolean isBeforeExecution() {
        return beforeExecution;
    }

    int status() {
        return status;
    }

    JsonObject body() {
        return new JsonObject().put("error", error);
    }
}
