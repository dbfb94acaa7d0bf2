package io.tidegate.read.catalogue;

import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.EVENT_LEDGER;
import static io.tidegate.db.Tables.EVENT_PERFORMER;
import static io.tidegate.db.Tables.EVENT_POPULARITY;
import static io.tidegate.db.Tables.PERFORMER;
import static io.tidegate.db.Tables.SALE;
import static io.tidegate.db.Tables.VENUE;
import static io.tidegate.db.Tables.VENUE_LAYOUT;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.SaleTerms;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads the catalogue from Postgres. Each call is one statement, and so sees one moment. */
public final class CatalogueReader {
    private static final Field<List<Performer>> PERFORMERS = multiset(select(
                            PERFORMER.PERFORMER_ID,
                            PERFORMER.PERFORMER_NAME,
                            PERFORMER.PERFORMER_TYPE,
                            PERFORMER.ROW_VERSION)
                    .from(EVENT_PERFORMER)
                    .join(PERFORMER)
                    .on(PERFORMER.PERFORMER_ID.eq(EVENT_PERFORMER.PERFORMER_ID))
                    .where(EVENT_PERFORMER.EVENT_ID.eq(EVENT.EVENT_ID))
                    .orderBy(EVENT_PERFORMER.POSITION))
            .as("performers")
            .convertFrom(rows -> rows.map(r -> new Performer(r.value1(), r.value2(), r.value3(), r.value4())));

    private final DSLContext sql;

    public CatalogueReader(DSLContext sql) {
        this.sql = sql;
    }

    public Optional<CatalogueEvent> event(long eventId) {
        return events(EVENT.EVENT_ID.eq(eventId), 1).stream().findFirst();
    }

    public List<CatalogueEvent> events(Collection<Long> eventIds) {
        return events(EVENT.EVENT_ID.in(eventIds), eventIds.size());
    }

    /** Events by start; {@code after} is where the page before ended. */
    public List<CatalogueEvent> events(Window window, @Nullable Position after, int limit) {
        Condition condition = EVENT.START_TIME
                .ge(window.from.atOffset(ZoneOffset.UTC))
                .and(window.to == null ? noCondition() : EVENT.START_TIME.lt(window.to.atOffset(ZoneOffset.UTC)))
                .and(window.city == null ? noCondition() : DSL.lower(VENUE.CITY).eq(DSL.lower(window.city)))
                .and(
                        after == null
                                ? noCondition()
                                : row(EVENT.START_TIME, EVENT.EVENT_ID)
                                        .gt(after.startTime.atOffset(ZoneOffset.UTC), after.eventId));
        return events(condition, limit);
    }

    public List<CatalogueEvent> upcomingOfVenue(long venueId, Instant now, int limit) {
        return events(EVENT.VENUE_ID.eq(venueId).and(EVENT.START_TIME.ge(now.atOffset(ZoneOffset.UTC))), limit);
    }

    public List<CatalogueEvent> upcomingOfPerformer(long performerId, Instant now, int limit) {
        Condition performs = EVENT.EVENT_ID.in(select(EVENT_PERFORMER.EVENT_ID)
                .from(EVENT_PERFORMER)
                .where(EVENT_PERFORMER.PERFORMER_ID.eq(performerId)));
        return events(performs.and(EVENT.START_TIME.ge(now.atOffset(ZoneOffset.UTC))), limit);
    }

    public Optional<Venue> venue(long venueId) {
        return sql.selectFrom(VENUE).where(VENUE.VENUE_ID.eq(venueId)).fetchOptional(CatalogueReader::venue);
    }

    public Optional<Performer> performer(long performerId) {
        return sql.selectFrom(PERFORMER)
                .where(PERFORMER.PERFORMER_ID.eq(performerId))
                .fetchOptional(r -> new Performer(
                        r.getPerformerId(), r.getPerformerName(), r.getPerformerType(), r.getRowVersion()));
    }

    /** A seat map template; never changes. */
    public Optional<VenueLayout> layout(long venueId, int layoutVersion) {
        return sql.select(VENUE_LAYOUT.LAYOUT)
                .from(VENUE_LAYOUT)
                .where(VENUE_LAYOUT.VENUE_ID.eq(venueId).and(VENUE_LAYOUT.LAYOUT_VERSION.eq(layoutVersion)))
                .fetchOptional(r -> VenueLayout.parse(r.value1().data()));
    }

