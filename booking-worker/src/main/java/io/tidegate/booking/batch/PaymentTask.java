package io.tidegate.booking.batch;

import io.tidegate.booking.ledger.Hold;
import java.util.Optional;

/**
 * What is to be done at Stripe, from a committed state.
 *
 * @param amount minor units
 * @param refundNo of a refund: which of the payment's, from 1; 0 otherwise
 */
public record PaymentTask(long event, int holdNo, String intentId, Kind kind, long amount, int refundNo) {
    /** What Stripe is asked for. */
    public enum Kind {
        CAPTURE,
        VOID,
        REFUND
    }

    /** The task that the hold's payment stands for, if any. */
    public static Optional<PaymentTask> of(long event, Hold hold) {
        Hold.Payment payment = hold.payment();
        if (payment == null || payment.intentId() == null) {
            return Optional.empty();
        }
        int holdNo = hold.holdNo();
        String intent = payment.intentId();
        Hold.Refund refund = payment.refund();
        return switch (payment.state()) {
            case CAPTURING -> Optional.of(new PaymentTask(event, holdNo, intent, Kind.CAPTURE, payment.amount(), 0));
            case VOIDING -> Optional.of(new PaymentTask(event, holdNo, intent, Kind.VOID, payment.amount(), 0));
            case REFUNDING ->
                refund == null
                        ? Optional.empty()
                        : Optional.of(new PaymentTask(
                                event, holdNo, intent, Kind.REFUND, refund.amount(), payment.refundNo()));
            case OPEN, CAPTURED, VOIDED, FAILED, REFUND_FAILED -> Optional.empty();
        };
    }
}
