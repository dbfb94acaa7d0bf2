package io.tidegate.booking.ledger;

import io.tidegate.booking.ledger.Hold.Order;
import io.tidegate.booking.ledger.Hold.OrderStatus;
import io.tidegate.booking.ledger.Hold.Payment;
import io.tidegate.booking.ledger.Hold.PaymentState;
import io.tidegate.wire.PaymentResult;
import io.tidegate.wire.Refund;
import io.tidegate.wire.Refused.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Giving an order's money back, whole or in part. Before the capture the whole is voided, and a part waits for the
 * capture; the seats stay the order's until the refund is recorded. One refund of an order at a time.
 */
final class Refunding {
    private static final int[] NONE = {};

    private Refunding() {}

    static Decision refund(EventLedger ledger, Refund command) {
        Hold hold = ledger.hold(command.getHoldNo());
        Payment payment = hold == null ? null : hold.payment();
        if (hold == null || payment == null || hold.order() == null) {
            return Decision.refuse(Reason.NOT_FOUND, "No such order.");
        }
        if (!hold.hasValidOrder() && !owes(payment)) {
            return Decision.refuse(Reason.NOTHING_TO_REFUND, "The order is refunded, or was never paid.");
        }
        int[] named = command.getTicketNosList().stream()
                .mapToInt(Integer::intValue)
                .distinct()
                .toArray();
        if (!IntStream.of(named).allMatch(hold::has)) {
            return Decision.refuse(Reason.NOT_FOUND, "The ticket is not of this order.");
        }
        int[] all = named.length == 0 ? hold.tickets() : named;
        int[] tickets = hold.hasValidOrder() ? all : NONE; // the seats are back: only money is still to go
        if (payment.refund() != null) {
            return underWay(hold, payment, payment.refund(), tickets);
        }
        Hold refunding = begin(hold, payment, tickets);
        return Decision.of(started(refunding), saved(refunding, "refundStarted", command.getReason()));
    }

    private static Decision underWay(Hold hold, Payment payment, Hold.Refund refund, int[] tickets) {
        boolean same = refund.tickets().length == tickets.length
                && IntStream.of(tickets).allMatch(t -> contains(refund.tickets(), t));
        return same
                ? Decision.of(new Outcome.RefundStarted(hold.holdNo(), payment.refundNo(), refund))
                : Decision.refuse(Reason.REFUND_UNDER_WAY, "Another refund of this order is under way.");
    }

    private static Outcome started(Hold hold) {
        Payment payment = Paying.paymentOf(hold);
        return new Outcome.RefundStarted(hold.holdNo(), payment.refundNo(), refundOf(payment));
    }

    /** The valid order with this refund wanted, and begun if money can go back now. */
    private static Hold begin(Hold hold, Payment payment, int[] tickets) {
        boolean whole = !hold.hasValidOrder() || tickets.length == hold.tickets().length;
        boolean isCaptured = payment.state() != PaymentState.CAPTURING;
        // All that is left, and so also what an earlier refund failed to give back.
        long amount = whole && isCaptured ? payment.captured() - payment.refunded() : hold.priceOf(tickets);
        Payment wanted = payment.refunding(new Hold.Refund(tickets, amount));
        return hold.with(
                switch (payment.state()) {
                    case CAPTURED, REFUND_FAILED -> wanted.in(PaymentState.REFUNDING);
                    case CAPTURING -> whole ? wanted.in(PaymentState.VOIDING) : wanted;
                    default ->
                        throw new IllegalStateException("hold " + hold.holdNo() + " is paid and " + payment.state());
                });
    }

    /** A captured payment, or one found captured when it was to be voided: a refund that waits begins. */
    static Payment begun(Payment captured) {
        return captured.in(captured.refund() == null ? PaymentState.CAPTURED : PaymentState.REFUNDING);
    }

    static Decision refunded(Hold hold, Payment payment, PaymentResult result) {
        Hold.Refund refund = payment.refund();
        if (payment.state() != PaymentState.REFUNDING || refund == null || result.getRefundNo() != payment.refundNo()) {
            return Paying.settledAlready(hold, payment);
        }
        Payment less = payment.refunded(refund.amount()).in(PaymentState.CAPTURED);
        return returned(hold.with(less), refund, result);
    }

