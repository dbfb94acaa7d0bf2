package io.tidegate.waitingroom.catalogue;

import static io.tidegate.db.Sequences.EVENT_NUMBER;
import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.EVENT_PERFORMER;
import static io.tidegate.db.Tables.PERFORMER;
import static io.tidegate.db.Tables.SALE;

import io.tidegate.db.tables.records.EventRecord;
import io.tidegate.db.tables.records.VenueRecord;
import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.tidegate.store.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/**
 * A promoter's events. What an event is called and when it is may always change; its venue and currency, or that it is
 * there at all, only as long as its writer says that it has no tickets; its prices change at the writer first.
 */
final class Events {
    private static final String PATH = "/promoter/events";
    private static final int PERFORMERS_MAX = 100;

    private final Database database;
    private final IdempotentAnswers answers;
    private final SaleSettings sales;
    private final Revisions revisions;
    private final int partitions;

    Events(Database database, IdempotentAnswers answers, SaleSettings sales, Revisions revisions, int partitions) {
        this.database = database;
        this.answers = answers;
        this.sales = sales;
        this.revisions = revisions;
        this.partitions = partitions;
    }

    void mount(Router router, PromoterCalls calls) {
        router.post(PATH).handler(calls.handler(this::create));
        router.get(PATH).handler(calls.handler(this::list));
        router.get(PATH + "/:eventId").handler(calls.handler(this::get));
        router.put(PATH + "/:eventId").handler(calls.handler(this::change));
        router.delete(PATH + "/:eventId").handler(calls.handler(this::delete));
    }

    private Answer create(Request request) {
        Wanted wanted = Wanted.read(request.body());
        return answers.once(request, db -> {
            VenueRecord venue = Venues.own(db, wanted.venueId, request.promoterId());
            wanted.offer.fitting(Venues.layout(db, venue.getVenueId(), venue.getLayoutVersion()));
            EventRecord event = wanted.into(new EventRecord(), venue);
            event.setEventId(PartitionLoad.read(db, partitions).place(db.nextval(EVENT_NUMBER)));
            event.setPromoterId(request.promoterId());
            event.setVenueId(venue.getVenueId());
            event.setLayoutVersion(venue.getLayoutVersion());
            EventRecord row = db.insertInto(EVENT).set(event).returning().fetchSingle();
            perform(db, row.getEventId(), wanted.performerIds, request.promoterId());
            return Answer.created(PATH + "/" + Ids.eventId(row.getEventId()), json(row, wanted.performerIds));
        });
    }

    private Answer list(Request request) {
        long after = request.cursor().map(Events::id).orElse(-1L);
        return database.run(db -> {
            List<EventRecord> rows = db.selectFrom(EVENT)
                    .where(EVENT.PROMOTER_ID.eq(request.promoterId()), EVENT.EVENT_ID.gt(after))
                    .orderBy(EVENT.EVENT_ID)
                    .limit(request.limit() + 1)
                    .fetch();
            Map<Long, List<Long>> performers = db.selectFrom(EVENT_PERFORMER)
                    .where(EVENT_PERFORMER.EVENT_ID.in(
                            rows.stream().map(EventRecord::getEventId).toList()))
                    .orderBy(EVENT_PERFORMER.POSITION)
                    .fetchGroups(EVENT_PERFORMER.EVENT_ID, EVENT_PERFORMER.PERFORMER_ID);
            return Listing.page(
                    "events",
                    request.limit(),
                    rows,
                    row -> json(row, performers.getOrDefault(row.getEventId(), List.of())),
                    row -> Ids.eventId(row.getEventId()));
        });
    }

    private Answer get(Request request) {
        return database.run(db -> {
            EventRecord row = own(db, id(request.path("eventId")), request.promoterId());
            return Answer.ok(json(row, performers(db, row.getEventId())));
        });
    }

