package io.tidegate.booking.ledger;

import io.tidegate.booking.ledger.Hold.OrderStatus;
import io.tidegate.booking.ledger.Hold.Payment;
import io.tidegate.booking.ledger.Hold.PaymentState;
import io.tidegate.wire.Command;
import io.tidegate.wire.Confirm;
import io.tidegate.wire.PaymentResult;
import io.tidegate.wire.RecordIntent;
import io.tidegate.wire.Refused.Reason;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A hold's payment, from its opening to captured or voided, and the order in between. Decides only; Stripe is called by
 * others, from what was committed.
 */
final class Paying {
    private final Rules rules;

    Paying(Rules rules) {
        this.rules = rules;
    }

    Decision start(EventLedger ledger, Command command, long nowMs) {
        Hold hold = ledger.hold(command.getStartPayment().getHoldNo());
        if (hold == null || !hold.account().equals(command.getAccountId())) {
            return unknown(ledger, command.getStartPayment().getHoldNo(), hold);
        }
        if (hold.order() != null) {
            return Decision.of(Outcome.Refused.ordered(hold.holdNo()));
        }
        if (!hold.isLive()) {
            return Decision.refuse(Reason.HOLD_EXPIRED, "The hold has ended.");
        }
        if (hold.payment() != null) {
            return Decision.of(new Outcome.PaymentStarted(hold));
        }
        long untilMs = Math.max(hold.expiresAtMs(), nowMs + rules.pinMs());
        Payment payment = Payment.open(hold.amount(), untilMs + rules.paymentGraceMs());
        Hold pinned = hold.pinnedUntil(untilMs).with(payment);
        return Decision.of(new Outcome.PaymentStarted(pinned), new Change.Saved(pinned, "paymentStarted"));
    }

    Decision recordIntent(EventLedger ledger, RecordIntent record) {
        Hold hold = ledger.hold(record.getHoldNo());
        Payment payment = hold == null ? null : hold.payment();
        if (hold == null || payment == null) {
            return Decision.refuse(Reason.HOLD_EXPIRED, "The hold has ended.");
        }
        if (payment.intentId() != null) {
            return payment.intentId().equals(record.getIntentId())
                    ? Decision.of(new Outcome.IntentRecorded(hold.holdNo(), record.getIntentId()))
                    : Decision.refuse(Reason.INVALID, "Another intent is recorded.");
        }
        boolean open = payment.state() == PaymentState.OPEN;
        // An intent that comes to a payment given up in the meantime is voided at Stripe as well.
        PaymentState next = open ? PaymentState.OPEN : PaymentState.VOIDING;
        Hold saved = hold.with(payment.of(record.getIntentId()).in(next));
        Change.Saved change = new Change.Saved(saved, "intentRecorded");
        return open
                ? Decision.of(new Outcome.IntentRecorded(hold.holdNo(), record.getIntentId()), change)
                : Decision.of(Outcome.Refused.of(Reason.HOLD_EXPIRED, "The hold has ended."), change);
    }

    Decision confirm(EventLedger ledger, Command command, long nowMs) {
        Confirm confirm = command.getConfirm();
        Hold hold = ledger.hold(confirm.getHoldNo());
        boolean system = command.getAccountId().isEmpty(); // a webhook speaks for the intent's owner
        if (hold == null || !(system || hold.account().equals(command.getAccountId()))) {
            return unknown(ledger, confirm.getHoldNo(), hold);
        }
        Payment payment = hold.payment();
        if (payment == null || !confirm.getIntentId().equals(payment.intentId())) {
            return Decision.refuse(Reason.PAYMENT_NOT_AUTHORISED, "This is not the hold's payment.");
        }
        if (hold.order() != null) {
            return hold.order().status() == OrderStatus.PAYMENT_FAILED
                    ? Decision.refuse(Reason.PAYMENT_NOT_AUTHORISED, "The payment could not be captured.")
                    : Decision.of(new Outcome.Confirmed(hold));
        }
        if (payment.state() != PaymentState.OPEN) {
            return Decision.refuse(Reason.HOLD_EXPIRED, "The hold has ended; its authorisation is voided.");
        }
        if (confirm.getAuthorisedAmount() != payment.amount()
                || !confirm.getCurrency().equalsIgnoreCase(ledger.terms().getCurrency())) {
            return Decision.refuse(Reason.PAYMENT_NOT_AUTHORISED, "Another amount was authorised.");
        }
        return hold.isLive() ? order(hold, command, nowMs, "confirmed") : retake(ledger, hold, command, nowMs);
    }

    private static Decision order(Hold hold, Command command, long nowMs, String step) {
        Payment payment = paymentOf(hold).in(PaymentState.CAPTURING);
        Hold.Order order =
                new Hold.Order(command.getCommandId().toByteArray(), hold.amount(), OrderStatus.CONFIRMED, nowMs);
        Hold ordered = hold.with(payment).ordered(order);
        return Decision.of(
                new Outcome.Confirmed(ordered),
                new Change.Saved(ordered, step, "", command.getConfirm().getStripeEventId()),
                new Change.Tickets(hold.tickets(), TicketStatus.SOLD, hold.holdNo()));
    }

