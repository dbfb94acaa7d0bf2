package io.tidegate.read.page;

import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.read.availability.Snapshot;
import io.tidegate.read.availability.TicketStatus;
import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.catalogue.Offer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /events/{eventId}/tickets}: single tickets, in the order of their numbers. */
public record TicketsPage(
        List<TicketView> tickets, long seq, @Nullable String nextCursor) {

    /** One ticket; {@code price} is that of the section's first price type. */
    public record TicketView(
            String ticketId,
            String section,
            String row,
            String seatNumber,
            @Nullable Long price,
            String currency,
            TicketStatus status,
            String accessibility) {}

    /**
     * What is asked for.
     *
     * @param section its position in the layout; -1: all
     * @param status null: all
     * @param from the first ticket number to look at
     */
    public record Query(int section, @Nullable TicketStatus status, int from, int limit) {}

    public static TicketsPage of(CatalogueEvent event, TicketNumbers numbers, Snapshot snapshot, Query query) {
        int ticketNo = query.section < 0 ? query.from : Math.max(query.from, numbers.first(query.section));
        int end = query.section < 0 ? numbers.capacity() : numbers.end(query.section);
        List<TicketView> tickets = new ArrayList<>();
        for (; ticketNo < end && tickets.size() < query.limit; ticketNo++) {
            if (query.status == null || snapshot.of(ticketNo) == query.status) {
                tickets.add(ticket(event, numbers, ticketNo, snapshot.of(ticketNo)));
            }
        }
        boolean more = false;
        for (int next = ticketNo; next < end && !more; next++) {
            more = query.status == null || snapshot.of(next) == query.status;
        }
        return new TicketsPage(tickets, snapshot.seq(), more ? Cursor.ofTicket(ticketNo) : null);
    }

    private static TicketView ticket(CatalogueEvent event, TicketNumbers numbers, int ticketNo, TicketStatus status) {
        String section =
                numbers.layout().sections().get(numbers.section(ticketNo)).sectionId();
        TicketNumbers.Seat seat = numbers.seat(ticketNo);
        Long price = event.offer().of(section).stream()
                .findFirst()
                .map(Offer.PriceType::price)
                .orElse(null);
        return new TicketView(
                Ids.ticketId(event.id(), ticketNo),
                section,
                seat.row(),
                seat.seatNumber(),
                price,
                event.currency(),
                status,
                seat.accessibility());
    }
}
