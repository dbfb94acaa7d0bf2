package io.tidegate.booking.ledger;

/**
 * Bounds that hold for every event.
 *
 * @param paymentGraceMs how long after its hold's end an open payment may still be confirmed
 * @param pinMs what beginning a payment leaves at least to finish it
 * @param reserveTicketsMax tickets in one reserve
 */
public record Rules(long paymentGraceMs, long pinMs, int reserveTicketsMax) {}