    private Answer change(Request request) {
        Optional<Answer> before = answers.before(request);
        if (before.isPresent()) {
            return before.get();
        }
        Wanted wanted = Wanted.read(request.body());
        EventRecord current = database.run(db -> own(db, id(request.path("eventId")), request.promoterId()));
        request.matches(current.getRowVersion());
        VenueRecord venue = database.run(db -> Venues.own(db, wanted.venueId, request.promoterId()));
        boolean moved = wanted.venueId != current.getVenueId();
        int layoutVersion = moved ? venue.getLayoutVersion() : current.getLayoutVersion();
        VenueLayout layout = database.run(db -> Venues.layout(db, wanted.venueId, layoutVersion));
        wanted.offer.fitting(layout);
        boolean repriced = !wanted.offer.equals(Offer.parse(current.getOffer().data()));
        boolean asked = moved || repriced || !wanted.currency.equals(current.getCurrency());
        boolean onSale = asked
                && revisions.onSale(
                        request.promoterId(), current.getEventId(), wanted.venueId, layoutVersion, wanted.currency);
        if (onSale && repriced) {
            sales.reprice(request, current, layout, wanted.offer);
        }
        return answers.once(request, db -> {
            if (asked && !onSale) {
                Revisions.requireAccepted(db, current.getEventId(), wanted.venueId, layoutVersion, wanted.currency);
                requireNoSale(db, current.getEventId());
            }
            EventRecord changes = wanted.into(new EventRecord(), venue);
            changes.setVenueId(venue.getVenueId());
            changes.setLayoutVersion(layoutVersion);
            return update(db, request, current, changes, wanted.performerIds);
        });
    }

    private static Answer update(
            DSLContext db, Request request, EventRecord current, EventRecord changes, List<Long> performerIds) {
        changes.setRowVersion(current.getRowVersion() + 1);
        EventRecord row = db.update(EVENT)
                .set(changes)
                .set(EVENT.UPDATED_AT, DSL.currentOffsetDateTime())
                .where(EVENT.EVENT_ID.eq(current.getEventId()), EVENT.ROW_VERSION.eq(current.getRowVersion()))
                .returning()
                .fetchOptional()
                .orElseThrow(Request::stale);
        db.deleteFrom(EVENT_PERFORMER)
                .where(EVENT_PERFORMER.EVENT_ID.eq(row.getEventId()))
                .execute();
        perform(db, row.getEventId(), performerIds, request.promoterId());
        return Answer.ok(json(row, performerIds));
    }

    /** The writer had none; one that was made since, with the prices of before, has to hear of these too. */
    private static void requireNoSale(DSLContext db, long event) {
        if (db.fetchExists(SALE, SALE.EVENT_ID.eq(event))) {
            throw HttpProblem.of(
                    409, "event-on-sale", "The event was given a sale in the meantime", "send the change again");
        }
    }

    private Answer delete(Request request) {
        Optional<Answer> before = answers.before(request);
        if (before.isPresent()) {
            return before.get();
        }
        EventRecord current = database.run(db -> own(db, id(request.path("eventId")), request.promoterId()));
        request.matches(current.getRowVersion());
        revisions.delete(request.promoterId(), current.getEventId());
        return answers.once(request, db -> {
            Revisions.requireDeletable(db, current.getEventId());
            int deleted = db.deleteFrom(EVENT)
                    .where(EVENT.EVENT_ID.eq(current.getEventId()), EVENT.ROW_VERSION.eq(current.getRowVersion()))
                    .execute();
            if (deleted == 0) {
                throw Request.stale();
            }
            return Answer.gone();
        });
    }

    /** The promoter's event; another's is a 404 problem. */
    static EventRecord own(DSLContext db, long event, String promoterId) {
        return db.selectFrom(EVENT)
                .where(EVENT.EVENT_ID.eq(event), EVENT.PROMOTER_ID.eq(promoterId))
                .fetchOptional()
                .orElseThrow(Events::unknown);
    }

    static List<Long> performers(DSLContext db, long event) {
        return db.select(EVENT_PERFORMER.PERFORMER_ID)
                .from(EVENT_PERFORMER)
                .where(EVENT_PERFORMER.EVENT_ID.eq(event))
                .orderBy(EVENT_PERFORMER.POSITION)
                .fetch(EVENT_PERFORMER.PERFORMER_ID);
    }

