package io.tidegate.booking.ledger;

import io.tidegate.wire.Refused.Reason;

/** What a command's sender is told. A refusal is a value like any other. */
public sealed interface Outcome {
    /** The hold as it was made. */
    record Reserved(Hold hold) implements Outcome {}

    /** These tickets are given back. */
    @SuppressWarnings("ArrayRecordComponent") // never written after construction
    record Released(int holdNo, int[] tickets) implements Outcome {}

    /** The hold is pinned and its payment open. */
    record PaymentStarted(Hold hold) implements Outcome {}

    record IntentRecorded(int holdNo, String intentId) implements Outcome {}

    /** The tickets are sold. */
    record Confirmed(Hold hold) implements Outcome {}

    record PaymentSettled(int holdNo, Hold.PaymentState state) implements Outcome {}

    /** The refund is wanted; its seats return when it is recorded. */
    record RefundStarted(int holdNo, int refundNo, Hold.Refund refund) implements Outcome {}

    record SaleScheduled(int capacity, long seq) implements Outcome {}

    /**
     * What was available is blocked.
     *
     * @param taken how many are held or sold, and so left alone
     * @param takenTickets those of them that were named one by one
     */
    @SuppressWarnings("ArrayRecordComponent") // never written after construction
    record Blocked(int blocked, int taken, int[] takenTickets) implements Outcome {}

    record Unblocked(int unblocked) implements Outcome {}

    /** The event is off: so many live holds will be ended, so many orders refunded. */
    record EventCancelled(int holds, int orders) implements Outcome {}

    /**
     * What the event's tickets hang on is, or may be made, as was asked.
     *
     * @param scheduled the event has a sale, and it is so already
     */
    record EventRevised(boolean scheduled) implements Outcome {}

    /**
     * Nothing was done, or only what {@code detail} says.
     *
     * @param tickets those in the way; empty otherwise
     * @param opensAtMs when the sale opens; 0: does not apply
     * @param holdNo the hold in the way; 0: none
     * @param limit the limit that was exceeded; 0: none
     */
    @SuppressWarnings("ArrayRecordComponent") // never written after construction
    record Refused(Reason reason, String detail, int[] tickets, long opensAtMs, int holdNo, int limit)
            implements Outcome {
        static Refused of(Reason reason, String detail) {
            return new Refused(reason, detail, new int[0], 0, 0, 0);
        }

        static Refused taken(int[] tickets) {
            return new Refused(Reason.TICKETS_TAKEN, "Some of the tickets are taken.", tickets, 0, 0, 0);
        }

        static Refused notOpen(String detail, long opensAtMs) {
            return new Refused(Reason.SALE_NOT_OPEN, detail, new int[0], opensAtMs, 0, 0);
        }

        static Refused ordered(int holdNo) {
            return new Refused(Reason.ALREADY_ORDERED, "The tickets are bought.", new int[0], 0, holdNo, 0);
        }

        static Refused holdExists(int holdNo) {
            return new Refused(
                    Reason.HOLD_EXISTS, "You already hold tickets for this event.", new int[0], 0, holdNo, 0);
        }

        static Refused limit(int limit, String detail) {
            return new Refused(Reason.LIMIT_EXCEEDED, detail, new int[0], 0, 0, limit);
        }
    }
}
