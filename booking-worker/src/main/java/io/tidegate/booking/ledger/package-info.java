/**
 * The ledger of one event: which ticket is whose, and what money belongs to it. Pure and deterministic: no I/O, no
 * clock, no randomness. {@link io.tidegate.booking.ledger.Decider} decides, {@link
 * io.tidegate.booking.ledger.EventLedger#apply} changes state, and recovery feeds the same {@code apply}.
 */
package io.tidegate.booking.ledger;
