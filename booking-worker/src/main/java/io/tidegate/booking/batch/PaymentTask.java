package io.tidegate.booking.batch;

import io.tidegate.booking.ledger.Hold;
import java.util.Optional;

/**
 * What is to be done at Stripe, from a committed state.
 *
 * @param capture true: capture; false: void
 * @param amount minor units
 */
public record PaymentTask(long event, int holdNo, String intentId, boolean capture, long amount) {
    /** The task that the hold's payment stands for, if any. */
    public static Optional<PaymentTask> of(long event, Hold hold) {
        Hold.Payment payment = hold.payment();
        if (payment == null || !payment.state().isTask() || payment.intentId() == null) {
            return Optional.empty();
        }
        boolean capture = payment.state() == Hold.PaymentState.CAPTURING;
        return Optional.of(new PaymentTask(event, hold.holdNo(), payment.intentId(), capture, payment.amount()));
    }
}
