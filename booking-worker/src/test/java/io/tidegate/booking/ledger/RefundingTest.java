package io.tidegate.booking.ledger;

import static io.tidegate.booking.ledger.Commands.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.booking.ledger.Hold.OrderStatus;
import io.tidegate.booking.ledger.Hold.PaymentState;
import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentResult.Kind;
import io.tidegate.wire.Refused.Reason;
import org.junit.jupiter.api.Test;

class RefundingTest {
    private final Sale sale = Sale.open();
    private final EventLedger ledger = sale.ledger;

    @Test
    void aRefundedOrdersSeatsReturnWhenTheRefundIsRecordedAndNotBefore() {
        Hold order = sale.captured("ann", 3, 4);
        Outcome.RefundStarted started = sale.told(Commands.refund(order.holdNo()), Outcome.RefundStarted.class);
        assertThat(started.refund().amount()).isEqualTo(2 * PRICE);
        assertThat(sale.hold(order).payment().state()).isEqualTo(PaymentState.REFUNDING);
        assertThat(ledger.status(3)).isEqualTo(TicketStatus.SOLD);
        sale.decide(Commands.refunded(order.holdNo(), 1));
        assertThat(ledger.isAvailable(3)).isTrue();
        assertThat(ledger.ticketsOfBuyer("ann")).isZero();
        Hold after = sale.hold(order);
        assertThat(after == null || after.order().status() == OrderStatus.REFUNDED)
                .isTrue();
    }

    @Test
    void aRefundInPartGivesBackWhatTheTicketsCostThenAlsoWhenPricesHaveChanged() {
        Hold order = sale.captured("ann", 3, 4);
        var dearer = Commands.terms();
        dearer.getSectionsBuilder(0).getPricesBuilder(0).setFace(9000);
        sale.decide(Commands.schedule(dearer));
        assertThat(sale.told(Commands.refund(order.holdNo(), 4), Outcome.RefundStarted.class)
                        .refund()
                        .amount())
                .isEqualTo(PRICE);
        sale.decide(Commands.refunded(order.holdNo(), 1));
        Hold left = sale.hold(order);
        assertThat(left.tickets()).containsExactly(3);
        assertThat(left.order().status()).isEqualTo(OrderStatus.CAPTURED);
        assertThat(left.order().amount()).isEqualTo(PRICE);
        assertThat(left.payment().captured() - left.payment().refunded()).isEqualTo(PRICE);
        assertThat(ledger.isAvailable(4)).isTrue();
        assertThat(ledger.ticketsOfBuyer("ann")).isEqualTo(1);
    }

