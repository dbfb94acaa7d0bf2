package io.tidegate.booking.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.BestAvailable;
import io.tidegate.wire.Command;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.Reserve;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A row of eight: a wheelchair place and its companion's seat at either end (0 and 1, 7 and 6), four seats between. */
class AccessibleSeatsTest {
    private static final VenueLayout LAYOUT = new VenueLayout(List.of(new VenueLayout.Section(
            "stalls",
            "Stalls",
            "seated",
            0,
            List.of(new VenueLayout.Row(
                    "A",
                    8,
                    1,
                    0,
                    0,
                    0.5,
                    List.of(
                            new VenueLayout.Accessible(0, "wheelchair"),
                            new VenueLayout.Accessible(1, "companion"),
                            new VenueLayout.Accessible(6, "companion"),
                            new VenueLayout.Accessible(7, "wheelchair")))),
            0,
            0)));

    private final Sale sale = new Sale(new EventLedger(Commands.EVENT, new TicketNumbers(LAYOUT)));

    @BeforeEach
    void onSale() {
        sale.decide(Commands.schedule(Commands.terms().removeSections(1)));
    }

    @Test
    void whoComesWithAWheelchairHasTheirCompanionBesideThem() {
        assertThat(List.of(reserved("ann", 2, 1, 1), reserved("bob", 2, 1, 1)))
                .containsExactlyInAnyOrder(List.of(0, 1), List.of(6, 7));
        sale.refused(party("cid", 2, 1, 1), Reason.TEMPORARILY_UNAVAILABLE);
    }

    @Test
    void aLargerPartySitsAsNearAsThereIsRoom() {
        assertThat(reserved("ann", 4, 1, 2)).isIn(List.of(0, 1, 2, 6), List.of(1, 5, 6, 7));
        assertThat(reserved("bob", 2, 1, 0))
                .as("no companion: an ordinary seat")
                .hasSize(2);
    }

    @Test
    void twoWheelchairsOfOnePartyAreInOneRow() {
        assertThat(reserved("ann", 4, 2, 2)).containsExactly(0, 1, 6, 7);
    }

    @Test
    void nobodyElseIsGivenWhatIsKeptUntilThePromoterFreesIt() {
        assertThat(reserved("ann", 4, 0, 0)).containsExactly(2, 3, 4, 5);
        sale.refused(party("bob", 1, 0, 0), Reason.TEMPORARILY_UNAVAILABLE);
        sale.refused(Commands.reserve("bob", 1), Reason.ACCESSIBLE_KEPT);
        sale.decide(Commands.unblock(true));
        assertThat(reserved("bob", 2, 0, 0)).hasSize(2);
    }

    @Test
    void byHandACompanionsSeatComesWithAWheelchairPlace() {
        sale.refused(Commands.reserve("ann", 6), Reason.ACCESSIBLE_KEPT);
        sale.reserved(Commands.reserve("ann", 6, 7));
    }

    @Test
    void morePeopleThanThePartyHasIsNoParty() {
        sale.refused(party("ann", 2, 1, 2), Reason.INVALID);
    }

    private List<Integer> reserved(String account, int quantity, int wheelchairs, int companions) {
        int[] tickets =
                sale.reserved(party(account, quantity, wheelchairs, companions)).tickets();
        return Arrays.stream(tickets).sorted().boxed().toList();
    }

    private static Command party(String account, int quantity, int wheelchairs, int companions) {
        return Commands.command(account)
                .setReserve(Reserve.newBuilder()
                        .setBestAvailable(BestAvailable.newBuilder()
                                .setQuantity(quantity)
                                .setWheelchair(wheelchairs)
                                .setCompanions(companions)))
                .build();
    }
}
