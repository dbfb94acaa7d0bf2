package io.tidegate.waitingroom.catalogue;

import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.VENUE;
import static io.tidegate.db.Tables.VENUE_LAYOUT;

import io.tidegate.db.tables.records.VenueRecord;
import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.tidegate.store.Database;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** A promoter's venues, each with its seat map template. A template that changes is a new version; events keep theirs. */
final class Venues {
    private static final String PATH = "/promoter/venues";

    private final Database database;
    private final IdempotentAnswers answers;

    Venues(Database database, IdempotentAnswers answers) {
        this.database = database;
        this.answers = answers;
    }

    void mount(Router router, PromoterCalls calls) {
        router.post(PATH).handler(calls.handler(this::create));
        router.get(PATH).handler(calls.handler(this::list));
        router.get(PATH + "/:venueId").handler(calls.handler(this::get));
        router.put(PATH + "/:venueId").handler(calls.handler(this::change));
        router.delete(PATH + "/:venueId").handler(calls.handler(this::delete));
    }

    private Answer create(Request request) {
        VenueLayout layout =
                layout(request.body()).orElseThrow(() -> request.body().bad("layout", "an object"));
        VenueRecord venue = read(request.body(), new VenueRecord());
        return answers.once(request, db -> {
            venue.setPromoterId(request.promoterId());
            venue.setLayoutVersion(1);
            VenueRecord row = db.insertInto(VENUE).set(venue).returning().fetchSingle();
            insert(db, row, layout);
            return Answer.created(PATH + "/" + Ids.venueId(row.getVenueId()), json(row, layout));
        });
    }

    private Answer list(Request request) {
        long after = request.cursor().map(Venues::id).orElse(0L);
        List<VenueRecord> rows = database.run(db -> db.selectFrom(VENUE)
                .where(VENUE.PROMOTER_ID.eq(request.promoterId()), VENUE.VENUE_ID.gt(after))
                .orderBy(VENUE.VENUE_ID)
                .limit(request.limit() + 1)
                .fetch());
        return database.run(db -> Listing.page(
                "venues",
                request.limit(),
                rows,
                row -> json(row, layout(db, row)),
                row -> Ids.venueId(row.getVenueId())));
    }

    private Answer get(Request request) {
        return database.run(db -> {
            VenueRecord row = own(db, request);
            VenueLayout layout = layout(db, row);
            return Answer.ok(json(row, layout).put("layout", new JsonObject(layout.json())));
        });
    }

    private Answer change(Request request) {
        Optional<VenueLayout> layout = layout(request.body());
        VenueRecord wanted = read(request.body(), new VenueRecord());
        return answers.once(request, db -> {
            VenueRecord row = lock(db, request);
            VenueLayout before = layout(db, row);
            wanted.setLayoutVersion(row.getLayoutVersion());
            if (layout.isPresent() && !layout.get().equals(before)) {
                wanted.setLayoutVersion(row.getLayoutVersion() + 1);
            }
            wanted.setRowVersion(row.getRowVersion() + 1);
            VenueRecord changed = db.update(VENUE)
                    .set(wanted)
                    .set(VENUE.UPDATED_AT, DSL.currentOffsetDateTime())
                    .where(VENUE.VENUE_ID.eq(row.getVenueId()))
                    .returning()
                    .fetchSingle();
            if (!changed.getLayoutVersion().equals(row.getLayoutVersion())) {
                insert(db, changed, layout.orElseThrow());
            }
            return Answer.ok(json(changed, layout.orElse(before)));
        });
    }

    private Answer delete(Request request) {
        return answers.once(request, db -> {
            VenueRecord row = lock(db, request);
            if (db.fetchExists(EVENT, EVENT.VENUE_ID.eq(row.getVenueId()))) {
                throw HttpProblem.of(409, "venue-in-use", "The venue has events", "delete its events first");
            }
            db.deleteFrom(VENUE).where(VENUE.VENUE_ID.eq(row.getVenueId())).execute();
            return Answer.gone();
        });
    }

