package io.tidegate.booking.batch;

import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.Outcome;
import io.tidegate.wire.Command;
import io.tidegate.wire.Confirmed;
import io.tidegate.wire.IntentRecorded;
import io.tidegate.wire.PaymentSettled;
import io.tidegate.wire.PaymentStarted;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Released;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserved;
import io.tidegate.wire.SaleScheduled;
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
                reply.setReleased(Released.newBuilder()
                                .setHoldNo(o.holdNo())
                                .addAllTicketNos(
                                        IntStream.of(o.tickets()).boxed().toList()))
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
            reserved.addTicketNos(ticket).addPriceNos(priceNo).addPrices(ledger.price(ticket, priceNo));
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
                .addAllTicketNos(IntStream.of(hold.tickets()).boxed().toList())
                .setAmount(order == null ? hold.amount() : order.amount())
                .setCurrency(currency)
                .setStatus(order == null ? "" : order.status().text())
                .build();
    }

    private static Refused refused(Outcome.Refused refused) {
        return Refused.newBuilder()
                .setReason(refused.reason())
                .setDetail(refused.detail())
                .addAllTicketNos(IntStream.of(refused.tickets()).boxed().toList())
                .setOpensAtMs(refused.opensAtMs())
                .setHoldNo(refused.holdNo())
                .setLimit(refused.limit())
                .build();
    }
}
