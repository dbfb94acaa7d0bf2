package io.tidegate.waitingroom.catalogue.importing;

import static io.tidegate.db.Tables.VENUE;
import static io.tidegate.db.Tables.VENUE_LAYOUT;

import io.tidegate.db.tables.records.VenueLayoutRecord;
import io.tidegate.db.tables.records.VenueRecord;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Section;
import io.vertx.core.json.JsonArray;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** The venues of a batch, with their seat map templates: found by their source's id, made or changed as it says. */
final class VenueUpserts {
    private final DSLContext db;
    private final String promoterId;
    private final Map<String, VenueRecord> rows = new HashMap<>();
    private final Map<String, Result> done = new HashMap<>();
    private final Map<Long, Map<String, String>> sections = new HashMap<>();

    VenueUpserts(DSLContext db, String promoterId) {
        this.db = db;
        this.promoterId = promoterId;
    }

    /** Of several with one id, the last counts. */
    void apply(List<Item> said) {
        db.selectFrom(VENUE)
                .where(VENUE.PROMOTER_ID.eq(promoterId), VENUE.SOURCE_ID.eq(DSL.any(Sources.ids(said))))
                .orderBy(VENUE.VENUE_ID)
                .forUpdate()
                .forEach(row -> rows.put(row.getSourceId(), row));
        Map<String, Item.Venue> wanted = new LinkedHashMap<>();
        said.forEach(item -> {
            if (item instanceof Item.Venue venue) {
                wanted.put(venue.sourceId(), venue);
            }
        });
        wanted.values().forEach(this::apply);
    }

    private void apply(Item.Venue venue) {
        try {
            VenueRecord row = rows.get(venue.sourceId());
            VenueRecord now = row == null ? create(venue) : change(row, venue);
            Result.Kind kind = row == null
                    ? Result.Kind.CREATED
                    : now.getRowVersion().equals(row.getRowVersion()) ? Result.Kind.UNCHANGED : Result.Kind.CHANGED;
            rows.put(venue.sourceId(), now);
            done.put(venue.sourceId(), Result.done(kind, Ids.venueId(now.getVenueId())));
        } catch (HttpProblem bad) {
            done.put(venue.sourceId(), Result.refused(String.valueOf(bad.getMessage())));
        }
    }

    private VenueRecord create(Item.Venue venue) {
        VenueRecord row = said(venue, new VenueRecord());
        if (row.getTimeZone() == null) {
            throw HttpProblem.badRequest("tidegate:timeZone is missing, for a venue that is new");
        }
        VenueLayout layout = venue.layout().orElseGet(() -> standing(venue.capacity()));
        row.setPromoterId(promoterId);
        row.setSourceId(venue.sourceId());
        row.setLayoutVersion(1);
        VenueRecord created = db.insertInto(VENUE).set(row).returning().fetchSingle();
        insert(created, layout);
        return created;
    }

    private static VenueLayout standing(int capacity) {
        if (capacity == 0) {
            throw HttpProblem.badRequest(
                    "tidegate:layout or maximumAttendeeCapacity is missing, for a venue that is new");
        }
        return new VenueLayout(
                List.of(new Section("GA", "General admission", "generalAdmission", capacity, List.of(), 0, 0)));
    }

    private VenueRecord change(VenueRecord row, Item.Venue venue) {
        VenueRecord now = said(venue, row.into(VENUE));
        boolean redrawn = venue.layout().isPresent() && !venue.layout().get().equals(layout(row));
        if (!redrawn && now.equals(row)) {
            return row;
        }
        now.setLayoutVersion(row.getLayoutVersion() + (redrawn ? 1 : 0));
        now.setRowVersion(row.getRowVersion() + 1);
        db.update(VENUE)
                .set(now)
                .set(VENUE.UPDATED_AT, DSL.currentOffsetDateTime())
                .where(VENUE.VENUE_ID.eq(row.getVenueId()))
                .execute();
        if (redrawn) {
            insert(now, venue.layout().orElseThrow());
        }
        return now;
    }

    private static VenueRecord said(Item.Venue venue, VenueRecord into) {
        into.setVenueName(venue.name());
        venue.streetAddress().ifPresent(into::setStreetAddress);
        into.setCity(venue.city());
        into.setCountry(venue.country());
        into.setLatitude(venue.latitude());
        into.setLongitude(venue.longitude());
        venue.timeZone().ifPresent(into::setTimeZone);
        return into;
    }

    private void insert(VenueRecord row, VenueLayout layout) {
        VenueLayoutRecord template = new VenueLayoutRecord();
        template.setVenueId(row.getVenueId());
        template.setLayoutVersion(row.getLayoutVersion());
        template.setLayout(JSONB.valueOf(layout.json()));
        db.insertInto(VENUE_LAYOUT).set(template).execute();
    }

    private VenueLayout layout(VenueRecord row) {
        return db.select(VENUE_LAYOUT.LAYOUT)
                .from(VENUE_LAYOUT)
                .where(
                        VENUE_LAYOUT.VENUE_ID.eq(row.getVenueId()),
                        VENUE_LAYOUT.LAYOUT_VERSION.eq(row.getLayoutVersion()))
                .fetchSingle(found -> VenueLayout.parse(found.value1().data()));
    }

    /** The venue that was imported under this id; a 400 problem says that none was, or why not. */
    VenueRecord find(String sourceId) {
        VenueRecord row = rows.get(sourceId);
        if (row == null) {
            Result tried = done.get(sourceId);
            throw HttpProblem.badRequest(
                    "location: " + (tried == null ? "nothing was imported as " + sourceId : tried.reason()));
        }
        return row;
    }

    Result result(String sourceId) {
        return done.getOrDefault(sourceId, Result.refused("not written"));
    }

    /** The ids of a venue's sections in order, each with its name; without fetching the seats. */
    Map<String, String> sections(VenueRecord venue) {
        return sections.computeIfAbsent(venue.getVenueId(), ignored -> {
            // jsonb_path: the seats of a large template stay in the database
            JSONB found = db.select(DSL.field(
                            "jsonb_build_array(jsonb_path_query_array({0}, '$.sections[*].sectionId'),"
                                    + " jsonb_path_query_array({0}, '$.sections[*].name'))",
                            JSONB.class, VENUE_LAYOUT.LAYOUT))
                    .from(VENUE_LAYOUT)
                    .where(
                            VENUE_LAYOUT.VENUE_ID.eq(venue.getVenueId()),
                            VENUE_LAYOUT.LAYOUT_VERSION.eq(venue.getLayoutVersion()))
                    .fetchSingle(row -> row.value1());
            return named(new JsonArray(found.data()));
        });
    }

    private static Map<String, String> named(JsonArray idsAndNames) {
        JsonArray ids = idsAndNames.getJsonArray(0);
        JsonArray names = idsAndNames.getJsonArray(1);
        Map<String, String> sections = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            sections.put(ids.getString(i), names.getString(i));
        }
        return sections;
    }
}
