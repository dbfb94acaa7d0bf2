package io.tidegate.read.page;

import io.tidegate.ids.Ids;
import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.catalogue.Performer;
import io.tidegate.read.catalogue.Sale;
import io.tidegate.read.catalogue.Venue;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An event in a list, in a venue's or performer's page, or as a hit: what does not change with each booking. */
public record EventCard(
        String eventId,
        String eventName,
        Instant startTime,
        Instant endTime,
        String timeZone,
        VenueView venue,
        List<PerformerView> performers,
        String currency,
        @Nullable Long priceFrom,
        @Nullable Instant lobbyOpensAt,
        @Nullable Instant opensAt,
        String href) {

    public static EventCard of(CatalogueEvent event) {
        OptionalLong priceFrom = event.offer().priceFrom();
        Sale sale = event.sale();
        return new EventCard(
                Ids.eventId(event.id()),
                event.name(),
                event.startTime(),
                event.endTime(),
                event.timeZone(),
                VenueView.of(event.venue()),
                event.performers().stream().map(PerformerView::of).toList(),
                event.currency(),
                priceFrom.isPresent() ? priceFrom.getAsLong() : null,
                sale == null ? null : sale.lobbyOpensAt(),
                sale == null ? null : sale.opensAt(),
                "/events/" + Ids.eventId(event.id()));
    }

    /** A page of cards. */
    public record Page(List<EventCard> events, @Nullable String nextCursor) {}

    /** A venue as every answer shows it. */
    public record VenueView(String venueId, String venueName, Location venueLocation) {
        public static VenueView of(Venue venue) {
            return new VenueView(
                    Ids.venueId(venue.id()),
                    venue.name(),
                    new Location(
                            venue.streetAddress(), venue.city(), venue.country(), venue.latitude(), venue.longitude()));
        }
    }

    /** Where a venue is. */
    public record Location(
            @Nullable String streetAddress, String city, String country, double latitude, double longitude) {}

    /** A performer as every answer shows it. */
    public record PerformerView(String performerId, String performerName, String performerType) {
        public static PerformerView of(Performer performer) {
            return new PerformerView(Ids.performerId(performer.id()), performer.name(), performer.type());
        }
    }
}
