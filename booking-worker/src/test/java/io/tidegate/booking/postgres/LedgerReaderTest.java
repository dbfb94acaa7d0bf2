package io.tidegate.booking.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.booking.WriterFixture;
import io.tidegate.booking.ledger.Commands;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.TicketStatus;
import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Row;
import io.tidegate.layout.VenueLayout.Section;
import io.tidegate.localstack.TestStores;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import io.tidegate.wire.SaleTerms;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event of 80,000 seats as its writer finds it: sold out but for one that is held, each to a buyer of its own. */
class LedgerReaderTest {
    private static final int SEATS = 80_000;
    private static final VenueLayout STADIUM = new VenueLayout(IntStream.range(0, 100)
            .mapToObj(s -> new Section("S" + s, "Section " + s, "seated", 0, rows(), 0, s * 20))
            .toList());
    /** A hold's number is its ticket's, plus one. */
    private static final String SOLD_OUT = """
            insert into ticket select %1$d, n, case when n = 0 then 1 else 2 end, n + 1 from generate_series(0, 79999) n;
            insert into hold (event_id, hold_no, account_id, lane, command_id, ticket_nos, price_nos, amount, state,
                              created_at, expires_at, pinned)
            select %1$d, n + 1, 'ac_' || md5(n::text), 'fans', decode(md5(n::text), 'hex'), array[n], '{1}', 500,
                   case when n = 0 then 0 else 3 end, now(), now() + interval '10 minutes', true
              from generate_series(0, 79999) n;
            insert into payment (event_id, hold_no, intent_id, amount, captured, state, grace_until, updated_at)
            select %1$d, n + 1, 'pi_' || n, 500, 500, case when n = 1 then 'refunding' else 'captured' end, now(), now()
              from generate_series(1, 79999) n;
            update payment set refund_no = 1, refund_tickets = '{1}', refund_amount = 500 where hold_no = 2;
            insert into booking_order (event_id, hold_no, account_id, command_id, amount, status, confirmed_at, updated_at)
            select %1$d, n + 1, 'ac_' || md5(n::text), decode(md5('o' || n), 'hex'), 500, 'captured', now(), now()
              from generate_series(1, 79999) n;
            analyze ticket, hold, payment, booking_order;
            """;

    private WriterFixture fixture;
    private HikariDataSource reads;
    private LedgerReader reader;

    private static List<Row> rows() {
        return IntStream.range(0, 20)
                .mapToObj(r -> new Row("R" + r, 40, 1, 0, r * 0.8, 0.5, List.of()))
                .toList();
    }

    @BeforeEach
    void soldOut() throws Exception {
        Settings settings = TestStores.shared().settings(TestStores.Part.POSTGRES);
        fixture = new WriterFixture(settings);
        reads = Databases.pool(settings.database(), Databases.Role.BOOKING_WORKER);
        reader = new LedgerReader(reads);
        SaleTerms.Builder terms = Commands.terms().clearSections().setLayoutVersion(2);
        STADIUM.sections().forEach(section -> terms.addSections(Commands.section(section.sectionId())));
        fixture.run("insert into venue_layout values (1, 2, ?::jsonb)", STADIUM.json());
        fixture.run(
                "insert into event_ledger values (?, 90000, 80001, ?, 'open')",
                Commands.EVENT,
                terms.build().toByteArray());
        fixture.run(SOLD_OUT.formatted(Commands.EVENT));
    }

    @AfterEach
    void close() throws Exception {
        reads.close();
        fixture.close();
    }

    @Test
    void itIsReadWithoutWhatIsSettledAndWhatIsSettledIsReadWhenAskedFor() throws Exception {
        reader.load(Commands.EVENT); // warm
        long began = System.nanoTime();
        EventLedger ledger = reader.load(Commands.EVENT).orElseThrow();
        System.out.printf("%,d sold seats are read in %,d ms%n", SEATS, (System.nanoTime() - began) / 1_000_000);

        assertThat(ledger.count(TicketStatus.SOLD)).isEqualTo(SEATS - 1);
        assertThat(ledger.count(TicketStatus.HELD)).isEqualTo(1);
        assertThat(ledger.holds()).extracting(Hold::holdNo).containsExactlyInAnyOrder(1, 2);
        assertThat(ledger.hold(2).payment().refund().tickets()).containsExactly(1);
        assertThat(ledger.seq()).isEqualTo(90_000);
        assertThat(ledger.nextHoldNo()).isEqualTo(80_001);
        assertThat(ledger.ticketsOfLane("fans")).isEqualTo(SEATS);
        Hold last = reader.hold(Commands.EVENT, SEATS).orElseThrow();
        assertThat(last.tickets()).containsExactly(SEATS - 1);
        assertThat(last.prices()).containsExactly(500);
        assertThat(last.order().amount()).isEqualTo(500);
        assertThat(ledger.holdOf(SEATS - 1)).isEqualTo(SEATS);
        assertThat(ledger.ticketsOfBuyer(last.account())).isEqualTo(1);
        assertThat(ledger.liveHold(ledger.hold(1).account()).holdNo()).isEqualTo(1);
        assertThat(reader.hold(Commands.EVENT, SEATS + 1)).isEmpty();
        assertThat(reader.orders(Commands.EVENT)).hasSize(SEATS - 1);
    }
}
