package io.tidegate.booking.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.SaleTerms;
import org.junit.jupiter.api.Test;

class SchedulingTest {
    private final Sale sale = Sale.open();
    private final EventLedger ledger = sale.ledger;

    @Test
    void aBlockTakesWhatIsAvailableAndTellsWhatIsNot() {
        sale.reserved(Commands.reserve("ann", 3));
        Outcome.Blocked blocked = sale.told(Commands.block(2, 3, 4), Outcome.Blocked.class);
        assertThat(blocked.blocked()).isEqualTo(2);
        assertThat(blocked.takenTickets()).containsExactly(3);
        assertThat(ledger.status(2)).isEqualTo(TicketStatus.BLOCKED);
        sale.refused(Commands.reserve("bob", 2), Reason.TICKETS_TAKEN);
        assertThat(sale.told(Commands.unblock(false, 2, 4), Outcome.Unblocked.class)
                        .unblocked())
                .isEqualTo(2);
        sale.reserved(Commands.reserve("bob", 2));
    }

    @Test
    void aWholeSectionCanBeBlocked() {
        assertThat(sale.told(Commands.blockSection("floor"), Outcome.Blocked.class)
                        .blocked())
                .isEqualTo(5);
        sale.refused(Commands.floor("ann", 1), Reason.SOLD_OUT);
        sale.refused(Commands.blockSection("nowhere"), Reason.NOT_FOUND);
    }

    @Test
    void accessibleSeatsAreForEveryoneOnceThePromoterFreesThem() {
        assertThat(ledger.isKept(0)).isTrue();
        sale.decide(Commands.unblock(true));
        assertThat(ledger.isKept(0)).isFalse();
        sale.decide(Commands.schedule(Commands.terms())); // a change of terms does not undo it
        assertThat(ledger.isKept(0)).isFalse();
    }

    @Test
    void newTermsChangeNothingThatTicketsAreNumberedBy() {
        sale.refused(Commands.schedule(Commands.terms().setLayoutVersion(2)), Reason.INVALID);
        sale.refused(Commands.schedule(Commands.terms().setCurrency("USD")), Reason.INVALID);
        SaleTerms.Builder swapped = Commands.terms();
        swapped.getSectionsBuilder(0).removePrices(0);
        sale.refused(Commands.schedule(swapped), Reason.INVALID);
        SaleTerms.Builder more = Commands.terms().setBuyerTicketsMax(9);
        more.getSectionsBuilder(0).addPrices(PriceTerms.newBuilder().setPriceType("senior"));
        sale.told(Commands.schedule(more), Outcome.SaleScheduled.class);
        assertThat(ledger.terms().getBuyerTicketsMax()).isEqualTo(9);
    }

    @Test
    void whatTicketsHangOnStandsFromTheMomentThatTheyAreMade() {
        assertThat(sale.told(Commands.revise(1, 1, "EUR"), Outcome.EventRevised.class)
                        .scheduled())
                .isTrue();
        sale.refused(Commands.revise(2, 1, "EUR"), Reason.EVENT_ON_SALE);
        sale.refused(Commands.revise(1, 2, "EUR"), Reason.EVENT_ON_SALE);
        sale.refused(Commands.revise(1, 1, "USD"), Reason.EVENT_ON_SALE);
        sale.refused(Commands.revise(0, 0, ""), Reason.EVENT_ON_SALE);
    }

    @Test
    void onlyTheWriterCancelsAndFreesWhateverTheTermsSay() {
        SaleTerms.Builder forged = Commands.terms().setCancelled(true);
        forged.getSectionsBuilder(0).setAccessibleFreed(true);
        sale.decide(Commands.schedule(forged));
        assertThat(ledger.isCancelled()).isFalse();
        assertThat(ledger.isKept(0)).isTrue();
    }
}
