package io.tidegate.booking.ledger;

import static io.tidegate.booking.ledger.Commands.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.booking.ledger.Hold.OrderStatus;
import io.tidegate.booking.ledger.Hold.PaymentState;
import io.tidegate.wire.Allowance;
import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentResult;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.TicketChoice;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private static final Rules RULES = new Rules(60_000, 300_000, 10);

    private final Decider decider = new Decider(RULES);
    private final EventLedger ledger = Commands.blank();
    private long nowMs = 1_000_000;

    @BeforeEach
    void theSaleIsScheduled() {
        decide(Commands.schedule(Commands.terms()));
    }

    @Test
    void aReserveTakesAllOfItsTicketsAndSaysThePrice() {
        Hold hold = reserved(Commands.reserve("ann", 3, 4));
        assertThat(hold.tickets()).containsExactly(3, 4);
        assertThat(hold.amount()).isEqualTo(2 * PRICE);
        assertThat(hold.expiresAtMs()).isEqualTo(nowMs + 600_000);
        assertThat(ledger.status(3)).isEqualTo(TicketStatus.HELD);
        assertThat(ledger.holdOf(4)).isEqualTo(hold.holdNo());
    }

    @Test
    void aReserveOfATakenTicketNamesItAndTakesNothing() {
        reserved(Commands.reserve("ann", 3, 4));
        Outcome.Refused refused = refused(Commands.reserve("bob", 4, 5), Reason.TICKETS_TAKEN);
        assertThat(refused.tickets()).containsExactly(4);
        assertThat(ledger.isAvailable(5)).isTrue();
    }

    @Test
    void aBuyerHasOneLiveHoldAndMayReplaceItWithoutALaterExpiry() {
        Hold first = reserved(Commands.reserve("ann", 3, 4));
        assertThat(refused(Commands.reserve("ann", 6), Reason.HOLD_EXISTS).holdNo())
                .isEqualTo(first.holdNo());
        nowMs += 1000;
        Hold second = reserved(Commands.command("ann")
                .setReserve(Reserve.newBuilder()
                        .setReplacesHoldNo(first.holdNo())
                        .addTickets(TicketChoice.newBuilder().setTicketNo(4))
                        .addTickets(TicketChoice.newBuilder().setTicketNo(5)))
                .build());
        assertThat(second.expiresAtMs()).isEqualTo(first.expiresAtMs());
        assertThat(ledger.isAvailable(3)).isTrue();
        assertThat(ledger.holdOf(4)).isEqualTo(second.holdNo());
        assertThat(ledger.holdOf(5)).isEqualTo(second.holdNo());
    }

    @Test
    void aBuyersLimitCountsWhatIsHeldAndBought() {
        buy("ann", 3, 4, 5);
        assertThat(refused(Commands.reserve("ann", 6, 7), Reason.LIMIT_EXCEEDED).limit())
                .isEqualTo(4);
        reserved(Commands.reserve("ann", 6));
    }

    @Test
    void nothingIsSoldBeforeTheOpeningWhilePausedOrAfterTheClosing() {
        decide(Commands.schedule(Commands.terms().setOpensAtMs(nowMs + 1)));
        assertThat(refused(Commands.reserve("ann", 3), Reason.SALE_NOT_OPEN).opensAtMs())
                .isEqualTo(nowMs + 1);
        reserved(Commands.command("early")
                .setReserve(Reserve.newBuilder()
                        .setAllowance(Allowance.newBuilder().setLane("fans").setEarlyOpening(true))
                        .addTickets(TicketChoice.newBuilder().setTicketNo(3)))
                .build());
        decide(Commands.schedule(Commands.terms().setPaused(true)));
        refused(Commands.reserve("ann", 4), Reason.SALE_NOT_OPEN);
        decide(Commands.schedule(Commands.terms().setClosesAtMs(nowMs)));
        refused(Commands.reserve("ann", 4), Reason.SALE_NOT_OPEN);
    }

    @Test
    void aLaneBuysOnlyFromItsSectionsAndItsAllocation() {
        Command.Builder wanted = Commands.command("ann")
                .setReserve(Reserve.newBuilder()
                        .setAllowance(Allowance.newBuilder().setLane("floor").addSectionIds("floor"))
                        .addTickets(TicketChoice.newBuilder().setTicketNo(3)));
        refused(wanted.build(), Reason.LIMIT_EXCEEDED);
        Allowance two =
                Allowance.newBuilder().setLane("two").setLaneTicketsMax(2).build();
        reserved(withAllowance(Commands.reserve("ann", 3, 4), two));
        refused(withAllowance(Commands.reserve("bob", 5), two), Reason.LIMIT_EXCEEDED);
    }

    @Test
    void bestAvailableIsTogetherNearTheMiddleAndLeavesNoSingleSeat() {
        assertThat(reserved(Commands.best("ann", 2)).tickets()).containsExactly(4, 5);
        assertThat(reserved(Commands.best("bob", 3)).tickets()).containsExactly(13, 14, 15);
    }

    @Test
    void bestAvailableKeepsWheelchairPlacesForWhoNeedsThem() {
        List.of(1, 3, 5, 7).forEach(t -> reserved(Commands.reserve("odd" + t, t, t + 1)));
        assertThat(reserved(Commands.best("ann", 1)).tickets()).doesNotContain(0);
    }

    @Test
    void bestAvailableSplitsAPartyOnlyWhenNoRowHasRoom() {
        for (int t = 1; t < 20; t += 2) {
            reserved(Commands.reserve("r" + t, t));
        }
        assertThat(reserved(Commands.best("floor", 2)).tickets()).containsExactly(20, 21);
        decide(Commands.floor("rest", 3));
        assertThat(reserved(Commands.best("pair", 2)).tickets()).containsExactly(4, 6);
    }

    @Test
    void whatIsHeldMayComeBackWhatIsSoldMayNot() {
        for (int i = 0; i < 6; i++) {
            decide(Commands.best("b" + i, 4));
        }
        reserved(Commands.reserve("wheel", 0));
        refused(Commands.best("late", 2), Reason.TEMPORARILY_UNAVAILABLE);
    }

    @Test
    void theSingleSeatRuleRefusesAndIsRelaxedWhereItCannotBeAvoided() {
        decide(Commands.schedule(Commands.terms().setBlockSingleSeats(true)));
        refused(Commands.reserve("ann", 11), Reason.LEAVES_SINGLE_SEAT);
        reserved(Commands.reserve("ann", 10, 11));
        reserved(Commands.reserve("bob", 16, 17, 18, 19));
        reserved(Commands.reserve("eve", 15));
        reserved(Commands.reserve("cat", 12, 13)); // of three free seats two: one stays, whichever they are
    }

    @Test
    void aHoldEndsAtItsDeadlineAndNotBefore() {
        Hold hold = reserved(Commands.reserve("ann", 3));
        assertThat(decider.decideDue(ledger, hold.holdNo(), hold.expiresAtMs() - 1))
                .isEmpty();
        ledger.apply(decider.decideDue(ledger, hold.holdNo(), hold.expiresAtMs()));
        assertThat(ledger.isAvailable(3)).isTrue();
        assertThat(ledger.liveHold("ann")).isNull();
    }

    @Test
    void beginningAPaymentPinsTheHoldOnce() {
        Hold hold = reserved(Commands.reserve("ann", 3));
        nowMs += 500_000;
        Hold pinned = ((Outcome.PaymentStarted) decide(Commands.pay("ann", hold.holdNo()))).hold();
        assertThat(pinned.expiresAtMs()).isEqualTo(nowMs + 300_000);
        nowMs += 100_000;
        Hold again = ((Outcome.PaymentStarted) decide(Commands.pay("ann", hold.holdNo()))).hold();
        assertThat(again.expiresAtMs()).isEqualTo(pinned.expiresAtMs());
        refused(Commands.pay("bob", hold.holdNo()), Reason.NOT_FOUND);
    }

    @Test
    void aConfirmedHoldIsSoldAndCapturedOnce() {
        Hold hold = buy("ann", 3, 4);
        assertThat(ledger.status(3)).isEqualTo(TicketStatus.SOLD);
        decide(Commands.result(hold.holdNo(), PaymentResult.Kind.CAPTURED, hold.amount()));
        assertThat(decide(Commands.confirm("ann", hold.holdNo(), hold.amount())))
                .isInstanceOfSatisfying(
                        Outcome.Confirmed.class,
                        again -> assertThat(again.hold().order().status()).isEqualTo(OrderStatus.CAPTURED));
        long seq = ledger.seq();
        decide(Commands.result(hold.holdNo(), PaymentResult.Kind.CAPTURED, hold.amount()));
        assertThat(ledger.seq()).isEqualTo(seq);
    }

    @Test
    void anotherAmountOrAnotherIntentConfirmsNothing() {
        Hold hold = paying("ann", 3);
        refused(Commands.confirm("ann", hold.holdNo(), hold.amount() - 1), Reason.PAYMENT_NOT_AUTHORISED);
        refused(Commands.confirm("bob", hold.holdNo(), hold.amount()), Reason.NOT_FOUND);
        assertThat(ledger.status(3)).isEqualTo(TicketStatus.HELD);
    }

    @Test
    void aLateConfirmTakesAllTheSameTicketsAgain() {
        Hold hold = paying("ann", 3, 4);
        expire(hold);
        nowMs += 10;
        assertThat(decide(Commands.confirm("ann", hold.holdNo(), hold.amount())))
                .isInstanceOf(Outcome.Confirmed.class);
        assertThat(ledger.status(4)).isEqualTo(TicketStatus.SOLD);
    }

    @Test
    void aLateConfirmOfTicketsThatAreGoneIsVoided() {
        Hold hold = paying("ann", 3, 4);
        expire(hold);
        reserved(Commands.reserve("bob", 4));
        refused(Commands.confirm("ann", hold.holdNo(), hold.amount()), Reason.HOLD_EXPIRED);
        assertThat(ledger.hold(hold.holdNo()).payment().state()).isEqualTo(PaymentState.VOIDING);
        assertThat(ledger.isAvailable(3)).isTrue();
    }

    @Test
    void anOpenPaymentIsVoidedWhenItsGraceHasPassed() {
        Hold hold = paying("ann", 3);
        expire(hold);
        Hold expired = ledger.hold(hold.holdNo());
        assertThat(decider.decideDue(ledger, hold.holdNo(), expired.deadlineMs() - 1))
                .isEmpty();
        ledger.apply(decider.decideDue(ledger, hold.holdNo(), expired.deadlineMs()));
        assertThat(ledger.hold(hold.holdNo()).payment().state()).isEqualTo(PaymentState.VOIDING);
    }

    @Test
    void aReleasedHoldsIntentIsVoidedEvenWhenItBecomesKnownLater() {
        Hold hold = reserved(Commands.reserve("ann", 3));
        decide(Commands.pay("ann", hold.holdNo()));
        decide(Commands.release("ann", hold.holdNo()));
        refused(Commands.intent(hold.holdNo()), Reason.HOLD_EXPIRED);
        assertThat(ledger.hold(hold.holdNo()).payment().state()).isEqualTo(PaymentState.VOIDING);
    }

    @Test
    void aCaptureThatFailsForGoodGivesTheTicketsBack() {
        Hold hold = buy("ann", 3, 4);
        decide(Commands.result(hold.holdNo(), PaymentResult.Kind.CAPTURE_FAILED, 0));
        assertThat(ledger.isAvailable(3)).isTrue();
        assertThat(ledger.ticketsOfBuyer("ann")).isZero();
        refused(Commands.confirm("ann", hold.holdNo(), hold.amount()), Reason.PAYMENT_NOT_AUTHORISED);
    }

    @Test
    void oneTicketOfAHoldCanBeGivenBackUntilPaymentBegins() {
        Hold hold = reserved(Commands.reserve("ann", 3, 4));
        decide(Commands.release("ann", hold.holdNo(), 3));
        assertThat(ledger.hold(hold.holdNo()).amount()).isEqualTo(PRICE);
        assertThat(ledger.isAvailable(3)).isTrue();
        refused(Commands.release("ann", hold.holdNo(), 9), Reason.NOT_FOUND);
        refused(Commands.release("bob", hold.holdNo(), 4), Reason.NOT_FOUND);
        decide(Commands.release("ann", hold.holdNo(), 4));
        refused(Commands.release("ann", hold.holdNo()), Reason.HOLD_EXPIRED);
    }

    @Test
    void pricesMayChangeForLaterHoldsOnly() {
        Hold before = reserved(Commands.reserve("ann", 3));
        var dearer = Commands.terms();
        dearer.getSectionsBuilder(0).getPricesBuilder(0).setFace(5000);
        decide(Commands.schedule(dearer));
        assertThat(ledger.hold(before.holdNo()).amount()).isEqualTo(PRICE);
        assertThat(reserved(Commands.reserve("bob", 5)).amount()).isEqualTo(5100);
    }

    private Hold buy(String account, int... tickets) {
        Hold hold = paying(account, tickets);
        assertThat(decide(Commands.confirm(account, hold.holdNo(), hold.amount())))
                .isInstanceOf(Outcome.Confirmed.class);
        return hold;
    }

    private Hold paying(String account, int... tickets) {
        Hold hold = reserved(Commands.reserve(account, tickets));
        decide(Commands.pay(account, hold.holdNo()));
        decide(Commands.intent(hold.holdNo()));
        return ledger.hold(hold.holdNo());
    }

    private void expire(Hold hold) {
        nowMs = hold.expiresAtMs();
        ledger.apply(decider.decideDue(ledger, hold.holdNo(), nowMs));
    }

    private static Command withAllowance(Command command, Allowance allowance) {
        return command.toBuilder()
                .setReserve(command.getReserve().toBuilder().setAllowance(allowance))
                .build();
    }

    private Hold reserved(Command command) {
        Outcome outcome = decide(command);
        assertThat(outcome).isInstanceOf(Outcome.Reserved.class);
        return ((Outcome.Reserved) outcome).hold();
    }

    private Outcome.Refused refused(Command command, Reason reason) {
        Outcome outcome = decide(command);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused) outcome).reason()).isEqualTo(reason);
        return (Outcome.Refused) outcome;
    }

    private Outcome decide(Command command) {
        Decision decision = decider.decide(ledger, command, nowMs);
        ledger.apply(decision.changes());
        return decision.outcome();
    }
}
