package io.tidegate.localstack.stripe;

import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * How the simulator misbehaves. Can be changed while it runs: {@code POST /_settings} with some of these as JSON.
 *
 * @param latencyMs before each answer
 * @param failureRate share of requests answered 500, half of them after having been carried out
 * @param limits off, or default: Stripe's own
 * @param webhookUrl where events go; empty: nowhere
 * @param webhookDelayMs events wait a random time up to this, so they arrive out of order
 * @param webhookDuplicateRate share of events that are sent twice
 */
public record Behaviour(
        int latencyMs,
        double failureRate,
        String limits,
        String webhookUrl,
        int webhookDelayMs,
        double webhookDuplicateRate) {
    private static final int MS_MAX = 60_000;
    private static final Set<String> KEYS =
            Set.of("latencyMs", "failureRate", "limits", "webhookUrl", "webhookDelayMs", "webhookDuplicateRate");

    public Behaviour {
        range("latencyMs", latencyMs, MS_MAX);
        range("failureRate", failureRate, 1);
        range("webhookDelayMs", webhookDelayMs, MS_MAX);
        range("webhookDuplicateRate", webhookDuplicateRate, 1);
        if (!Set.of("off", "default").contains(limits)) {
            throw new IllegalArgumentException("limits is '" + limits + "'; allowed: off, default");
        }
        if (!webhookUrl.isEmpty() && !webhookUrl.matches("https?://.+")) {
            throw new IllegalArgumentException("webhookUrl is '" + webhookUrl + "'; allowed: an http(s) URL, or empty");
        }
    }

    /** Quick, reliable, without limits or webhooks. */
    public static Behaviour plain() {
        return new Behaviour(0, 0, "off", "", 0, 0);
    }

    /** The same, with webhooks to this URL. */
    public Behaviour withWebhookUrl(String url) {
        return new Behaviour(latencyMs, failureRate, limits, url, webhookDelayMs, webhookDuplicateRate);
    }

    /** Changed in the given parts. Throws IllegalArgumentException on an unknown one, or one out of range. */
    Behaviour changed(JsonObject json) {
        for (String key : json.fieldNames()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("unknown setting " + key + "; allowed: " + KEYS);
            }
        }
        try {
            return new Behaviour(
                    json.getInteger("latencyMs", latencyMs),
                    json.getDouble("failureRate", failureRate),
                    json.getString("limits", limits),
                    json.getString("webhookUrl", webhookUrl),
                    json.getInteger("webhookDelayMs", webhookDelayMs),
                    json.getDouble("webhookDuplicateRate", webhookDuplicateRate));
        } catch (ClassCastException | NullPointerException wrongType) {
            throw new IllegalArgumentException("a setting has the wrong type", wrongType);
        }
    }

    JsonObject json() {
        return new JsonObject()
                .put("latencyMs", latencyMs)
                .put("failureRate", failureRate)
                .put("limits", limits)
                .put("webhookUrl", webhookUrl)
                .put("webhookDelayMs", webhookDelayMs)
                .put("webhookDuplicateRate", webhookDuplicateRate);
    }

    private static void range(String name, double value, double max) {
        if (!(value >= 0 && value <= max)) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: 0 to " + max);
        }
    }
}
