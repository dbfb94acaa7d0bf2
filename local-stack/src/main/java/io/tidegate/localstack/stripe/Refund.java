package io.tidegate.localstack.stripe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Money given back from a captured charge. Immutable; amounts are in the currency's smallest unit. */
record Refund(
        String id,
        long created,
        long amount,
        String currency,
        String intentId,
        String chargeId,
        @Nullable String reason,
        Map<String, String> metadata) {
    Refund {
        metadata = Map.copyOf(metadata);
    }
}
