package io.tidegate.booking.ledger;

import io.tidegate.wire.Command;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.ScheduleSale;
import java.util.ArrayList;
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
            return schedule(ledger, command.getScheduleSale());
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
            default -> Decision.refuse(Reason.INVALID, "Unknown operation " + command.getOperationCase() + ".");
        };
    }

    /** What time alone decides of a hold: its expiry, and the end of its payment's grace. Empty: nothing is due. */
    public List<Change> decideDue(EventLedger ledger, int holdNo, long nowMs) {
        Hold hold = ledger.hold(holdNo);
        if (hold == null || nowMs < hold.deadlineMs()) {
            return List.of();
        }
        return hold.isLive() ? expire(hold) : List.of(paying.abandon(hold, "paymentAbandoned"));
    }

    private static List<Change> expire(Hold hold) {
        return List.of(
                new Change.Saved(hold.in(Hold.State.EXPIRED), "expired"),
                new Change.Tickets(hold.tickets(), TicketStatus.AVAILABLE, 0));
    }

    private static Decision schedule(EventLedger ledger, ScheduleSale command) {
        SaleTerms terms = command.getTerms();
        List<String> wrong = new ArrayList<>();
        check(ledger, terms, wrong);
        if (!wrong.isEmpty()) {
            return Decision.refuse(Reason.INVALID, wrong.getFirst());
        }
        boolean first = !ledger.isScheduled();
        return Decision.of(
                new Outcome.SaleScheduled(ledger.capacity(), ledger.seq() + 1), new Change.Scheduled(terms, first));
    }

    private static void check(EventLedger ledger, SaleTerms terms, List<String> wrong) {
        var sections = ledger.numbers().layout().sections();
        if (terms.getSectionsCount() != sections.size()) {
            wrong.add("The sale has " + terms.getSectionsCount() + " sections, the layout " + sections.size() + ".");
            return;
        }
        for (int i = 0; i < sections.size(); i++) {
            if (!terms.getSections(i).getSectionId().equals(sections.get(i).sectionId())
                    || terms.getSections(i).getPricesCount() == 0) {
                wrong.add("Section " + sections.get(i).sectionId() + " has no price.");
            }
        }
        if (terms.getHoldMs() <= 0
                || terms.getBuyerTicketsMax() <= 0
                || terms.getClosesAtMs() <= terms.getOpensAtMs()) {
            wrong.add("Hold time, tickets a buyer and a closing after the opening are needed.");
        }
        if (ledger.isScheduled() && !ledger.terms().getCurrency().equals(terms.getCurrency())) {
            wrong.add("The currency of a scheduled sale cannot change.");
        }
    }
}
