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
import io.tidegate.booking.batch.PaymentTask;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.wire.PaymentResult;
import java.util.Optional;

/** Carries out one payment task at Stripe. Safe to repeat: each has an idempotency key of its own. */
public final class StripePayments {
    private static final int SERVER_ERROR = 500;

    private final StripeClient stripe;

    public StripePayments(Settings.Stripe settings) {
        StripeClient.StripeClientBuilder builder = StripeClient.builder()
                .setApiKey(settings.secretKey().reveal())
                .setConnectTimeout(settings.timeoutMs())
                .setReadTimeout(settings.timeoutMs());
        if (!settings.apiBase().isEmpty()) {
            builder.setApiBase(settings.apiBase());
        }
        this.stripe = builder.build();
    }

    /**
     * Does the task, or finds that it is done.
     *
     * @return what to report; empty: try again later
     */
    public Optional<PaymentResult> carryOut(PaymentTask task) throws StripeException {
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
            return result(task, stripe.v1().paymentIntents().retrieve(task.intentId()));
        }
    }

    private PaymentIntent capture(PaymentTask task) throws StripeException {
        PaymentIntentCaptureParams params = PaymentIntentCaptureParams.builder()
                .setAmountToCapture(task.amount())
                .build();
        return stripe.v1().paymentIntents().capture(task.intentId(), params, options("capture-", task));
    }

    private PaymentIntent cancel(PaymentTask task) throws StripeException {
        PaymentIntentCancelParams params = PaymentIntentCancelParams.builder()
                .setCancellationReason(PaymentIntentCancelParams.CancellationReason.ABANDONED)
                .build();
        return stripe.v1().paymentIntents().cancel(task.intentId(), params, options("void-", task));
    }

    private Refund refund(PaymentTask task) throws StripeException {
        RefundCreateParams params = RefundCreateParams.builder()
                .setPaymentIntent(task.intentId())
                .setAmount(task.amount())
                .build();
        return stripe.v1().refunds().create(params, options("refund-" + task.refundNo() + "-", task));
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
