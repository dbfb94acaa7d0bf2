package io.tidegate.booking.payment;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.booking.batch.PaymentTask;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.telemetry.Calls;
import io.tidegate.wire.PaymentResult;
import java.util.Optional;

/**
 * Carries out one payment task at Stripe. Safe to repeat: each has an idempotency key of its own, and where that may
 * have been forgotten, since Stripe keeps them for a day, the state is read before anything is done.
 */
public final class StripePayments {
    private static final int SERVER_ERROR = 500;
    private static final long REFUNDS_MAX = 100;
    private static final String REFUND_NO = "refundNo";

    private final StripeClient stripe;
    private final Calls calls;

    public StripePayments(Settings.Stripe settings, MeterRegistry metrics) {
        this.stripe = client(settings);
        this.calls = Calls.toStripe(metrics);
    }

    static StripeClient client(Settings.Stripe settings) {
        StripeClient.StripeClientBuilder builder = StripeClient.builder()
                .setApiKey(settings.secretKey().reveal())
                .setConnectTimeout(settings.timeoutMs())
                .setReadTimeout(settings.timeoutMs());
        if (!settings.apiBase().isEmpty()) {
            builder.setApiBase(settings.apiBase());
        }
        return builder.build();
    }

    /**
     * Does the task, or finds that it is done.
     *
     * @param maybeOld whether it may have been tried before Stripe forgot about it
     * @return what to report; empty: try again later
     */
    public Optional<PaymentResult> carryOut(PaymentTask task, boolean maybeOld) throws StripeException {
        Optional<PaymentResult> done = maybeOld ? look(task) : Optional.empty();
        return done.isPresent() ? done : carryOut(task);
    }

    private Optional<PaymentResult> carryOut(PaymentTask task) throws StripeException {
        try {
            return switch (task.kind()) {
                case CAPTURE -> result(task, capture(task));
                case VOID -> result(task, cancel(task));
                case REFUND -> Optional.of(result(task, refund(task)));
            };
        } catch (StripeException failed) {
            if (passes(failed)) {
                throw failed;
            }
            if (task.kind() == PaymentTask.Kind.REFUND) {
                return Optional.of(refundResult(task, PaymentResult.Kind.REFUND_FAILED)
                        .setDetail(String.valueOf(failed.getMessage()))
                        .build());
            }
            // Refused: the intent's own state tells whether it was done already, or never will be.
            return look(task);
        }
    }

    /** What Stripe's own state says of the task; empty: that it is still to be done. */
    private Optional<PaymentResult> look(PaymentTask task) throws StripeException {
        if (task.kind() != PaymentTask.Kind.REFUND) {
            return result(
                    task,
                    calls.measure("retrieve", () -> stripe.v1().paymentIntents().retrieve(task.intentId())));
        }
        RefundListParams params = RefundListParams.builder()
                .setPaymentIntent(task.intentId())
                .setLimit(REFUNDS_MAX)
                .build();
        return stripe.v1().refunds().list(params).getData().stream()
                .filter(refund -> refund.getMetadata() != null
                        && Integer.toString(task.refundNo())
                                .equals(refund.getMetadata().get(REFUND_NO)))
                .findFirst()
                .map(refund -> result(task, refund));
    }

    private PaymentIntent capture(PaymentTask task) throws StripeException {
        PaymentIntentCaptureParams params = PaymentIntentCaptureParams.builder()
                .setAmountToCapture(task.amount())
                .build();
        RequestOptions options = options("capture-", task);
        return calls.measure("capture", () -> stripe.v1().paymentIntents().capture(task.intentId(), params, options));
    }

    private PaymentIntent cancel(PaymentTask task) throws StripeException {
        PaymentIntentCancelParams params = PaymentIntentCancelParams.builder()
                .setCancellationReason(PaymentIntentCancelParams.CancellationReason.ABANDONED)
                .build();
        RequestOptions options = options("void-", task);
        return calls.measure("cancel", () -> stripe.v1().paymentIntents().cancel(task.intentId(), params, options));
    }

    private Refund refund(PaymentTask task) throws StripeException {
        RefundCreateParams params = RefundCreateParams.builder()
                .setPaymentIntent(task.intentId())
                .setAmount(task.amount())
                .putMetadata(REFUND_NO, Integer.toString(task.refundNo()))
                .putMetadata("holdId", Ids.holdId(task.event(), task.holdNo()))
                .build();
        RequestOptions options = options("refund-" + task.refundNo() + "-", task);
        return calls.measure("refund", () -> stripe.v1().refunds().create(params, options));
    }

    /** A refund that is pending is Stripe's to finish; one that fails at once is reported. */
    private static PaymentResult result(PaymentTask task, Refund refund) {
        boolean failed = "failed".equals(refund.getStatus()) || "canceled".equals(refund.getStatus());
        return refundResult(task, failed ? PaymentResult.Kind.REFUND_FAILED : PaymentResult.Kind.REFUNDED)
                .setDetail(refund.getFailureReason() == null ? "" : refund.getFailureReason())
                .build();
    }

    private static PaymentResult.Builder refundResult(PaymentTask task, PaymentResult.Kind kind) {
        return PaymentResult.newBuilder()
                .setHoldNo(task.holdNo())
                .setIntentId(task.intentId())
                .setRefundNo(task.refundNo())
                .setAmount(task.amount())
                .setKind(kind);
    }

    private static RequestOptions options(String prefix, PaymentTask task) {
        return RequestOptions.builder()
                .setIdempotencyKey(prefix + Ids.holdId(task.event(), task.holdNo()))
                .build();
    }

    private static Optional<PaymentResult> result(PaymentTask task, PaymentIntent intent) {
        PaymentResult.Builder result =
                PaymentResult.newBuilder().setHoldNo(task.holdNo()).setIntentId(task.intentId());
        boolean capture = task.kind() == PaymentTask.Kind.CAPTURE;
        return switch (intent.getStatus()) {
            case "succeeded" ->
                Optional.of(result.setKind(PaymentResult.Kind.CAPTURED)
                        .setAmount(intent.getAmountReceived())
                        .build());
            case "canceled" ->
                Optional.of(result.setKind(capture ? PaymentResult.Kind.CAPTURE_FAILED : PaymentResult.Kind.VOIDED)
                        .setDetail("canceled at Stripe")
                        .build());
            // An authorisation that is gone cannot be captured any more.
            case "requires_payment_method", "requires_confirmation", "requires_action" ->
                capture
                        ? Optional.of(result.setKind(PaymentResult.Kind.CAPTURE_FAILED)
                                .setDetail("the authorisation is gone: " + intent.getStatus())
                                .build())
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Whether the failure may pass by itself. */
    private static boolean passes(StripeException failed) {
        Integer status = failed.getStatusCode();
        return failed instanceof ApiConnectionException
                || failed instanceof RateLimitException
                || failed instanceof IdempotencyException
                || status == null
                || status == 409
                || status >= SERVER_ERROR;
    }
}
