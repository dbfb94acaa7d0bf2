package io.tidegate.waitingroom.booking;

import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.SaleTerms;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** An event's seats by number: where each stands, and the prices of its section. */
public record EventSeats(long event, TicketNumbers numbers, SaleTerms terms) {

    public String currency() {
        return terms.getCurrency();
    }

    /** Whether the event has a ticket with this number. */
    public boolean has(int ticketNo) {
        return ticketNo >= 0 && ticketNo < numbers.capacity();
    }

    /** {@code [{ticketId, section, sectionName, row, seatNumber, accessibility, priceType, price}]}. */
    public JsonArray tickets(List<Integer> ticketNos, List<Integer> priceNos, List<Long> prices) {
        JsonArray tickets = new JsonArray();
        for (int i = 0; i < ticketNos.size(); i++) {
            JsonObject ticket = ticket(ticketNos.get(i));
            if (i < priceNos.size()) {
                price(ticketNos.get(i), priceNos.get(i))
                        .ifPresent(price -> ticket.put("priceType", price.getPriceType())
                                .put("price", price.getFace() + price.getFees() + price.getTax()));
            }
            if (i < prices.size()) {
                ticket.put("price", prices.get(i)); // what was decided, should the list have changed since
            }
            tickets.add(ticket);
        }
        return tickets;
    }

    private JsonObject ticket(int ticketNo) {
        JsonObject ticket = new JsonObject().put("ticketId", Ids.ticketId(event, ticketNo));
        if (!has(ticketNo)) {
            return ticket;
        }
        VenueLayout.Section section = numbers.layout().sections().get(numbers.section(ticketNo));
        TicketNumbers.Seat seat = numbers.seat(ticketNo);
        return ticket.put("section", section.sectionId())
                .put("sectionName", section.name())
                .put("row", seat.row())
                .put("seatNumber", seat.seatNumber())
                .put("accessibility", seat.accessibility());
    }

    /** The section's price with this number, as it is now. */
    public Optional<PriceTerms> price(int ticketNo, int priceNo) {
        if (!has(ticketNo) || numbers.section(ticketNo) >= terms.getSectionsCount()) {
            return Optional.empty();
        }
        List<PriceTerms> prices = terms.getSections(numbers.section(ticketNo)).getPricesList();
        return priceNo >= 0 && priceNo < prices.size() ? Optional.of(prices.get(priceNo)) : Optional.empty();
    }
}