    /** The ids of all events that show a venue. */
    public List<Long> eventsOfVenue(long venueId) {
        return sql.select(EVENT.EVENT_ID)
                .from(EVENT)
                .where(EVENT.VENUE_ID.eq(venueId))
                .fetch(EVENT.EVENT_ID);
    }

    /** The ids of all events that show a performer. */
    public List<Long> eventsOfPerformer(long performerId) {
        return sql.select(EVENT_PERFORMER.EVENT_ID)
                .from(EVENT_PERFORMER)
                .where(EVENT_PERFORMER.PERFORMER_ID.eq(performerId))
                .fetch(EVENT_PERFORMER.EVENT_ID);
    }

    /** From inclusive, to exclusive; null: open. */
    public record Window(
            Instant from, @Nullable Instant to, @Nullable String city) {}

    /** A place in the order of events: start, then id. */
    public record Position(Instant startTime, long eventId) {}

    private List<CatalogueEvent> events(Condition condition, int limit) {
        return sql.select(EVENT.asterisk(), VENUE.asterisk(), SALE.asterisk())
                .select(EVENT_LEDGER.TERMS, EVENT_LEDGER.STATE, PERFORMERS)
                .select(EVENT_POPULARITY.POPULARITY, EVENT_POPULARITY.ROW_VERSION)
                .from(EVENT)
                .join(VENUE)
                .on(VENUE.VENUE_ID.eq(EVENT.VENUE_ID))
                .leftJoin(SALE)
                .on(SALE.EVENT_ID.eq(EVENT.EVENT_ID))
                .leftJoin(EVENT_LEDGER)
                .on(EVENT_LEDGER.EVENT_ID.eq(EVENT.EVENT_ID))
                .leftJoin(EVENT_POPULARITY)
                .on(EVENT_POPULARITY.EVENT_ID.eq(EVENT.EVENT_ID))
                .where(condition)
                .orderBy(EVENT.START_TIME, EVENT.EVENT_ID)
                .limit(limit)
                .fetch(CatalogueReader::event);
    }

    private static CatalogueEvent event(Record r) {
        SaleTerms terms = terms(r.get(EVENT_LEDGER.TERMS));
        return new CatalogueEvent(
                r.get(EVENT.EVENT_ID),
                r.get(EVENT.EVENT_NAME),
                r.get(EVENT.DESCRIPTION),
                r.get(EVENT.START_TIME).toInstant(),
                r.get(EVENT.END_TIME).toInstant(),
                r.get(EVENT.TIME_ZONE),
                venue(r),
                r.get(PERFORMERS),
                terms == null ? r.get(EVENT.CURRENCY) : terms.getCurrency(),
                terms == null ? Offer.parse(r.get(EVENT.OFFER).data()) : Offer.of(terms),
                terms == null ? r.get(EVENT.VENUE_ID) : terms.getVenueId(),
                terms == null ? r.get(EVENT.LAYOUT_VERSION) : terms.getLayoutVersion(),
                sale(r),
                terms != null,
                "cancelled".equals(r.get(EVENT_LEDGER.STATE)),
                r.get(EVENT_POPULARITY.POPULARITY) == null
                        ? Popularity.NONE
                        : new Popularity(r.get(EVENT_POPULARITY.POPULARITY), r.get(EVENT_POPULARITY.ROW_VERSION)),
                r.get(EVENT.ROW_VERSION));
    }

    private static Venue venue(Record r) {
        return new Venue(
                r.get(VENUE.VENUE_ID),
                r.get(VENUE.VENUE_NAME),
                r.get(VENUE.STREET_ADDRESS),
                r.get(VENUE.CITY),
                r.get(VENUE.COUNTRY),
                r.get(VENUE.LATITUDE),
                r.get(VENUE.LONGITUDE),
                r.get(VENUE.TIME_ZONE),
                r.get(VENUE.ROW_VERSION));
    }

    private static @Nullable Sale sale(Record r) {
        if (r.get(SALE.EVENT_ID) == null) {
            return null;
        }
        return new Sale(
                r.get(SALE.LOBBY_OPENS_AT).toInstant(),
                r.get(SALE.OPENS_AT).toInstant(),
                r.get(SALE.CLOSES_AT).toInstant(),
                r.get(SALE.QUEUED),
                r.get(SALE.CONTROL),
                r.get(SALE.ROW_VERSION));
    }

    private static @Nullable SaleTerms terms(byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : SaleTerms.parseFrom(bytes);
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("an event's terms cannot be read", broken);
        }
    }
}
