package io.tidegate.bench.audit;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentListParams;
import io.tidegate.bench.audit.Subject.Intent;
import io.tidegate.settings.Settings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The intents as Stripe lists them, page by page, each with its latest charge. */
public final class StripePayments implements Subject.Payments {
    private static final long PAGE = 100;

    private final StripeClient stripe;

    public StripePayments(Settings.Stripe settings) {
        StripeClient.StripeClientBuilder builder = StripeClient.builder()
                .setApiKey(settings.secretKey().reveal())
                .setConnectTimeout(settings.timeoutMs())
                .setReadTimeout(settings.timeoutMs())
                .setMaxNetworkRetries(2);
        if (!settings.apiBase().isEmpty()) {
            builder.setApiBase(settings.apiBase());
        }
        this.stripe = builder.build();
    }

    @Override
    public Map<String, Intent> list() throws IOException {
        PaymentIntentListParams first = PaymentIntentListParams.builder()
                .setLimit(PAGE)
                .addExpand("data.latest_charge")
                .build();
        Map<String, Intent> intents = new HashMap<>();
        try {
            for (PaymentIntent intent : stripe.v1().paymentIntents().list(first).autoPagingIterable()) {
                intents.put(intent.getId(), read(intent));
            }
            return intents;
        } catch (StripeException refused) {
            throw new IOException("Stripe did not list its intents: " + refused.getMessage(), refused);
        }
    }

    private static Intent read(PaymentIntent intent) {
        Charge charge = intent.getLatestChargeObject();
        boolean refunded = charge != null && charge.getAmountRefunded() != null;
        // Of a capture of less than was authorised Stripe gives back the rest as a refund; nothing of that was
        // received.
        return new Intent(
                intent.getId(),
                intent.getStatus(),
                intent.getMetadata() == null ? "" : intent.getMetadata().getOrDefault("holdId", ""),
                intent.getAmount(),
                intent.getAmountReceived() == null ? 0 : intent.getAmountReceived(),
                refunded && "succeeded".equals(intent.getStatus()) ? charge.getAmountRefunded() : 0);
    }
}
