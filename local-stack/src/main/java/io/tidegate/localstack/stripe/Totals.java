package io.tidegate.localstack.stripe;

import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sums over all intents, kept up to date with each change. Amounts by currency, in its smallest unit. */
final class Totals {
    private final Map<Intent.Status, Integer> statuses = new EnumMap<>(Intent.Status.class);
    private final Map<String, long[]> amounts = new TreeMap<>();

    void change(@Nullable Intent before, Intent after) {
        if (before != null) {
            add(before, -1);
        }
        add(after, 1);
    }

    private void add(Intent intent, int sign) {
        statuses.merge(intent.status(), sign, Integer::sum);
        long[] sums = amounts.computeIfAbsent(intent.terms().currency(), currency -> new long[3]);
        Intent.Charge charge = intent.state().charge();
        sums[0] += sign * intent.amountCapturable();
        sums[1] += sign * intent.amountReceived();
        sums[2] += charge == null ? 0 : sign * charge.refunded();
    }

    /** {@code {statuses{<status>: n}, amounts{<currency>: {authorised, captured, refunded}}}}. */
    JsonObject json() {
        JsonObject byStatus = new JsonObject();
        statuses.forEach((status, count) -> byStatus.put(status.name(), count));
        JsonObject byCurrency = new JsonObject();
        amounts.forEach((currency, sums) -> byCurrency.put(
                currency,
                new JsonObject()
                        .put("authorised", sums[0])
                        .put("captured", sums[1])
                        .put("refunded", sums[2])));
        return new JsonObject().put("statuses", byStatus).put("amounts", byCurrency);
    }
}
