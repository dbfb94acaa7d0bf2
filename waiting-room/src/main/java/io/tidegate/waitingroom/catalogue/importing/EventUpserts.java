package io.tidegate.waitingroom.catalogue.importing;

import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.EVENT_LEDGER;
import static io.tidegate.db.Tables.EVENT_PERFORMER;
import static io.tidegate.db.Tables.SALE;

import io.tidegate.db.tables.records.EventPerformerRecord;
import io.tidegate.db.tables.records.EventRecord;
import io.tidegate.db.tables.records.VenueRecord;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.catalogue.Offer;
import io.tidegate.waitingroom.catalogue.PartitionLoad;
import io.tidegate.waitingroom.catalogue.Revisions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/**
 * The events of a batch: found by their source's id, made or changed as it says. What is sold already keeps its venue
 * and its prices: these change at the event's writer, through the event's own call.
 */
final class EventUpserts {
    /** What a source says of an event. */
    private static final Field<?>[] DESCRIBED = {
        EVENT.VENUE_ID,
        EVENT.LAYOUT_VERSION,
        EVENT.EVENT_NAME,
        EVENT.DESCRIPTION,
        EVENT.START_TIME,
        EVENT.END_TIME,
        EVENT.TIME_ZONE,
        EVENT.CURRENCY,
        EVENT.OFFER
    };

    private final DSLContext db;
    private final String promoterId;
    private final int partitions;
    private final Optional<Result.Move> accepted;

    /** {@code accepted}: what a writer has just allowed. */
    EventUpserts(DSLContext db, String promoterId, int partitions, Optional<Result.Move> accepted) {
        this.db = db;
        this.promoterId = promoterId;
        this.partitions = partitions;
        this.accepted = accepted;
    }

    /** An event as its source wants it; a row of ours but for its number. */
    record Wanted(EventRecord row, Offer offer, List<Long> performerIds) {

        static Wanted of(Item.Event event, VenueRecord venue, List<Long> performerIds, Map<String, String> sections) {
            ZoneId zone = ZoneId.of(venue.getTimeZone());
            Instant start = event.start().at(zone);
            Instant end = event.end().map(when -> when.at(zone)).orElse(start.plus(event.duration()));
            if (!end.isAfter(start)) {
                throw HttpProblem.badRequest("endDate: allowed: after startDate");
            }
            Offer offer = Prices.offer(event.prices(), sections);
            EventRecord row = new EventRecord();
            row.setSourceId(event.sourceId());
            row.setVenueId(venue.getVenueId());
            row.setLayoutVersion(venue.getLayoutVersion());
            row.setEventName(event.name());
            row.setDescription(event.description().orElse(null));
            row.setStartTime(time(start));
            row.setEndTime(time(end));
            row.setTimeZone(venue.getTimeZone());
            row.setCurrency(event.currency());
            row.setOffer(JSONB.valueOf(offer.stored()));
            return new Wanted(row, offer, performerIds);
        }

        private static OffsetDateTime time(Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
    }

    /** What became of each, by its source's id. */
    Map<String, Result> apply(Map<String, Wanted> wanted) {
        Map<String, EventRecord> known = known(wanted.keySet());
        Set<Long> onSale = onSale(known.values());
        Map<Long, List<Long>> performers = performers(known.values());
        Map<String, Result> results = new HashMap<>();
        List<Wanted> created = new ArrayList<>();
        wanted.forEach((sourceId, event) -> {
            EventRecord row = known.get(sourceId);
            if (row == null) {
                created.add(event);
            } else {
                List<Long> performing = performers.getOrDefault(row.getEventId(), List.of());
                results.put(sourceId, change(row, event, performing, onSale.contains(row.getEventId())));
            }
        });
        create(created);
        created.forEach(event -> results.put(event.row.getSourceId(), result(Result.Kind.CREATED, event.row)));
        return results;
    }

    private Map<String, EventRecord> known(Collection<String> sourceIds) {
        Map<String, EventRecord> known = new HashMap<>();
        db.selectFrom(EVENT)
                .where(EVENT.PROMOTER_ID.eq(promoterId), EVENT.SOURCE_ID.eq(DSL.any(sourceIds.toArray(String[]::new))))
                .orderBy(EVENT.EVENT_ID)
                .forUpdate()
                .forEach(row -> known.put(row.getSourceId(), row));
        return known;
    }