    private static VenueRecord lock(DSLContext db, Request request) {
        VenueRecord row = db.selectFrom(VENUE)
                .where(VENUE.VENUE_ID.eq(id(request.path("venueId"))), VENUE.PROMOTER_ID.eq(request.promoterId()))
                .forUpdate()
                .fetchOptional()
                .orElseThrow(Venues::unknown);
        request.matches(row.getRowVersion());
        return row;
    }

    private static VenueRecord own(DSLContext db, Request request) {
        return own(db, id(request.path("venueId")), request.promoterId());
    }

    /** The promoter's venue; another's is a 404 problem. */
    static VenueRecord own(DSLContext db, long venueId, String promoterId) {
        return db.selectFrom(VENUE)
                .where(VENUE.VENUE_ID.eq(venueId), VENUE.PROMOTER_ID.eq(promoterId))
                .fetchOptional()
                .orElseThrow(Venues::unknown);
    }

    /** The template of this version. */
    static VenueLayout layout(DSLContext db, long venueId, int layoutVersion) {
        return db.selectFrom(VENUE_LAYOUT)
                .where(VENUE_LAYOUT.VENUE_ID.eq(venueId), VENUE_LAYOUT.LAYOUT_VERSION.eq(layoutVersion))
                .fetchSingle(row -> VenueLayout.parse(row.getLayout().data()));
    }

    private static VenueLayout layout(DSLContext db, VenueRecord row) {
        return layout(db, row.getVenueId(), row.getLayoutVersion());
    }

    private static void insert(DSLContext db, VenueRecord row, VenueLayout layout) {
        db.insertInto(VENUE_LAYOUT)
                .set(VENUE_LAYOUT.VENUE_ID, row.getVenueId())
                .set(VENUE_LAYOUT.LAYOUT_VERSION, row.getLayoutVersion())
                .set(VENUE_LAYOUT.LAYOUT, JSONB.valueOf(layout.json()))
                .execute();
    }

    private static VenueRecord read(Fields body, VenueRecord into) {
        Fields location = body.object("venueLocation");
        into.setVenueName(body.string("venueName", 200));
        into.setStreetAddress(location.optionalString("streetAddress", 200).orElse(null));
        into.setCity(location.string("city", 100));
        into.setCountry(location.string("country", 100));
        into.setLatitude(location.number("latitude", -90, 90));
        into.setLongitude(location.number("longitude", -180, 180));
        into.setTimeZone(zone(body, body.string("timeZone", 64)));
        return into;
    }

    /** The zone's own name, if there is such a zone. */
    static String zone(Fields body, String zone) {
        try {
            return ZoneId.of(zone).getId();
        } catch (DateTimeException unknown) {
            throw body.bad("timeZone", "a time zone such as Europe/Berlin");
        }
    }

    private static Optional<VenueLayout> layout(Fields body) {
        return body.optionalObject("layout").map(layout -> {
            try {
                return VenueLayout.parse(layout.json().encode());
            } catch (IllegalArgumentException bad) {
                throw HttpProblem.badRequest("layout." + bad.getMessage()).with("field", "layout");
            }
        });
    }

    private static JsonObject json(VenueRecord row, VenueLayout layout) {
        JsonObject location = new JsonObject();
        if (row.getStreetAddress() != null) {
            location.put("streetAddress", row.getStreetAddress());
        }
        location.put("city", row.getCity())
                .put("country", row.getCountry())
                .put("latitude", row.getLatitude())
                .put("longitude", row.getLongitude());
        return new JsonObject()
                .put("venueId", Ids.venueId(row.getVenueId()))
                .put("venueName", row.getVenueName())
                .put("venueLocation", location)
                .put("timeZone", row.getTimeZone())
                .put("layoutVersion", row.getLayoutVersion())
                .put("capacity", layout.capacity())
                .put("rowVersion", row.getRowVersion());
    }

    static long id(String venueId) {
        return Ids.parseVenueId(venueId).orElseThrow(Venues::unknown);
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("no such venue");
    }
}
