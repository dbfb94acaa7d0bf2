package io.tidegate.localstack.stripe;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
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
        String rows = newest.stream().map(LedgerPage::htmlRow).collect(Collectors.joining());
        return Html.page("Stripe simulator", """
            <main><h1>Stripe simulator</h1>
            <p class="soft">What the account holds, as Stripe would know it. As JSON: <a href="/_ledger">/_ledger</a>.
            How it behaves: <a href="/_settings">/_settings</a>.</p>
            <div class="sums">%s</div>
            <div class="scroll"><table><tr><th>Payment intent<th>Status<th>Card<th class="n">Amount<th class="n">Authorised\
            <th class="n">Captured<th class="n">Refunded<th>Hold</tr>
            %s</table></div>
            <p class="soft">%s</p></main>
            """.formatted(
                        sums(), rows, ledger.intents().size() > ROWS ? "The newest " + ROWS + " are shown." : ""));
    }

    private String sums() {
        StringBuilder sums = new StringBuilder();
        sum(sums, Integer.toString(ledger.intents().size()), "payment intents");
        sum(sums, Integer.toString(ledger.refunds().size()), "refunds");
        JsonObject byCurrency = ledger.totals().json().getJsonObject("amounts");
        for (String currency : byCurrency.fieldNames()) {
            JsonObject amounts = byCurrency.getJsonObject(currency);
            for (String what : List.of("authorised", "captured", "refunded")) {
                sum(sums, Money.text(amounts.getLong(what), currency), what);
            }
        }
        return sums.toString();
    }

    private static void sum(StringBuilder sums, String value, String label) {
        sums.append("<div><b>")
                .append(Html.escaped(value))
                .append("</b><span>")
                .append(label)
                .append("</span></div>");
    }

    private static String htmlRow(Intent intent) {
        Intent.Charge charge = intent.state().charge();
        String currency = intent.terms().currency();
        String card = intent.state().paymentMethod();
        return """
            <tr><td><code>%s</code><td><span class="tag %s">%s</span><td>%s<td class="n">%s<td class="n">%s\
            <td class="n">%s<td class="n">%s<td><code>%s</code></tr>
            """.formatted(
                        Html.escaped(intent.id()),
                        colour(intent.status()),
                        intent.status().name().replace('_', ' '),
                        card == null ? "" : Html.escaped(card),
                        Money.text(intent.terms().amount(), currency),
                        amount(intent.amountCapturable(), currency),
                        amount(intent.amountReceived(), currency),
                        amount(charge == null ? 0 : charge.refunded(), currency),
                        Html.escaped(intent.terms().metadata().getOrDefault("holdId", "")));
    }

    private static String amount(long amount, String currency) {
        return amount == 0 ? "" : Money.text(amount, currency);
    }

    private static String colour(Intent.Status status) {
        return switch (status) {
            case succeeded -> "good";
            case requires_capture -> "wait";
            case canceled -> "off";
            case requires_action, requires_confirmation, requires_payment_method -> "bad";
        };
    }
}