    private Set<Long> onSale(Collection<EventRecord> events) {
        Long[] ids = events.stream().map(EventRecord::getEventId).toArray(Long[]::new);
        return new HashSet<>(db.select(SALE.EVENT_ID)
                .from(SALE)
                .where(SALE.EVENT_ID.eq(DSL.any(ids)))
                .union(DSL.select(EVENT_LEDGER.EVENT_ID)
                        .from(EVENT_LEDGER)
                        .where(EVENT_LEDGER.EVENT_ID.eq(DSL.any(ids))))
                .fetch(row -> row.value1()));
    }

    private Map<Long, List<Long>> performers(Collection<EventRecord> events) {
        Long[] ids = events.stream().map(EventRecord::getEventId).toArray(Long[]::new);
        return db.selectFrom(EVENT_PERFORMER)
                .where(EVENT_PERFORMER.EVENT_ID.eq(DSL.any(ids)))
                .orderBy(EVENT_PERFORMER.POSITION)
                .fetchGroups(EVENT_PERFORMER.EVENT_ID, EVENT_PERFORMER.PERFORMER_ID);
    }

    private void create(List<Wanted> events) {
        if (events.isEmpty()) {
            return;
        }
        PartitionLoad load = PartitionLoad.read(db, partitions);
        List<Long> numbers = PartitionLoad.numbers(db, events.size());
        for (int i = 0; i < events.size(); i++) {
            EventRecord row = events.get(i).row;
            row.setEventId(load.place(numbers.get(i)));
            row.setPromoterId(promoterId);
        }
        db.insertInto(EVENT).set(events.stream().map(Wanted::row).toList()).execute();
        perform(events.stream()
                .flatMap(event -> rows(event.row.getEventId(), event.performerIds).stream())
                .toList());
    }

    private Result change(EventRecord row, Wanted wanted, List<Long> performing, boolean onSale) {
        Offer offer = Offer.parse(row.getOffer().data());
        if (onSale) {
            boolean sameTerms = row.getVenueId().equals(wanted.row.getVenueId())
                    && row.getCurrency().equals(wanted.row.getCurrency())
                    && offer.equals(wanted.offer);
            if (!sameTerms) {
                return Result.refused("the event has a sale: its venue and currency stand, and its prices change by"
                        + " PUT /promoter/events/" + Ids.eventId(row.getEventId()));
            }
            wanted.row.setLayoutVersion(row.getLayoutVersion());
        }
        Result.Move move = new Result.Move(
                row.getEventId(), wanted.row.getVenueId(), wanted.row.getLayoutVersion(), wanted.row.getCurrency());
        if (!move.equals(standing(row))) {
            if (!accepted.equals(Optional.of(move))) {
                return Result.unasked(move);
            }
            if (!Revisions.isAccepted(db, move.event(), move.venueId(), move.layoutVersion(), move.currency())) {
                return Result.refused("the event was changed in the meantime");
            }
        }
        if (offer.equals(wanted.offer)) {
            wanted.row.setOffer(row.getOffer());
        }
        EventRecord now = row.into(EVENT);
        now.from(wanted.row, DESCRIBED);
        boolean samePerformers = performing.equals(wanted.performerIds);
        if (now.equals(row) && samePerformers) {
            return result(Result.Kind.UNCHANGED, row);
        }
        now.setRowVersion(row.getRowVersion() + 1);
        db.update(EVENT)
                .set(now)
                .set(EVENT.UPDATED_AT, DSL.currentOffsetDateTime())
                .where(EVENT.EVENT_ID.eq(row.getEventId()))
                .execute();
        if (!samePerformers) {
            db.deleteFrom(EVENT_PERFORMER)
                    .where(EVENT_PERFORMER.EVENT_ID.eq(row.getEventId()))
                    .execute();
            perform(rows(row.getEventId(), wanted.performerIds));
        }
        return result(Result.Kind.CHANGED, row);
    }

    private static Result.Move standing(EventRecord row) {
        return new Result.Move(row.getEventId(), row.getVenueId(), row.getLayoutVersion(), row.getCurrency());
    }

    private void perform(List<EventPerformerRecord> rows) {
        if (!rows.isEmpty()) {
            db.insertInto(EVENT_PERFORMER).set(rows).execute();
        }
    }

    private static List<EventPerformerRecord> rows(long eventId, List<Long> performerIds) {
        List<EventPerformerRecord> rows = new ArrayList<>(performerIds.size());
        for (int position = 0; position < performerIds.size(); position++) {
            rows.add(new EventPerformerRecord(eventId, performerIds.get(position), position));
        }
        return rows;
    }

    private static Result result(Result.Kind kind, EventRecord row) {
        return Result.done(kind, Ids.eventId(row.getEventId()));
    }
}