    private static void perform(DSLContext db, long event, List<Long> performerIds, String promoterId) {
        int own = db.fetchCount(
                PERFORMER, PERFORMER.PERFORMER_ID.in(performerIds).and(PERFORMER.PROMOTER_ID.eq(promoterId)));
        if (own != performerIds.size()) {
            throw Performers.unknown();
        }
        for (int position = 0; position < performerIds.size(); position++) {
            db.insertInto(EVENT_PERFORMER)
                    .set(EVENT_PERFORMER.EVENT_ID, event)
                    .set(EVENT_PERFORMER.PERFORMER_ID, performerIds.get(position))
                    .set(EVENT_PERFORMER.POSITION, position)
                    .execute();
        }
    }

    static JsonObject json(EventRecord row, List<Long> performerIds) {
        JsonObject body =
                new JsonObject().put("eventId", Ids.eventId(row.getEventId())).put("eventName", row.getEventName());
        if (row.getDescription() != null) {
            body.put("description", row.getDescription());
        }
        return body.put("startTime", row.getStartTime().toInstant().toString())
                .put("endTime", row.getEndTime().toInstant().toString())
                .put("timeZone", row.getTimeZone())
                .put("venueId", Ids.venueId(row.getVenueId()))
                .put("layoutVersion", row.getLayoutVersion())
                .put(
                        "performerIds",
                        performerIds.stream()
                                .map(Ids::performerId)
                                .collect(JsonArray::new, JsonArray::add, JsonArray::addAll))
                .put("currency", row.getCurrency())
                .put("sections", Offer.parse(row.getOffer().data()).json())
                .put("rowVersion", row.getRowVersion());
    }

    static long id(String eventId) {
        return Ids.parseEventId(eventId).orElseThrow(Events::unknown);
    }

    static HttpProblem unknown() {
        return HttpProblem.notFound("no such event");
    }

    /** What a body says of an event. */
    private record Wanted(
            String eventName,
            Optional<String> description,
            Instant startTime,
            Instant endTime,
            Optional<String> timeZone,
            long venueId,
            List<Long> performerIds,
            String currency,
            Offer offer) {

        static Wanted read(Fields body) {
            Wanted wanted = new Wanted(
                    body.string("eventName", 200),
                    body.optionalString("description", 10_000),
                    body.instant("startTime"),
                    body.instant("endTime"),
                    body.optionalString("timeZone", 64).map(zone -> Venues.zone(body, zone)),
                    Venues.id(body.string("venueId", 64)),
                    body.strings("performerIds", PERFORMERS_MAX, 64).stream()
                            .map(Performers::id)
                            .collect(Collectors.toList()),
                    currency(body),
                    Offer.read(body));
            if (!wanted.endTime.isAfter(wanted.startTime)) {
                throw body.bad("endTime", "after startTime");
            }
            if (wanted.performerIds.stream().distinct().count() != wanted.performerIds.size()) {
                throw body.bad("performerIds", "each performer once");
            }
            return wanted;
        }

        private static String currency(Fields body) {
            String code = body.string("currency", 3).toUpperCase(Locale.ROOT);
            try {
                return Currency.getInstance(code).getCurrencyCode();
            } catch (IllegalArgumentException unknown) {
                throw body.bad("currency", "an ISO 4217 code such as EUR");
            }
        }

        EventRecord into(EventRecord event, VenueRecord venue) {
            event.setEventName(eventName);
            event.setDescription(description.orElse(null));
            event.setStartTime(startTime.atOffset(ZoneOffset.UTC));
            event.setEndTime(endTime.atOffset(ZoneOffset.UTC));
            event.setTimeZone(timeZone.orElse(venue.getTimeZone()));
            event.setCurrency(currency);
            event.setOffer(JSONB.valueOf(offer.stored()));
            return event;
        }
    }
}
