package io.tidegate.read.http;

import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.TicketStatus;
import io.tidegate.read.catalogue.Catalogue;
import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.feed.Feeds;
import io.tidegate.read.page.Cursor;
import io.tidegate.read.page.SeatMapPage;
import io.tidegate.read.page.TicketsPage;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** One event: its page, its tickets, its drawing. */
final class EventRoutes {
    private static final String LIVE = "public, max-age=1, s-maxage=1, stale-while-revalidate=5";
    private static final String SOON = "public, max-age=5, s-maxage=10, stale-while-revalidate=60";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String PAGE = "/events/";
    private static final CharSequence VERSION = HttpHeaders.createOptimized("Tidegate-Version");
    private static final int TICKETS = 100;
    private static final int TICKETS_MAX = 1000;
    private static final Set<String> STATUSES =
            Arrays.stream(TicketStatus.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

    private final EventPages pages;
    private final Catalogue catalogue;
    private final Feeds feeds;
    private final Answers answers;
    private final LongConsumer viewed;

    /**
     * The routes.
     *
     * @param viewed is told the event of each page that is asked for
     */
    EventRoutes(EventPages pages, Catalogue catalogue, Feeds feeds, Answers answers, LongConsumer viewed) {
        this.viewed = viewed;
        this.pages = pages;
        this.catalogue = catalogue;
        this.feeds = feeds;
        this.answers = answers;
    }

    void mount(Router router) {
        ServiceRouter.read(router, "/events/:eventId").handler(this::page);
        ServiceRouter.read(router, "/events/:eventId/tickets").handler(this::tickets);
        ServiceRouter.read(router, "/events/:eventId/seatmap").handler(this::seatmap);
    }

    /** The event id in the path, or the 404. */
    static long eventId(RoutingContext ctx) {
        String id = param(ctx, "eventId");
        return Ids.parseEventId(id).orElseThrow(() -> HttpProblem.notFound("no event " + clipped(id)));
    }

    /** A parameter of the route's own path. */
    static String param(RoutingContext ctx, String name) {
        return Objects.requireNonNull(ctx.pathParam(name), name);
    }

    static String clipped(String id) {
        return id.substring(0, Math.min(id.length(), 64));
    }

    /**
     * Sends an event's page that is in memory, without the router: of all requests this is the one that there are most of.
     * False: it is another request, or has to be loaded; nothing was done.
     */
    boolean sendKnown(HttpServerRequest request) {
        String path = request.path();
        if (!request.method().equals(HttpMethod.GET) || path == null || !path.startsWith(PAGE)) {
            return false;
        }
        OptionalLong eventId = Ids.parseEventId(path.substring(PAGE.length()));
        Answer known = eventId.isPresent() ? pages.known(eventId.getAsLong()) : null;
        if (known == null) {
            return false;
        }
        viewed.accept(eventId.getAsLong());
        request.response().putHeader(VERSION, ServiceRouter.VERSION);
        known.send(request);
        return true;
    }

    private void page(RoutingContext ctx) {
        long eventId = eventId(ctx);
        viewed.accept(eventId);
        Answer known = pages.known(eventId);
        if (known != null) {
            known.send(ctx);
            return;
        }
        Blocking.call(ctx.vertx(), () -> pages.load(eventId))
                .onSuccess(answer -> answer.send(ctx))
                .onFailure(failure -> ctx.fail(Failures.cause(failure)));
    }

    private void tickets(RoutingContext ctx) {
        long eventId = eventId(ctx);
        Params params = new Params(ctx);
        String section = params.text("section", 32).orElse("");
        TicketStatus status =
                params.oneOf("status", STATUSES).map(TicketStatus::valueOf).orElse(null);
        int limit = params.integer("limit", 1, TICKETS_MAX, TICKETS);
        int first = params.parsed("cursor", "the nextCursor of an answer", Cursor::ticket)
                .orElse(0);
        Blocking.call(ctx.vertx(), () -> {
                    CatalogueEvent event = pages.event(eventId);
                    TicketNumbers numbers = catalogue.numbers(event);
                    TicketsPage.Query query = new TicketsPage.Query(section(numbers, section), status, first, limit);
                    EventAvailability availability =
                            feeds.of(eventId).join().orElseThrow(() -> EventPages.unknown(eventId));
                    return Answer.json(TicketsPage.of(event, numbers, availability.snapshot(), query), LIVE);
                })
                .onSuccess(answer -> answer.send(ctx))
                .onFailure(failure -> ctx.fail(Failures.cause(failure)));
    }

    private static int section(TicketNumbers numbers, String sectionId) {
        if (sectionId.isEmpty()) {
            return -1;
        }
        int section = numbers.sectionOf(sectionId);
        if (section < 0) {
            throw Params.bad("section", "a sectionId of this event");
        }
        return section;
    }

    private void seatmap(RoutingContext ctx) {
        long eventId = eventId(ctx);
        int wanted = new Params(ctx).integer("layoutVersion", 1, Integer.MAX_VALUE, 0);
        answers.send(ctx, "seatmap " + eventId + " " + wanted, () -> {
            CatalogueEvent event = pages.event(eventId);
            if (wanted != 0 && wanted != event.layoutVersion()) {
                throw HttpProblem.notFound("this event's seat map is not version " + wanted);
            }
            return Answer.json(SeatMapPage.of(event, catalogue.numbers(event)), wanted == 0 ? SOON : FOR_EVER);
        });
    }
}
