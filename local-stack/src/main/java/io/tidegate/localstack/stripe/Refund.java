package io.tidegate.localstack.stripe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Money given back from a captured charge. Immutable; amounts are in the currency's smallest unit.
 *
 * @param failure why the buyer's bank sent it back after all; null: it did not
 */
record Refund(
        String id,
        long created,
        long amount,
        String currency,
        String intentId,
        String chargeId,
        @Nullable String reason,
        Map<String, String> metadata,
        @Nullable String failure) {
    Refund {
        metadata = Map.copyOf(metadata);
    }

    Refund failed(String why) {
        return new Refund(id, created, amount, currency, intentId, chargeId, reason, metadata, why);
    }
}
