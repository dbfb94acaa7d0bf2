package io.tidegate.booking.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Accessible;
import io.tidegate.layout.VenueLayout.Row;
import io.tidegate.layout.VenueLayout.Section;
import io.tidegate.wire.SaleTerms;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A stadium of 80,000 numbered seats: what its ledger takes in memory, and how long a decision takes as it sells out. */
class LedgerAtFullSizeTest {
    private static final int SEATS = 80_000;
    private static final int BYTES_A_SEAT_MAX = 32;
    private static final int LEDGERS = 20;
    private static final VenueLayout STADIUM = stadium();

    /** 100 sections of 20 rows of 40. */
    private static VenueLayout stadium() {
        return new VenueLayout(IntStream.range(0, 100)
                .mapToObj(s -> new Section("S" + s, "Section " + s, "seated", 0, rows(), 0, s * 20))
                .toList());
    }

    private static List<Row> rows() {
        List<Accessible> ends = List.of(new Accessible(0, "wheelchair"), new Accessible(1, "companion"));
        return IntStream.range(0, 20)
                .mapToObj(r -> new Row("R" + r, 40, 1, 0, r * 0.8, 0.5, r == 0 ? ends : List.of()))
                .toList();
    }

    private static SaleTerms.Builder terms() {
        SaleTerms.Builder terms = Commands.terms().clearSections().setBuyerTicketsMax(1000);
        STADIUM.sections().forEach(section -> terms.addSections(Commands.section(section.sectionId())));
        return terms;
    }

    @Test
    void aSeatTakesLessThan32BytesOfMemory() {
        TicketNumbers numbers = new TicketNumbers(STADIUM);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        EventLedger warm = new EventLedger(Commands.EVENT, numbers);
        long before = threads.getCurrentThreadAllocatedBytes();
        EventLedger ledger = new EventLedger(Commands.EVENT, new TicketNumbers(STADIUM));
        long bytes = threads.getCurrentThreadAllocatedBytes() - before; // all that was ever allocated: no less is kept
        assertThat(ledger.capacity()).isEqualTo(SEATS).isEqualTo(warm.capacity());
        System.out.printf("an empty ledger of %,d seats: %.1f bytes a seat%n", SEATS, (double) bytes / SEATS);
        assertThat(bytes).isLessThan((long) SEATS * BYTES_A_SEAT_MAX);
    }

    /** Many of them, so that what else comes and goes in this JVM does not count. */
    @Test
    void aSeatTakesLessThan32BytesOfMemoryAlsoWhenAllAreSoldToBuyersOfTheirOwn() {
        List<EventLedger> ledgers = new ArrayList<>();
        TicketNumbers numbers = new TicketNumbers(STADIUM);
        long before = usedBytes();
        for (int i = 0; i < LEDGERS; i++) {
            EventLedger ledger = new EventLedger(Commands.EVENT, numbers);
            for (int ticket = 0; ticket < SEATS; ticket++) {
                ledger.restoreTicket(ticket, TicketStatus.SOLD, ticket + 1);
                ledger.restoreOwner("ac_" + ticket, "general", 1);
            }
            ledger.restore(terms().build(), SEATS, SEATS + 1, SEATS);
            ledgers.add(ledger);
        }
        double bytes = (double) (usedBytes() - before) / LEDGERS / SEATS;
        System.out.printf("a sold out ledger of %,d seats: %.1f bytes a seat%n", SEATS, bytes);
        assertThat(ledgers).allMatch(ledger -> ledger.ticketsOfBuyer("ac_1") == 1);
        assertThat(bytes).isLessThan(BYTES_A_SEAT_MAX);
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aDecisionTakesMicrosecondsUntilTheLastSeatIsSold() {
        Sale sale = new Sale(new EventLedger(Commands.EVENT, new TicketNumbers(STADIUM)));
        sale.decide(Commands.schedule(terms()));
        Random random = new Random(1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        int decisions = 0;
        int buyer = 0;
        int refusedInARow = 0;
        while (refusedInARow < 20) {
            var command = Commands.best("buyer" + buyer++, 1 + random.nextInt(4));
            Outcome outcome = sale.decide(command);
            decisions++;
            refusedInARow = outcome instanceof Outcome.Reserved ? 0 : refusedInARow + 1;
        }
        double micros = (threads.getCurrentThreadCpuTime() - begin) / 1e3 / decisions;
        System.out.printf(
                "%,d best-available decisions to the last of %,d seats: %.1f µs of processor time each%n",
                decisions, SEATS, micros);
        // All but wheelchair places and their companions' seats.
        assertThat(sale.ledger.count(TicketStatus.AVAILABLE)).isBetween(200, 203);
        assertThat(micros)
                .as("microseconds a decision, much of it still interpreted")
                .isLessThan(100);
    }
}
