package io.tidegate.booking.ledger;

import io.tidegate.wire.SaleTerms;

/** What a decision changes. {@link EventLedger#apply} and the store take the same list. */
public sealed interface Change {
    /**
     * Tickets move to a status.
     *
     * @param holdNo the hold they belong to; 0: none
     */
    @SuppressWarnings("ArrayRecordComponent") // never written after construction
    record Tickets(int[] tickets, TicketStatus status, int holdNo) implements Change {}

    /**
     * A hold is new or has changed.
     *
     * @param step what happened, for its timeline
     * @param detail more of it; may be empty
     * @param stripeEventId the Stripe event that led here; empty: none
     */
    record Saved(Hold hold, String step, String detail, String stripeEventId) implements Change {
        Saved(Hold hold, String step) {
            this(hold, step, "", "");
        }
    }

    /**
     * The sale's terms are set.
     *
     * @param first the ticket rows are made by this, all available
     */
    record Scheduled(SaleTerms terms, boolean first) implements Change {}
}
