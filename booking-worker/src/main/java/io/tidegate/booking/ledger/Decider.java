package io.tidegate.booking.ledger;

import io.tidegate.wire.Command;
import io.tidegate.wire.Refused.Reason;
import java.util.List;

/**
 * Decides a command against an event's state: one switch, one method an operation. Changes nothing; the same state,
 * command and {@code nowMs} give the same decision.
 */
public final class Decider {
    private final Reserving reserving;
    private final Paying paying;

    public Decider(Rules rules) {
        this.reserving = new Reserving(rules);
        this.paying = new Paying(rules);
    }

    /**
     * The decision on a command.
     *
     * @param nowMs Unix milliseconds, never less than at the decision before
     */
    public Decision decide(EventLedger ledger, Command command, long nowMs) {
        if (command.getOperationCase() == Command.OperationCase.SCHEDULE_SALE) {
            return Scheduling.schedule(ledger, command.getScheduleSale());
        }
        if (!ledger.isScheduled()) {
            return Decision.of(Outcome.Refused.notOpen("No sale is scheduled for this event.", 0));
        }
        return switch (command.getOperationCase()) {
            case RESERVE -> reserving.reserve(ledger, command, nowMs);
            case RELEASE -> reserving.release(ledger, command);
            case START_PAYMENT -> paying.start(ledger, command, nowMs);
            case RECORD_INTENT -> paying.recordIntent(ledger, command.getRecordIntent());
            case CONFIRM -> paying.confirm(ledger, command, nowMs);
            case PAYMENT_RESULT -> paying.settle(ledger, command.getPaymentResult());
            case REFUND -> Refunding.refund(ledger, command.getRefund());
            case BLOCK -> Scheduling.block(ledger, command.getBlock());
            case UNBLOCK -> Scheduling.unblock(ledger, command.getUnblock());
            case REVISE_EVENT -> Scheduling.revise(ledger, command.getReviseEvent());
            case CANCEL_EVENT -> Scheduling.cancel(ledger);
            default -> Decision.refuse(Reason.INVALID, "Unknown operation " + command.getOperationCase() + ".");
        };
    }

    /**
     * What time alone decides of a hold: its expiry, the end of its payment's grace, and what is left to do for it in a
     * cancelled event. Empty: nothing is due.
     */
    public List<Change> decideDue(EventLedger ledger, int holdNo, long nowMs) {
        Hold hold = ledger.hold(holdNo);
        if (hold == null || nowMs < ledger.deadlineMs(hold)) {
            return List.of();
        }
        if (ledger.isCancelled()) {
            return Refunding.cancel(hold);
        }
        return hold.isLive() ? expire(hold) : List.of(paying.abandon(hold, "paymentAbandoned"));
    }

    private static List<Change> expire(Hold hold) {
        return List.of(
                new Change.Saved(hold.in(Hold.State.EXPIRED), "expired"),
                new Change.Tickets(hold.tickets(), TicketStatus.AVAILABLE, 0));
    }
}
