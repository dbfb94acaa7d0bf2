package io.tidegate.booking.ledger;

import io.tidegate.wire.Refused.Reason;
import java.util.Arrays;
import java.util.Set;

/** An outcome in a line: what the ledger and its naive twin have to agree on. */
final class Told {
    /** Of an order or payment that is over, several refusals are as good. */
    private static final Set<Reason> GONE = Set.of(
            Reason.HOLD_EXPIRED, Reason.ALREADY_ORDERED, Reason.PAYMENT_NOT_AUTHORISED, Reason.NOTHING_TO_REFUND);

    private Told() {}

    static boolean agree(String twin, Outcome ledger) {
        return twin.equals("gone")
                ? ledger instanceof Outcome.Refused refused && GONE.contains(refused.reason())
                : twin.equals(of(ledger));
    }

    static String of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Reserved o ->
                "reserved " + o.hold().holdNo() + " "
                        + Arrays.toString(o.hold().tickets()) + " "
                        + Arrays.toString(o.hold().prices()) + " until "
                        + o.hold().expiresAtMs();
            case Outcome.Released o -> "released " + o.holdNo();
            case Outcome.PaymentStarted o ->
                "paying " + o.hold().holdNo() + " " + o.hold().payment().amount() + " until "
                        + o.hold().expiresAtMs();
            case Outcome.IntentRecorded o -> "intent " + o.holdNo();
            case Outcome.Confirmed o -> "confirmed " + o.hold().holdNo();
            case Outcome.PaymentSettled o -> "settled " + o.holdNo();
            case Outcome.RefundStarted o ->
                "refund " + o.holdNo() + "/" + o.refundNo() + " " + o.refund().amount();
            case Outcome.SaleScheduled o -> "scheduled";
            case Outcome.Blocked o -> "blocked " + o.blocked() + ", taken " + o.taken();
            case Outcome.Unblocked o -> "unblocked " + o.unblocked();
            case Outcome.EventCancelled o -> "cancelled " + o.holds() + " " + o.orders();
            case Outcome.EventRevised o -> "revised " + o.scheduled();
            case Outcome.Refused o -> o.reason().name();
        };
    }
}
