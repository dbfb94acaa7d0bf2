package io.tidegate.booking.payment;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeCollection;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentListParams;
import io.tidegate.settings.Settings;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What is authorised at Stripe, by Stripe's own list, page by page under the process's rate. */
final class AuthorisedIntents {
    private static final long PAGE = 100;
    private static final String AUTHORISED = "requires_capture";

    private final StripeClient stripe;
    private final StripeRate rate;

    AuthorisedIntents(Settings.Stripe settings, StripeRate rate) {
        this.stripe = StripePayments.client(settings);
        this.rate = rate;
    }

    /** Each intent that was made within this time and waits to be captured. */
    void madeWithin(Instant from, Instant until, Consumer<PaymentIntent> each)
            throws StripeException, InterruptedException {
        PaymentIntentListParams.Builder params = PaymentIntentListParams.builder()
                .setLimit(PAGE)
                .setCreated(PaymentIntentListParams.Created.builder()
                        .setGte(from.getEpochSecond())
                        .setLte(until.getEpochSecond())
                        .build());
        boolean more = true;
        while (more) {
            rate.await();
            StripeCollection<PaymentIntent> page = stripe.v1().paymentIntents().list(params.build());
            List<PaymentIntent> intents = page.getData();
            intents.stream()
                    .filter(intent -> AUTHORISED.equals(intent.getStatus()))
                    .forEach(each);
            more = page.getHasMore() && !intents.isEmpty();
            if (more) {
                params.setStartingAfter(intents.getLast().getId());
            }
        }
    }

    /** Gives up an authorisation that nobody knows of. */
    void cancel(String intentId) throws StripeException, InterruptedException {
        rate.await();
        PaymentIntentCancelParams params = PaymentIntentCancelParams.builder()
                .setCancellationReason(PaymentIntentCancelParams.CancellationReason.ABANDONED)
                .build();
        RequestOptions options =
                RequestOptions.builder().setIdempotencyKey("orphan-" + intentId).build();
        var _ = stripe.v1().paymentIntents().cancel(intentId, params, options);
    }
}
