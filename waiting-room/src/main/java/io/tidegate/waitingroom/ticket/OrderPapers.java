package io.tidegate.waitingroom.ticket;

import static io.tidegate.db.Tables.BOOKING_ORDER;
import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.EVENT_LEDGER;
import static io.tidegate.db.Tables.HOLD;
import static io.tidegate.db.Tables.ISSUED_TICKET;
import static io.tidegate.db.Tables.PAYMENT;
import static io.tidegate.db.Tables.TICKET;
import static io.tidegate.db.Tables.VENUE;

import io.tidegate.ids.Ids;
import io.tidegate.store.Database;
import io.tidegate.ticket.Ticket;
import io.tidegate.ticket.TicketSigner;
import io.tidegate.waitingroom.booking.EventSeats;
import io.tidegate.waitingroom.booking.Hold;
import io.tidegate.waitingroom.booking.Holds;
import io.tidegate.waitingroom.booking.Seating;
import io.tidegate.wire.PriceTerms;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * Reads orders for printing. What an order's tickets are is what the writer has committed: the places that are sold under
 * its number. Blocks, so it is called on virtual threads.
 */
final class OrderPapers {
    private static final short SOLD = 2;

    private final Database database;
    private final Seating seating;
    private final TicketSigner signer;

    OrderPapers(Database database, Seating seating, TicketSigner signer) {
        this.database = database;
        this.seating = seating;
        this.signer = signer;
    }

    /** Empty if there is no such order. */
    Optional<OrderPaper> read(long event, int holdNo) {
        Optional<EventSeats> seats =
                seating.of(event).toCompletionStage().toCompletableFuture().join();
        return database.run(db -> row(db, event, holdNo).map(row -> paper(db, row, seats)));
    }

    /** Notes that these tickets leave the house, so that they can be revoked. */
    void issued(long event, int holdNo, OrderPaper paper) {
        database.run(db -> {
            var insert = db.insertInto(
                    ISSUED_TICKET, ISSUED_TICKET.EVENT_ID, ISSUED_TICKET.HOLD_NO, ISSUED_TICKET.TICKET_NO);
            for (OrderPaper.Seat seat : paper.seats()) {
                int ticketNo = Ids.parseTicketId(seat.ticketId()).orElseThrow().number();
                insert = insert.values(event, holdNo, ticketNo);
            }
            return insert.onConflictDoNothing().execute();
        });
    }

    private static Optional<Record> row(DSLContext db, long event, int holdNo) {
        return db.select(
                        HOLD.asterisk(),
                        PAYMENT.asterisk(),
                        BOOKING_ORDER.asterisk(),
                        EVENT.asterisk(),
                        VENUE.asterisk(),
                        EVENT_LEDGER.STATE)
                .from(BOOKING_ORDER)
                .join(HOLD)
                .on(HOLD.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID), HOLD.HOLD_NO.eq(BOOKING_ORDER.HOLD_NO))
                .join(EVENT)
                .on(EVENT.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID))
                .join(VENUE)
                .on(VENUE.VENUE_ID.eq(EVENT.VENUE_ID))
                .leftJoin(EVENT_LEDGER)
                .on(EVENT_LEDGER.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID))
                .leftJoin(PAYMENT)
                .on(PAYMENT.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID), PAYMENT.HOLD_NO.eq(BOOKING_ORDER.HOLD_NO))
                .where(BOOKING_ORDER.EVENT_ID.eq(event), BOOKING_ORDER.HOLD_NO.eq(holdNo))
                .fetchOptional(row -> row);
    }

    private OrderPaper paper(DSLContext db, Record row, Optional<EventSeats> seats) {
        Hold hold = Holds.read(row);
        Hold.Order order = hold.order().orElseThrow();
        Long refunded = row.get(PAYMENT.REFUNDED);
        OrderPaper.Show show = show(row);
        String orderId = Ids.orderId(hold.event(), hold.holdNo());
        List<OrderPaper.Seat> valid = new ArrayList<>();
        if (order.status().equals("captured")) {
            Set<Integer> sold = sold(db, hold);
            for (int i = 0; i < hold.ticketNos().size(); i++) {
                if (sold.contains(hold.ticketNos().get(i))) {
                    valid.add(seat(orderId, show, hold, i, seats));
                }
            }
        }
        return new OrderPaper(
                orderId,
                hold.account(),
                order.status(),
                order.amount(),
                refunded == null ? 0 : refunded,
                row.get(EVENT.CURRENCY),
                show,
                valid);
    }

    private static Set<Integer> sold(DSLContext db, Hold hold) {
        return new HashSet<>(db.select(TICKET.TICKET_NO)
                .from(TICKET)
                .where(
                        TICKET.EVENT_ID.eq(hold.event()),
                        TICKET.TICKET_NO.in(hold.ticketNos()),
                        TICKET.HOLD_NO.eq(hold.holdNo()),
                        TICKET.STATUS.eq(SOLD))
                .fetch(TICKET.TICKET_NO));
    }

    private static OrderPaper.Show show(Record row) {
        return new OrderPaper.Show(
                row.get(EVENT.EVENT_NAME),
                row.get(EVENT.START_TIME).toInstant(),
                row.get(EVENT.END_TIME).toInstant(),
                ZoneId.of(row.get(EVENT.TIME_ZONE)),
                row.get(VENUE.VENUE_NAME),
                Stream.of(row.get(VENUE.STREET_ADDRESS), row.get(VENUE.CITY), row.get(VENUE.COUNTRY))
                        .filter(part -> part != null && !part.isBlank())
                        .collect(Collectors.joining(", ")),
                row.get(VENUE.LATITUDE),
                row.get(VENUE.LONGITUDE),
                "cancelled".equals(row.get(EVENT_LEDGER.STATE)));
    }

    private OrderPaper.Seat seat(
            String orderId, OrderPaper.Show show, Hold hold, int index, Optional<EventSeats> seats) {
        int ticketNo = hold.ticketNos().get(index);
        String ticketId = Ids.ticketId(hold.event(), ticketNo);
        Optional<EventSeats> known = seats.filter(all -> all.has(ticketNo));
        String section = known.map(all -> all.numbers()
                        .layout()
                        .sections()
                        .get(all.numbers().section(ticketNo))
                        .name())
                .orElse("");
        String row = known.map(all -> all.numbers().seat(ticketNo).row()).orElse("");
        String number =
                known.map(all -> all.numbers().seat(ticketNo).seatNumber()).orElse("");
        String accessibility =
                known.map(all -> all.numbers().seat(ticketNo).accessibility()).orElse("none");
        Optional<PriceTerms> price =
                known.flatMap(all -> all.price(ticketNo, hold.priceNos().get(index)));
        String place = row.isEmpty() ? section : section + " · row " + row + " · seat " + number;
        return new OrderPaper.Seat(
                ticketId,
                section,
                row,
                number,
                accessibility,
                price.map(PriceTerms::getPriceType).orElse(""),
                price.map(terms -> terms.getFace() + terms.getFees() + terms.getTax()),
                signer.sign(new Ticket(ticketId, orderId, show.name(), show.startsAt(), place)));
    }
}
