package io.tidegate.bench.jmh;

import com.google.protobuf.ByteString;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.booking.ledger.Decider;
import io.tidegate.booking.ledger.Decision;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Rules;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.Allowance;
import io.tidegate.wire.BestAvailable;
import io.tidegate.wire.Command;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.Release;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.ScheduleSale;
import io.tidegate.wire.SectionTerms;
import io.tidegate.wire.TicketChoice;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One decision on an event of 80,000 seats, half of them sold: a reservation decided, applied, and given back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LedgerBenchmark {
    private static final int SEATS = 80_000;
    private static final long EVENT = Ids.event(0, 1);
    private static final long NOW = 1_800_000_000_000L;
    private static final long DAY_MS = 86_400_000;

    private final Decider decider = new Decider(new Rules(60_000, 300_000, 50));
    private EventLedger ledger;
    private Command one;
    private Command best;

    @Setup
    public void halfSold() {
        VenueLayout hall = Halls.ofSize(SEATS);
        ledger = new EventLedger(EVENT, new TicketNumbers(hall));
        decide(schedule(hall));
        for (int seat = SEATS / 10; seat < SEATS; seat += 2) {
            decide(reserve(
                    "ac_" + seat,
                    Reserve.newBuilder().addTickets(TicketChoice.newBuilder().setTicketNo(seat))));
        }
        one = reserve(
                "ac_me",
                Reserve.newBuilder().addTickets(TicketChoice.newBuilder().setTicketNo(SEATS - 1)));
        best = reserve(
                "ac_me",
                Reserve.newBuilder().setBestAvailable(BestAvailable.newBuilder().setQuantity(2)));
    }

    @Benchmark
    public Decision givenSeat() {
        return thereAndBack(one);
    }

    @Benchmark
    public Decision bestAvailable() {
        return thereAndBack(best);
    }

    private Decision thereAndBack(Command command) {
        int holdNo = ledger.nextHoldNo();
        Decision decision = decide(command);
        decide(Command.newBuilder()
                .setEventId(EVENT)
                .setAccountId("ac_me")
                .setRelease(Release.newBuilder().setHoldNo(holdNo))
                .build());
        ledger.forget(holdNo);
        return decision;
    }

    private Decision decide(Command command) {
        Decision decision = decider.decide(ledger, command, NOW);
        ledger.apply(decision.changes());
        return decision;
    }

    private static Command reserve(String account, Reserve.Builder reserve) {
        byte[] id = CommandIds.of(account, EVENT, "reserve", "bench");
        return Command.newBuilder()
                .setCommandId(ByteString.copyFrom(id))
                .setEventId(EVENT)
                .setAccountId(account)
                .setReserve(reserve.setAllowance(Allowance.newBuilder().setLane("general")))
                .build();
    }

    private static Command schedule(VenueLayout hall) {
        SaleTerms.Builder terms = SaleTerms.newBuilder()
                .setCurrency("EUR")
                .setOpensAtMs(NOW - DAY_MS)
                .setClosesAtMs(NOW + DAY_MS)
                .setHoldMs(600_000)
                .setBuyerTicketsMax(8)
                .setVenueId(1)
                .setLayoutVersion(1);
        hall.sections()
                .forEach(section -> terms.addSections(SectionTerms.newBuilder()
                        .setSectionId(section.sectionId())
                        .addPrices(PriceTerms.newBuilder().setPriceType("full").setFace(4500))));
        return Command.newBuilder()
                .setEventId(EVENT)
                .setScheduleSale(ScheduleSale.newBuilder().setTerms(terms))
                .build();
    }
}
