package io.tidegate.read.page;

import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.TicketStates;
import io.tidegate.read.availability.TicketStatus;
import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.catalogue.Offer;
import io.tidegate.read.catalogue.Sale;
import io.tidegate.read.catalogue.SaleState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /events/{eventId}}: an event, what its sections cost, what is left, and how its sale stands. */
public record EventPage(
        String eventId,
        String eventName,
        @Nullable String description,
        Instant startTime,
        Instant endTime,
        String timeZone,
        EventCard.VenueView venue,
        List<EventCard.PerformerView> performers,
        List<Section> sections,
        Tickets tickets,
        SaleView sale,
        SeatMapLink seatmap,
        long seq) {

    /** A section with its prices and what is left of it. */
    public record Section(
            String sectionId,
            String name,
            String kind,
            List<PriceView> priceTypes,
            String currency,
            int capacity,
            int available) {}

    /** What the buyer pays in all, and its parts. */
    public record PriceView(String priceType, long price, Breakdown breakdown) {
        static PriceView of(Offer.PriceType price) {
            return new PriceView(
                    price.priceType(), price.price(), new Breakdown(price.face(), price.fees(), price.tax()));
        }
    }

    /** The parts of a price. */
    public record Breakdown(long face, long fees, long tax) {}

    /** All tickets together. */
    public record Tickets(int available, int total, String href) {}

    /** How the sale stands; without times until the promoter has set them. */
    public record SaleView(
            SaleState state,
            @Nullable Instant lobbyOpensAt,
            @Nullable Instant opensAt,
            @Nullable Instant closesAt,
            boolean queued) {}

    /** Where the drawing is; the address is another one when the drawing is. */
    public record SeatMapLink(int layoutVersion, String href) {}

    public static EventPage of(
            CatalogueEvent event, TicketNumbers numbers, EventAvailability.Totals totals, Instant now) {
        TicketStates.Counts counts = totals.counts();
        String eventId = Ids.eventId(event.id());
        String href = "/events/" + eventId;
        return new EventPage(
                eventId,
                event.name(),
                event.description(),
                event.startTime(),
                event.endTime(),
                event.timeZone(),
                EventCard.VenueView.of(event.venue()),
                event.performers().stream().map(EventCard.PerformerView::of).toList(),
                sections(event, numbers, counts),
                new Tickets(counts.of(TicketStatus.available), numbers.capacity(), href + "/tickets"),
                sale(event, counts, now),
                new SeatMapLink(event.layoutVersion(), href + "/seatmap?layoutVersion=" + event.layoutVersion()),
                totals.seq());
    }

    private static List<Section> sections(CatalogueEvent event, TicketNumbers numbers, TicketStates.Counts counts) {
        List<Section> sections = new ArrayList<>();
        List<VenueLayout.Section> layout = numbers.layout().sections();
        for (int i = 0; i < layout.size(); i++) {
            VenueLayout.Section section = layout.get(i);
            sections.add(new Section(
                    section.sectionId(),
                    section.name(),
                    section.kind(),
                    event.offer().of(section.sectionId()).stream()
                            .map(PriceView::of)
                            .toList(),
                    event.currency(),
                    numbers.end(i) - numbers.first(i),
                    counts.of(i, TicketStatus.available)));
        }
        return sections;
    }

    private static SaleView sale(CatalogueEvent event, TicketStates.Counts counts, Instant now) {
        Sale sale = event.sale();
        SaleState state = SaleState.of(event, counts.of(TicketStatus.available), counts.of(TicketStatus.held), now);
        return sale == null
                ? new SaleView(state, null, null, null, false)
                : new SaleView(state, sale.lobbyOpensAt(), sale.opensAt(), sale.closesAt(), sale.queued());
    }
}