    /** A confirm that comes after the hold's end, within the grace: all the same tickets again, or none. */
    private Decision retake(EventLedger ledger, Hold hold, Command command, long nowMs) {
        boolean free = IntStream.of(hold.tickets()).allMatch(ledger::isAvailable);
        if (hold.state() == Hold.State.EXPIRED && free && !ledger.isCancelled() && !overLimit(ledger, hold)) {
            return order(hold, command, nowMs, "retaken");
        }
        return new Decision(
                Outcome.Refused.of(Reason.HOLD_EXPIRED, "The hold has ended; its authorisation is voided."),
                List.of(abandon(hold, "paymentTooLate")));
    }

    /** The buyer has taken others in the meantime, and would have more than the sale allows. */
    private static boolean overLimit(EventLedger ledger, Hold hold) {
        int others = ledger.ticketsOfBuyer(hold.account());
        return others > 0 && others + hold.tickets().length > ledger.terms().getBuyerTicketsMax();
    }

    /** The end of an open payment that will not be confirmed. */
    Change.Saved abandon(Hold hold, String step) {
        return new Change.Saved(hold.with(given(paymentOf(hold))), step);
    }

    /** The hold ended by its owner: an open payment is given up with it. */
    static Hold ended(Hold hold, Hold.State state) {
        Payment payment = hold.payment();
        Hold ended = hold.in(state);
        return payment != null && payment.state() == PaymentState.OPEN ? ended.with(given(payment)) : ended;
    }

    /** Nothing is at Stripe while no intent is recorded: no buyer has seen one. */
    private static Payment given(Payment payment) {
        return payment.in(payment.intentId() == null ? PaymentState.VOIDED : PaymentState.VOIDING);
    }

    Decision settle(EventLedger ledger, PaymentResult result) {
        Hold hold = ledger.hold(result.getHoldNo());
        Payment payment = hold == null ? null : hold.payment();
        if (hold == null || payment == null || !result.getIntentId().equals(payment.intentId())) {
            return Decision.refuse(Reason.NOT_FOUND, "No such payment.");
        }
        return switch (result.getKind()) {
            case CAPTURED -> captured(hold, payment, result);
            case CAPTURE_FAILED -> captureFailed(hold, payment, result);
            case VOIDED -> voided(hold, payment, result);
            case REFUNDED -> Refunding.refunded(hold, payment, result);
            case REFUND_FAILED -> Refunding.refundFailed(hold, payment, result);
            default -> Decision.refuse(Reason.INVALID, "Unknown result " + result.getKind() + ".");
        };
    }

    private static Decision captured(Hold hold, Payment payment, PaymentResult result) {
        Hold.Order order = hold.order();
        // Voiding an order's payment may find that its capture was quicker.
        boolean expected = payment.state() == PaymentState.CAPTURING || payment.state() == PaymentState.VOIDING;
        if (!expected || order == null) {
            return settledAlready(hold, payment);
        }
        Payment captured = Refunding.begun(payment.captured(result.getAmount()));
        Hold saved = hold.with(captured).ordered(order.in(OrderStatus.CAPTURED));
        return Decision.of(
                new Outcome.PaymentSettled(hold.holdNo(), captured.state()),
                new Change.Saved(saved, "captured", "", result.getStripeEventId()));
    }

    private static Decision captureFailed(Hold hold, Payment payment, PaymentResult result) {
        Hold.Order order = hold.order();
        if (payment.state() != PaymentState.CAPTURING || order == null) {
            return settledAlready(hold, payment);
        }
        Hold failed =
                hold.with(payment.refunded(0).in(PaymentState.FAILED)).ordered(order.in(OrderStatus.PAYMENT_FAILED));
        return Decision.of(
                new Outcome.PaymentSettled(hold.holdNo(), PaymentState.FAILED),
                new Change.Saved(failed, "paymentFailed", result.getDetail(), result.getStripeEventId()),
                new Change.Tickets(hold.tickets(), TicketStatus.AVAILABLE, 0));
    }

    private static Decision voided(Hold hold, Payment payment, PaymentResult result) {
        if (payment.state() != PaymentState.VOIDING) {
            return settledAlready(hold, payment);
        }
        if (payment.refund() != null) {
            return Refunding.voided(hold, payment, payment.refund(), result);
        }
        return Decision.of(
                new Outcome.PaymentSettled(hold.holdNo(), PaymentState.VOIDED),
                new Change.Saved(hold.with(payment.in(PaymentState.VOIDED)), "voided"));
    }

    static Decision settledAlready(Hold hold, Payment payment) {
        return Decision.of(new Outcome.PaymentSettled(hold.holdNo(), payment.state()));
    }

    static Payment paymentOf(Hold hold) {
        Payment payment = hold.payment();
        if (payment == null) {
            throw new IllegalStateException("hold " + hold.holdNo() + " has no payment");
        }
        return payment;
    }

    private static Decision unknown(EventLedger ledger, int holdNo, @Nullable Hold hold) {
        boolean was = hold == null && holdNo > 0 && holdNo < ledger.nextHoldNo();
        return was
                ? Decision.refuse(Reason.HOLD_EXPIRED, "The hold has ended.")
                : Decision.refuse(Reason.NOT_FOUND, "No such hold.");
    }
}
