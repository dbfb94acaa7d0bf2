package io.tidegate.waitingroom.payment;

import com.stripe.StripeClient;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCreateParams;
import dev.failsafe.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.KeptConnections;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.telemetry.Calls;
import io.tidegate.wire.PaymentStarted;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PaymentIntents at Stripe, one a hold: made with manual capture, for cards, which all allow it. At most so many calls
 * are under way at once, at no more than the rate that we allow ourselves; one more, or a Stripe that does not answer,
 * is a 503 problem. One a process.
 */
public final class PaymentIntents {
    private static final Logger log = LoggerFactory.getLogger(PaymentIntents.class);

    private final Vertx vertx;
    private final StripeClient stripe;
    private final Semaphore calls;
    private final CallShare share;
    private final RateLimiter<Object> rate;
    private final Duration turnWait;
    private final String origin;
    private final Calls measured;

    public PaymentIntents(Vertx vertx, Settings settings, MeterRegistry metrics) {
        this.vertx = vertx;
        this.measured = Calls.toStripe(metrics);
        this.calls = new Semaphore(settings.waitingRoom().stripeCallsMax());
        this.share = new CallShare(settings.stripe().operationsPerSecondMax());
        this.rate = RateLimiter.smoothBuilder(settings.stripe().operationsPerSecondMax(), Duration.ofSeconds(1))
                .build();
        this.turnWait = Duration.ofMillis(settings.stripe().turnWaitMs());
        this.origin = settings.waitingRoom().publicUrl();
        KeptConnections.keep(settings.waitingRoom().stripeCallsMax());
        var builder = StripeClient.builder()
                .setApiKey(settings.stripe().secretKey().reveal())
                .setConnectTimeout(settings.stripe().timeoutMs())
                .setReadTimeout(settings.stripe().timeoutMs())
                .setMaxNetworkRetries(1);
        if (!settings.stripe().apiBase().isEmpty()) {
            builder.setApiBase(settings.stripe().apiBase());
        }
        this.stripe = builder.build();
    }

    /** The hold's intent: made, or, asked again, the same one by Stripe's idempotency. */
    Future<PaymentIntent> create(String account, long event, PaymentStarted started) {
        String holdId = Ids.holdId(event, started.getHoldNo());
        PaymentIntentCreateParams params = PaymentIntentCreateParams.builder()
                .setAmount(started.getAmount())
                .setCurrency(started.getCurrency().toLowerCase(Locale.ROOT))
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                .addPaymentMethodType("card")
                .putMetadata("holdId", holdId)
                .putMetadata("eventId", Ids.eventId(event))
                .putMetadata("accountId", account)
                .putMetadata("origin", origin)
                .build();
        RequestOptions options =
                RequestOptions.builder().setIdempotencyKey("pi-" + holdId).build();
        return call("create", () -> stripe.v1().paymentIntents().create(params, options));
    }

    Future<PaymentIntent> retrieve(String intentId) {
        return call("retrieve", () -> stripe.v1().paymentIntents().retrieve(intentId));
    }

    private Future<PaymentIntent> call(String operation, Calls.Call<PaymentIntent, StripeException> call) {
        if (!calls.tryAcquire()) {
            return Future.failedFuture(HttpProblem.unavailable("too many payments are under way"));
        }
        share.called(System.nanoTime());
        return Blocking.call(vertx, () -> {
            try {
                if (!rate.tryAcquirePermit(turnWait)) {
                    throw HttpProblem.unavailable("too many payments wait for their turn");
                }
                return measured.measure(operation, call);
            } catch (RateLimitException tooMany) {
                share.refused(System.nanoTime());
                log.warn("Stripe has too many calls of ours: {}", tooMany.getMessage());
                throw HttpProblem.unavailable("the payment service has too many calls at the moment");
            } catch (StripeException failed) {
                log.warn("Stripe did not do it: {}", failed.getMessage());
                throw HttpProblem.unavailable("the payment service does not answer");
            } finally {
                calls.release();
            }
        });
    }

    /** How much of what we may call Stripe we call now, 0 to 1 and above; admission slows before it is all. */
    public double share() {
        return share.share(System.nanoTime());
    }
}