    @Test
    void oneRefundAtATimeAndTheSameOneAgainIsTheSame() {
        Hold order = sale.captured("ann", 3, 4, 5);
        sale.decide(Commands.refund(order.holdNo(), 3));
        sale.refused(Commands.refund(order.holdNo(), 4), Reason.REFUND_UNDER_WAY);
        assertThat(sale.told(Commands.refund(order.holdNo(), 3), Outcome.RefundStarted.class)
                        .refundNo())
                .isEqualTo(1);
        sale.decide(Commands.refunded(order.holdNo(), 1));
        long seq = ledger.seq();
        sale.decide(Commands.refunded(order.holdNo(), 1)); // its webhook, again
        assertThat(ledger.seq()).isEqualTo(seq);
        assertThat(sale.told(Commands.refund(order.holdNo(), 4, 5), Outcome.RefundStarted.class)
                        .refundNo())
                .isEqualTo(2);
        sale.decide(Commands.refunded(order.holdNo(), 2));
        assertThat(ledger.count(TicketStatus.SOLD)).isZero();
        assertThat(sale.decide(Commands.refund(order.holdNo()))).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aRefundBeforeTheCaptureIsAVoid() {
        Hold order = sale.buy("ann", 3);
        sale.decide(Commands.refund(order.holdNo()));
        assertThat(sale.hold(order).payment().state()).isEqualTo(PaymentState.VOIDING);
        sale.decide(Commands.result(order.holdNo(), Kind.VOIDED, 0));
        assertThat(ledger.isAvailable(3)).isTrue();
    }

    @Test
    void aCaptureThatWasQuickerThanItsVoidIsRefunded() {
        Hold order = sale.buy("ann", 3);
        sale.decide(Commands.refund(order.holdNo()));
        sale.decide(Commands.result(order.holdNo(), Kind.CAPTURED, PRICE));
        assertThat(sale.hold(order).payment().state()).isEqualTo(PaymentState.REFUNDING);
        sale.decide(Commands.result(order.holdNo(), Kind.CAPTURE_FAILED, 0)); // late, and of no account
        sale.decide(Commands.refunded(order.holdNo(), 1));
        assertThat(ledger.isAvailable(3)).isTrue();
    }

    @Test
    void aRefundInPartBeforeTheCaptureWaitsForIt() {
        Hold order = sale.buy("ann", 3, 4);
        sale.decide(Commands.refund(order.holdNo(), 4));
        assertThat(sale.hold(order).payment().state()).isEqualTo(PaymentState.CAPTURING);
        sale.decide(Commands.result(order.holdNo(), Kind.CAPTURED, 2 * PRICE));
        assertThat(sale.hold(order).payment().state()).isEqualTo(PaymentState.REFUNDING);
        sale.decide(Commands.refunded(order.holdNo(), 1));
        assertThat(ledger.isAvailable(4)).isTrue();
        assertThat(ledger.status(3)).isEqualTo(TicketStatus.SOLD);
    }

    @Test
    void aRefundThatFailsForGoodLeavesTheOrderAndMayBeTriedAgain() {
        Hold order = sale.captured("ann", 3);
        sale.decide(Commands.refund(order.holdNo()));
        sale.decide(Commands.settled(order.holdNo(), 1, Kind.REFUND_FAILED));
        assertThat(sale.hold(order).payment().state()).isEqualTo(PaymentState.REFUND_FAILED);
        assertThat(ledger.status(3)).isEqualTo(TicketStatus.SOLD);
        assertThat(sale.told(Commands.refund(order.holdNo()), Outcome.RefundStarted.class)
                        .refundNo())
                .isEqualTo(2);
    }

    @Test
    void aRefundThatTheBankSendsBackLaterIsOwedAndMayBeOrderedAgainWithoutTheSeats() {
        Hold order = sale.captured("ann", 3, 4);
        sale.decide(Commands.refund(order.holdNo()));
        sale.decide(Commands.refunded(order.holdNo(), 1));
        Hold bobs = sale.captured("bob", 3);
        Command sentBack = sentBack(order.holdNo(), 1, 2 * PRICE);
        sale.decide(sentBack);
        sale.decide(sentBack); // Stripe tells more than once
        Hold.Payment owed = sale.hold(order).payment();
        assertThat(owed.state()).isEqualTo(PaymentState.REFUND_FAILED);
        assertThat(owed.captured() - owed.refunded()).isEqualTo(2 * PRICE);
        assertThat(sale.hold(order).order().status()).isEqualTo(Hold.OrderStatus.REFUNDED);

        Outcome.RefundStarted again = sale.told(Commands.refund(order.holdNo(), 3), Outcome.RefundStarted.class);
        assertThat(again.refund().amount()).isEqualTo(2 * PRICE);
        assertThat(again.refund().tickets()).isEmpty();
        sale.decide(Commands.refunded(order.holdNo(), 2));
        assertThat(sale.hold(order).payment().refunded()).isEqualTo(2 * PRICE);
        assertThat(ledger.holdOf(3)).isEqualTo(bobs.holdNo());
        sale.refused(Commands.refund(order.holdNo()), Reason.NOTHING_TO_REFUND);
    }

    @Test
    void aPartThatTheBankSendsBackGoesWithTheRefundOfTheRest() {
        Hold order = sale.captured("ann", 3, 4);
        sale.decide(Commands.refund(order.holdNo(), 3));
        sale.decide(Commands.refunded(order.holdNo(), 1));
        sale.decide(sentBack(order.holdNo(), 1, PRICE));
        assertThat(sale.hold(order).order().amount()).isEqualTo(PRICE);
        assertThat(sale.told(Commands.refund(order.holdNo()), Outcome.RefundStarted.class)
                        .refund()
                        .amount())
                .isEqualTo(2 * PRICE);
    }

    private static Command sentBack(int holdNo, int refundNo, long amount) {
        Command failed = Commands.settled(holdNo, refundNo, Kind.REFUND_FAILED);
        return failed.toBuilder()
                .setPaymentResult(failed.getPaymentResult().toBuilder().setAmount(amount))
                .build();
    }

    @Test
    void whatIsNoOrderOrNotOfItIsNotRefunded() {
        Hold hold = sale.paying("ann", 3);
        sale.refused(Commands.refund(hold.holdNo()), Reason.NOT_FOUND);
        sale.refused(Commands.refund(99), Reason.NOT_FOUND);
        Hold order = sale.captured("bob", 6);
        sale.refused(Commands.refund(order.holdNo(), 3), Reason.NOT_FOUND);
    }

    @Test
    void aCancelledEventEndsItsHoldsAndRefundsItsOrdersOneByOne() {
        Hold live = sale.reserved(Commands.reserve("ann", 3));
        Hold paying = sale.paying("bob", 4);
        Hold confirmed = sale.buy("cat", 5);
        Hold captured = sale.captured("dan", 6, 7);
        Outcome.EventCancelled told = sale.told(Commands.cancelEvent(), Outcome.EventCancelled.class);
        assertThat(told).isEqualTo(new Outcome.EventCancelled(2, 2));
        assertThat(ledger.status(3)).isEqualTo(TicketStatus.HELD);
        sale.refused(Commands.reserve("eve", 9), Reason.SALE_NOT_OPEN);
        sale.due();
        assertThat(ledger.isAvailable(3)).isTrue();
        assertThat(ledger.liveHold("ann")).isNull();
        assertThat(sale.hold(live).state()).isEqualTo(Hold.State.RELEASED);
        assertThat(sale.hold(paying).payment().state()).isEqualTo(PaymentState.VOIDING);
        assertThat(sale.hold(confirmed).payment().state()).isEqualTo(PaymentState.VOIDING);
        assertThat(sale.hold(captured).payment().state()).isEqualTo(PaymentState.REFUNDING);
        long seq = ledger.seq();
        sale.due(); // nothing is begun twice
        assertThat(ledger.seq()).isEqualTo(seq);
        sale.decide(Commands.result(confirmed.holdNo(), Kind.VOIDED, 0));
        sale.decide(Commands.refunded(captured.holdNo(), 1));
        assertThat(ledger.count(TicketStatus.AVAILABLE)).isEqualTo(ledger.capacity());
        sale.refused(Commands.schedule(Commands.terms()), Reason.INVALID);
    }

    @Test
    void aCancelledEventsRefundInPartIsFollowedByTheRest() {
        Hold order = sale.captured("ann", 3, 4);
        sale.decide(Commands.refund(order.holdNo(), 3));
        sale.decide(Commands.cancelEvent());
        sale.due();
        sale.decide(Commands.refunded(order.holdNo(), 1));
        assertThat(ledger.deadlineMs(sale.hold(order))).isZero();
        sale.due();
        assertThat(sale.hold(order).payment().refund().amount()).isEqualTo(PRICE);
        sale.decide(Commands.refunded(order.holdNo(), 2));
        assertThat(ledger.count(TicketStatus.SOLD)).isZero();
    }

    @Test
    void aLateConfirmOfACancelledEventIsVoided() {
        Hold hold = sale.paying("ann", 3);
        sale.nowMs = hold.expiresAtMs();
        sale.due();
        sale.decide(Commands.cancelEvent());
        sale.refused(Commands.confirm("ann", hold.holdNo(), PRICE), Reason.HOLD_EXPIRED);
        assertThat(sale.hold(hold).payment().state()).isEqualTo(PaymentState.VOIDING);
    }
}
