package io.tidegate.read.http;

import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.ids.Ids;
import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.catalogue.CatalogueReader;
import io.tidegate.read.page.Cursor;
import io.tidegate.read.page.EventCard;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of upcoming events: all, those of a venue, those of a performer. */
final class CatalogueRoutes {
    private static final String CACHE = "public, max-age=5, s-maxage=10, stale-while-revalidate=60";
    private static final int EVENTS = 20;
    private static final int EVENTS_MAX = 100;

    private final CatalogueReader reader;
    private final Answers answers;
    private final Clock clock;

    CatalogueRoutes(CatalogueReader reader, Answers answers, Clock clock) {
        this.reader = reader;
        this.answers = answers;
        this.clock = clock;
    }

    void mount(Router router) {
        ServiceRouter.read(router, "/events").handler(this::events);
        ServiceRouter.read(router, "/venues/:venueId").handler(this::venue);
        ServiceRouter.read(router, "/performers/:performerId").handler(this::performer);
    }

    private void events(RoutingContext ctx) {
        Params params = new Params(ctx);
        CatalogueReader.Window window = new CatalogueReader.Window(
                params.instant("from").orElseGet(this::now),
                params.instant("to").orElse(null),
                params.text("city", 100).orElse(null));
        int limit = params.integer("limit", 1, EVENTS_MAX, EVENTS);
        CatalogueReader.@Nullable Position after = params.parsed("cursor", "the nextCursor of an answer", Cursor::event)
                .orElse(null);
        String key = "events " + window + " " + after + " " + limit;
        answers.send(ctx, key, () -> Answer.json(page(reader.events(window, after, limit + 1), limit), CACHE));
    }

    private void venue(RoutingContext ctx) {
        String id = EventRoutes.param(ctx, "venueId");
        long venueId =
                Ids.parseVenueId(id).orElseThrow(() -> HttpProblem.notFound("no venue " + EventRoutes.clipped(id)));
        answers.send(ctx, "venue " + venueId, () -> {
            EventCard.VenueView venue = reader.venue(venueId)
                    .map(EventCard.VenueView::of)
                    .orElseThrow(() -> HttpProblem.notFound("no venue " + id));
            return Answer.json(
                    new VenuePage(
                            venue.venueId(),
                            venue.venueName(),
                            venue.venueLocation(),
                            cards(reader.upcomingOfVenue(venueId, now(), EVENTS_MAX))),
                    CACHE);
        });
    }

    private void performer(RoutingContext ctx) {
        String id = EventRoutes.param(ctx, "performerId");
        long performerId = Ids.parsePerformerId(id)
                .orElseThrow(() -> HttpProblem.notFound("no performer " + EventRoutes.clipped(id)));
        answers.send(ctx, "performer " + performerId, () -> {
            EventCard.PerformerView performer = reader.performer(performerId)
                    .map(EventCard.PerformerView::of)
                    .orElseThrow(() -> HttpProblem.notFound("no performer " + id));
            return Answer.json(
                    new PerformerPage(
                            performer.performerId(),
                            performer.performerName(),
                            performer.performerType(),
                            cards(reader.upcomingOfPerformer(performerId, now(), EVENTS_MAX))),
                    CACHE);
        });
    }

    /** To the minute, so that lists can be shared. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MINUTES);
    }

    /** {@code limit} cards of up to one more event. */
    private static EventCard.Page page(List<CatalogueEvent> events, int limit) {
        if (events.size() <= limit) {
            return new EventCard.Page(cards(events), null);
        }
        CatalogueEvent last = events.get(limit - 1);
        return new EventCard.Page(
                cards(events.subList(0, limit)), Cursor.of(new CatalogueReader.Position(last.startTime(), last.id())));
    }

    private static List<EventCard> cards(List<CatalogueEvent> events) {
        return events.stream().map(EventCard::of).toList();
    }

    private record VenuePage(
            String venueId, String venueName, EventCard.Location venueLocation, List<EventCard> events) {}

    private record PerformerPage(
            String performerId, String performerName, String performerType, List<EventCard> events) {}
}
