package io.tidegate.localstack.stripe;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Stands for the page of the buyer's bank, on which a payment that needs authentication is approved or refused. */
final class BankPage {
    static final String PATH = "/_authenticate/";

    private BankPage() {}

    static String html(Intent intent) {
        boolean waits = intent.status() == Intent.Status.requires_action;
        String ask =
                """
                <p>Approve the payment of <strong>%s</strong>?</p>
                <form method="post"><button class="main">Approve</button>
                <button name="outcome" value="failed" formaction="?outcome=failed">Refuse</button></form>\
                """.formatted(Money.text(intent.terms().amount(), intent.terms().currency()));
        return Html.page(
                "Your bank",
                "<main class=\"narrow\"><h1>Your bank</h1>"
                        + (waits ? ask : "<p>Nothing is to be approved here. You can close this page.</p>")
                        + "</main>");
    }

    /** Where the buyer goes on afterwards, as Stripe says how it went; null: nowhere was named. */
    static @Nullable String back(Intent intent) {
        String url = intent.state().returnUrl();
        if (url == null) {
            return null;
        }
        boolean passed = intent.status() != Intent.Status.requires_payment_method;
        return url + (url.contains("?") ? "&" : "?")
                + "payment_intent=" + encoded(intent.id())
                + "&payment_intent_client_secret=" + encoded(intent.clientSecret())
                + "&redirect_status=" + (passed ? "succeeded" : "failed");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
