package io.tidegate.localstack.stripe;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The books, to look at: sums, and payment intents from the newest on. */
final class LedgerPage {
    private static final int ROWS = 50;
    private static final int LIMIT_MAX = 1000;

    private final Ledger ledger;

    LedgerPage(Ledger ledger) {
        this.ledger = ledger;
    }

    /** {@code {statuses, amounts, paymentIntents[…], nextCursor?}}, a page at a time. */
    JsonObject json(@Nullable String limit, @Nullable String after) {
        int size = limit != null && limit.matches("\\d{1,4}") ? Math.clamp(Integer.parseInt(limit), 1, LIMIT_MAX) : 100;
        Series.Page<Intent> page = ledger.intents().page(after, null, size, intent -> true);
        JsonObject json = ledger.totals()
                .json()
                .put(
                        "paymentIntents",
                        new JsonArray(
                                page.values().stream().map(LedgerPage::row).toList()));
        return page.hasMore() ? json.put("nextCursor", page.values().getLast().id()) : json;
    }

    private static JsonObject row(Intent intent) {
        Intent.Charge charge = intent.state().charge();
        return new JsonObject()
                .put("id", intent.id())
                .put("status", intent.status().name())
                .put("amount", intent.terms().amount())
                .put("currency", intent.terms().currency())
                .put("authorised", intent.amountCapturable())
                .put("captured", intent.amountReceived())
                .put("refunded", charge == null ? 0 : charge.refunded())
                .put(
                        "metadata",
                        new JsonObject(new LinkedHashMap<>(intent.terms().metadata())));
    }

    String html() {
        List<Intent> newest =
                ledger.intents().page(null, null, ROWS, intent -> true).values();
        StringBuilder rows = new StringBuilder();
        for (Intent intent : newest) {
            JsonObject row = row(intent);
            rows.append("<tr>");
            for (String column : List.of("id", "status", "amount", "authorised", "captured", "refunded", "currency")) {
                rows.append("<td>")
                        .append(escaped(String.valueOf(row.getValue(column))))
                        .append("</td>");
            }
            rows.append("</tr>\n");
        }
        return """
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><title>Stripe simulator</title>
                <style>body{font:15px/1.5 system-ui;margin:2rem}td,th{padding:.1rem .8rem;text-align:left}</style>
                <h1>Stripe simulator</h1>
                <p>%d payment intents, %d refunds. Sums: <code>%s</code></p>
                <table><tr><th>payment intent<th>status<th>amount<th>authorised<th>captured<th>refunded<th>currency
                %s</table>
                <p>All of it as JSON: <a href="/_ledger">/_ledger</a>. How it behaves: <a href="/_settings">/_settings</a>.</p>
                """.formatted(
                        ledger.intents().size(),
                        ledger.refunds().size(),
                        escaped(ledger.totals().json().encode()),
                        rows);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