    /**
     * Refused at once, or sent back by the buyer's bank after it had gone through. Then the seats are back and stay so;
     * the money is the promoter's again, who owes it, and may order the refund again.
     */
    static Decision refundFailed(Hold hold, Payment payment, PaymentResult result) {
        boolean late = payment.state() == PaymentState.CAPTURED
                && result.getAmount() > 0
                && payment.refunded() >= result.getAmount();
        boolean now = payment.state() == PaymentState.REFUNDING;
        if (!(late || now) || result.getRefundNo() < 1 || result.getRefundNo() != payment.refundNo()) {
            return Paying.settledAlready(hold, payment);
        }
        Hold failed = hold.with(payment.refunded(late ? -result.getAmount() : 0).in(PaymentState.REFUND_FAILED));
        return Decision.of(
                new Outcome.PaymentSettled(hold.holdNo(), PaymentState.REFUND_FAILED),
                new Change.Saved(failed, "refundFailed", result.getDetail(), result.getStripeEventId()));
    }

    /** The void of an order that was to be refunded before its capture. */
    static Decision voided(Hold hold, Payment payment, Hold.Refund refund, PaymentResult result) {
        return returned(hold.with(payment.refunded(0).in(PaymentState.VOIDED)), refund, result);
    }

    /** The money is back: so are the seats. */
    private static Decision returned(Hold hold, Hold.Refund refund, PaymentResult result) {
        Order order = orderOf(hold);
        boolean whole = !hold.hasValidOrder() || refund.tickets().length == hold.tickets().length;
        Hold less = whole ? hold : hold.without(refund.tickets());
        Hold saved = less.ordered(whole ? order.in(OrderStatus.REFUNDED) : order.worth(less.amount()));
        return Decision.of(
                new Outcome.PaymentSettled(hold.holdNo(), Paying.paymentOf(hold).state()),
                new Change.Saved(saved, "refunded", describe(refund), result.getStripeEventId()),
                new Change.Tickets(refund.tickets(), TicketStatus.AVAILABLE, 0));
    }

    /** Whether a refund that was recorded has failed after all, and is still to be given back. */
    private static boolean owes(Payment payment) {
        return payment.state() == PaymentState.REFUND_FAILED && payment.captured() > payment.refunded();
    }

    /** Whether a cancelled event still has something to do with the hold that nothing outside has to happen for. */
    static boolean isDueWhenCancelled(Hold hold) {
        Payment payment = hold.payment();
        if (hold.isLive() || (!hold.hasValidOrder() && hold.hasOpenPayment())) {
            return true;
        }
        return hold.hasValidOrder()
                && payment != null
                && (payment.state() == PaymentState.CAPTURING
                        || (payment.state() == PaymentState.CAPTURED && payment.refund() == null));
    }

    /** Ends a hold of a cancelled event, or begins to give back all that is left of its order. */
    static List<Change> cancel(Hold hold) {
        if (hold.isLive()) {
            return List.of(
                    new Change.Saved(Paying.ended(hold, Hold.State.RELEASED), "eventCancelled"),
                    new Change.Tickets(hold.tickets(), TicketStatus.AVAILABLE, 0));
        }
        if (!hold.hasValidOrder()) {
            return List.of(new Change.Saved(Paying.ended(hold, hold.state()), "eventCancelled"));
        }
        Hold refunding = begin(hold, Paying.paymentOf(hold), hold.tickets());
        return List.of(saved(refunding, "refundStarted", "the event is cancelled"));
    }

    private static Change.Saved saved(Hold hold, String step, String reason) {
        String what = describe(refundOf(Paying.paymentOf(hold)));
        return new Change.Saved(hold, step, reason.isEmpty() ? what : what + ": " + reason, "");
    }

    private static String describe(Hold.Refund refund) {
        String tickets =
                Arrays.stream(refund.tickets()).mapToObj(Integer::toString).collect(Collectors.joining(","));
        return "tickets " + tickets + ", amount " + refund.amount();
    }

    private static boolean contains(int[] tickets, int ticket) {
        return IntStream.of(tickets).anyMatch(t -> t == ticket);
    }

    private static Order orderOf(Hold hold) {
        return required(hold.order());
    }

    private static Hold.Refund refundOf(Payment payment) {
        return required(payment.refund());
    }

    private static <T> T required(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not there");
        }
        return part;
    }
}
