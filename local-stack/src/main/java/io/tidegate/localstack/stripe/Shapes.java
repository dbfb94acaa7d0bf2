package io.tidegate.localstack.stripe;

import io.tidegate.localstack.stripe.Intent.Charge;
import io.tidegate.localstack.stripe.Intent.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as Stripe's API reference shows them. */
final class Shapes {
    private Shapes() {}

    static JsonObject intent(Intent intent) {
        return intent(intent, false);
    }

    static JsonObject intent(Intent intent, boolean expandCharge) {
        Intent.Terms terms = intent.terms();
        Intent.State state = intent.state();
        Charge charge = state.charge();
        JsonObject json = new JsonObject()
                .put("id", intent.id())
                .put("object", "payment_intent")
                .put("amount", terms.amount())
                .put("amount_capturable", intent.amountCapturable())
                .put("amount_details", new JsonObject().put("tip", new JsonObject()))
                .put("amount_received", intent.amountReceived())
                .put("automatic_payment_methods", automatic(terms))
                .put("canceled_at", state.canceledAt() == 0 ? null : state.canceledAt())
                .put("cancellation_reason", state.cancellationReason())
                .put("capture_method", terms.captureMethod())
                .put("client_secret", intent.clientSecret())
                .put("confirmation_method", "automatic")
                .put("created", intent.created())
                .put("currency", terms.currency())
                .put("last_payment_error", lastError(state))
                .put("latest_charge", charge == null ? null : expandCharge ? charge(intent, charge) : charge.id())
                .put("livemode", false)
                .put("metadata", map(terms.metadata()))
                .put("next_action", nextAction(intent))
                .put("payment_method", state.paymentMethod())
                .put("payment_method_options", new JsonObject())
                .put("payment_method_types", new JsonArray(terms.methodTypes()))
                .put("status", state.status().name());
        Intent.Terms.TEXTS.forEach(name -> json.put(name, terms.texts().get(name)));
        return json;
    }

    static JsonObject charge(Intent intent, Charge charge) {
        boolean captured = charge.captured() > 0;
        long givenBack = charge.released() ? charge.amount() : charge.refunded();
        return new JsonObject()
                .put("id", charge.id())
                .put("object", "charge")
                .put("amount", charge.amount())
                .put("amount_captured", charge.captured())
                .put("amount_refunded", givenBack)
                .put("captured", captured)
                .put("created", charge.created())
                .put("currency", intent.terms().currency())
                .put("livemode", false)
                .put("metadata", map(intent.terms().metadata()))
                .put("paid", !charge.failed())
                .put("payment_intent", intent.id())
                .put("payment_method", intent.state().paymentMethod())
                .put("refunded", givenBack > 0 && givenBack >= (captured ? charge.captured() : charge.amount()))
                .put("status", charge.failed() ? "failed" : "succeeded");
    }

    static JsonObject refund(Refund refund) {
        JsonObject json = new JsonObject()
                .put("id", refund.id())
                .put("object", "refund")
                .put("amount", refund.amount())
                .put("charge", refund.chargeId())
                .put("created", refund.created())
                .put("currency", refund.currency())
                .put("metadata", map(refund.metadata()))
                .put("payment_intent", refund.intentId())
                .put("reason", refund.reason());
        return refund.failure() == null
                ? json.put("status", "succeeded")
                : json.put("status", "failed").put("failure_reason", refund.failure());
    }

    static JsonObject event(Event event, String apiVersion, int pendingWebhooks) {
        return new JsonObject()
                .put("id", event.id())
                .put("object", "event")
                .put("api_version", apiVersion)
                .put("created", event.created())
                .put("data", new JsonObject().put("object", eventObject(event)))
                .put("livemode", false)
                .put("pending_webhooks", pendingWebhooks)
                .put("request", new JsonObject().put("id", null).put("idempotency_key", event.idempotencyKey()))
                .put("type", event.type());
    }

    private static JsonObject eventObject(Event event) {
        Charge charge = event.intent().state().charge();
        Refund refund = event.refund();
        if (refund != null
                && (event.type().startsWith("refund.") || event.type().startsWith("charge.refund."))) {
            return refund(refund);
        }
        return event.type().startsWith("charge.") && charge != null
                ? charge(event.intent(), charge)
                : intent(event.intent());
    }

    static JsonObject list(String url, List<JsonObject> page, boolean hasMore) {
        return new JsonObject()
                .put("object", "list")
                .put("data", new JsonArray(page))
                .put("has_more", hasMore)
                .put("url", url);
    }

    private static @Nullable JsonObject automatic(Intent.Terms terms) {
        return terms.automaticMethods()
                ? new JsonObject().put("allow_redirects", "always").put("enabled", true)
                : null;
    }

    private static @Nullable JsonObject lastError(Intent.State state) {
        CardOutcome.Declined error = state.lastError();
        if (error == null) {
            return null;
        }
        return new JsonObject()
                .put("code", error.code())
                .put("decline_code", error.declineCode())
                .put("message", error.message())
                .put("type", ApiError.CARD);
    }

    private static @Nullable JsonObject nextAction(Intent intent) {
        if (intent.status() != Status.requires_action) {
            return null;
        }
        String returnUrl = intent.state().returnUrl();
        return returnUrl == null
                ? new JsonObject()
                        .put("type", "use_stripe_sdk")
                        .put(
                                "use_stripe_sdk",
                                new JsonObject()
                                        .put("type", "three_d_secure_redirect")
                                        .put("stripe_js", BankPage.PATH + intent.id()))
                : new JsonObject()
                        .put("type", "redirect_to_url")
                        .put(
                                "redirect_to_url",
                                new JsonObject().put("return_url", returnUrl).put("url", BankPage.PATH + intent.id()));
    }

    private static JsonObject map(Map<String, String> map) {
        JsonObject json = new JsonObject();
        map.forEach(json::put);
        return json;
    }
}
