package io.tidegate.booking.batch;

import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.Outcome;
import io.tidegate.wire.Blocked;
import io.tidegate.wire.Command;
import io.tidegate.wire.Confirmed;
import io.tidegate.wire.EventCancelled;
import io.tidegate.wire.EventRevised;
import io.tidegate.wire.IntentRecorded;
import io.tidegate.wire.PaymentSettled;
import io.tidegate.wire.PaymentStarted;
import io.tidegate.wire.RefundStarted;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Released;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserved;
import io.tidegate.wire.SaleScheduled;
import io.tidegate.wire.Unblocked;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Outcomes as they go over the wire. */
final class Replies {
    private Replies() {}

    /** The reply to a command. {@code ledger} may be missing for a refusal only. */
    static Reply of(Command command, Outcome outcome, @Nullable EventLedger ledger, long batchNo, long nowMs) {
        Reply.Builder reply = Reply.newBuilder()
                .setCommandId(command.getCommandId())
                .setBodyHash(command.getBodyHash())
                .setEventId(command.getEventId())
                .setAccountId(command.getAccountId())
                .setTraceparent(command.getTraceparent())
                .setDecidedAtMs(nowMs)
                .setBatchNo(batchNo);
        String currency =
                ledger == null || !ledger.isScheduled() ? "" : ledger.terms().getCurrency();
        return switch (outcome) {
            case Outcome.Reserved o
            when ledger != null -> reply.setReserved(reserved(ledger, o.hold())).build();
            case Outcome.Reserved o ->
                throw new IllegalStateException("hold " + o.hold().holdNo() + " of no event");
            case Outcome.Released o ->
                reply.setReleased(Released.newBuilder().setHoldNo(o.holdNo()).addAllTicketNos(boxed(o.tickets())))
                        .build();
            case Outcome.PaymentStarted o ->
                reply.setPaymentStarted(started(o.hold(), currency)).build();
            case Outcome.IntentRecorded o ->
                reply.setIntentRecorded(IntentRecorded.newBuilder()
                                .setHoldNo(o.holdNo())
                                .setIntentId(o.intentId()))
                        .build();
            case Outcome.Confirmed o ->
                reply.setConfirmed(confirmed(o.hold(), currency)).build();
            case Outcome.PaymentSettled o ->
                reply.setPaymentSettled(PaymentSettled.newBuilder()
                                .setHoldNo(o.holdNo())
                                .setState(o.state().text()))
                        .build();
            case Outcome.RefundStarted o ->
                reply.setRefundStarted(RefundStarted.newBuilder()
                                .setHoldNo(o.holdNo())
                                .setRefundNo(o.refundNo())
                                .setAmount(o.refund().amount())
                                .addAllTicketNos(boxed(o.refund().tickets())))
                        .build();
            case Outcome.Blocked o ->
                reply.setBlocked(Blocked.newBuilder()
                                .setBlocked(o.blocked())
                                .setTaken(o.taken())
                                .addAllTakenTicketNos(boxed(o.takenTickets())))
                        .build();
            case Outcome.Unblocked o ->
                reply.setUnblocked(Unblocked.newBuilder().setUnblocked(o.unblocked()))
                        .build();
            case Outcome.EventCancelled o ->
                reply.setEventCancelled(
                                EventCancelled.newBuilder().setHolds(o.holds()).setOrders(o.orders()))
                        .build();
            case Outcome.EventRevised o ->
                reply.setEventRevised(EventRevised.newBuilder().setScheduled(o.scheduled()))
                        .build();
            case Outcome.SaleScheduled o ->
                reply.setSaleScheduled(SaleScheduled.newBuilder()
                                .setCapacity(o.capacity())
                                .setSeq(o.seq()))
                        .build();
            case Outcome.Refused o -> reply.setRefused(refused(o)).build();
        };
    }

    private static Reserved reserved(EventLedger ledger, Hold hold) {
        Reserved.Builder reserved = Reserved.newBuilder()
                .setHoldNo(hold.holdNo())
                .setAmount(hold.amount())
                .setCurrency(ledger.terms().getCurrency())
                .setExpiresAtMs(hold.expiresAtMs());
        for (int i = 0; i < hold.tickets().length; i++) {
            int ticket = hold.tickets()[i];
            int priceNo = hold.priceNos()[i];
            reserved.addTicketNos(ticket).addPriceNos(priceNo).addPrices(hold.prices()[i]);
        }
        return reserved.build();
    }

    private static PaymentStarted started(Hold hold, String currency) {
        Hold.Payment payment = hold.payment();
        PaymentStarted.Builder started = PaymentStarted.newBuilder()
                .setHoldNo(hold.holdNo())
                .setAmount(payment == null ? hold.amount() : payment.amount())
                .setCurrency(currency)
                .setExpiresAtMs(hold.expiresAtMs());
        if (payment != null && payment.intentId() != null) {
            started.setIntentId(payment.intentId());
        }
        return started.build();
    }

    private static Confirmed confirmed(Hold hold, String currency) {
        Hold.Order order = hold.order();
        return Confirmed.newBuilder()
                .setHoldNo(hold.holdNo())
                .addAllTicketNos(boxed(hold.tickets()))
                .setAmount(order == null ? hold.amount() : order.amount())
                .setCurrency(currency)
                .setStatus(order == null ? "" : order.status().text())
                .build();
    }

    private static Refused refused(Outcome.Refused refused) {
        return Refused.newBuilder()
                .setReason(refused.reason())
                .setDetail(refused.detail())
                .addAllTicketNos(boxed(refused.tickets()))
                .setOpensAtMs(refused.opensAtMs())
                .setHoldNo(refused.holdNo())
                .setLimit(refused.limit())
                .build();
    }

    private static List<Integer> boxed(int[] numbers) {
        return IntStream.of(numbers).boxed().toList();
    }
}
