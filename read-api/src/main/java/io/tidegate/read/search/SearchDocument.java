package io.tidegate.read.search;

import io.tidegate.ids.Ids;
import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.catalogue.Performer;
import io.tidegate.read.catalogue.Sale;
import io.tidegate.read.page.EventCard;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event as the index has it: folded words to be found by, keys to filter and to sort by, and the card that a hit
 * shows. {@code index.json} says the fields' types.
 */
public record SearchDocument(
        String eventId,
        String name,
        String performers,
        String venue,
        String city,
        String all,
        String cityKey,
        String cityName,
        List<String> performerTypes,
        Instant startTime,
        Point location,
        @Nullable Long priceFrom,
        @Nullable Instant saleOpensAt,
        @Nullable Instant saleClosesAt,
        @Nullable String saleControl,
        double popularity,
        EventCard card) {

    /** As Elasticsearch wants a geo_point. */
    public record Point(double lat, double lon) {}

    public static SearchDocument of(CatalogueEvent event) {
        Sale sale = event.sale();
        OptionalLong priceFrom = event.offer().priceFrom();
        String name = Folding.fold(event.name());
        String performers =
                Folding.fold(event.performers().stream().map(Performer::name).collect(Collectors.joining(" ")));
        String venue = Folding.fold(event.venue().name());
        String city = Folding.fold(event.venue().city());
        return new SearchDocument(
                Ids.eventId(event.id()),
                name,
                performers,
                venue,
                city,
                Stream.of(name, performers, venue, city).collect(Collectors.joining(" ")),
                city,
                event.venue().city(),
                event.performers().stream().map(Performer::type).distinct().toList(),
                event.startTime(),
                new Point(event.venue().latitude(), event.venue().longitude()),
                priceFrom.isPresent() ? priceFrom.getAsLong() : null,
                sale == null ? null : sale.opensAt(),
                sale == null ? null : sale.closesAt(),
                sale == null ? null : event.cancelled() ? "closed" : sale.control(),
                event.popularity().value(),
                EventCard.of(event));
    }
}
