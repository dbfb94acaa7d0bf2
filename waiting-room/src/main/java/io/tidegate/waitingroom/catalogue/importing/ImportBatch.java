package io.tidegate.waitingroom.catalogue.importing;

import io.tidegate.db.tables.records.PerformerRecord;
import io.tidegate.db.tables.records.VenueRecord;
import io.tidegate.http.HttpProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/** One transaction of an import: venues and performers first, then the events that need them. */
final class ImportBatch {
    private final VenueUpserts venues;
    private final PerformerUpserts performers;
    private final EventUpserts events;

    /** {@code accepted}: what a writer has just allowed. */
    ImportBatch(DSLContext db, String promoterId, int partitions, Optional<Result.Move> accepted) {
        this.venues = new VenueUpserts(db, promoterId);
        this.performers = new PerformerUpserts(db, promoterId);
        this.events = new EventUpserts(db, promoterId, partitions, accepted);
    }

    List<Result> apply(List<Item> items) {
        venues.apply(items.stream().flatMap(ImportBatch::places).toList());
        performers.apply(items.stream().flatMap(ImportBatch::performing).toList());
        Map<Item, Result> refused = new HashMap<>();
        Map<String, EventUpserts.Wanted> wanted = new LinkedHashMap<>();
        for (Item item : items) {
            if (item instanceof Item.Event event) {
                try {
                    wanted.put(event.sourceId(), wanted(event));
                } catch (HttpProblem bad) {
                    refused.put(item, Result.refused(String.valueOf(bad.getMessage())));
                }
            }
        }
        Map<String, Result> done = events.apply(wanted);
        return items.stream()
                .map(item -> refused.getOrDefault(item, result(item, done)))
                .toList();
    }

    private Result result(Item item, Map<String, Result> done) {
        return switch (item) {
            case Item.Event event -> done.getOrDefault(event.sourceId(), Result.refused("not written"));
            case Item.Venue venue -> venues.result(venue.sourceId());
            case Item.Performer performer -> performers.result(performer.sourceId());
            case Item.Reference reference -> Result.refused("a reference by itself says nothing");
        };
    }

    private EventUpserts.Wanted wanted(Item.Event event) {
        VenueRecord venue = venues.find(event.location().sourceId());
        List<Long> performerIds = new ArrayList<>();
        for (Item performer : event.performers()) {
            PerformerRecord row = performers.find(performer.sourceId());
            performerIds.add(row.getPerformerId());
        }
        return EventUpserts.Wanted.of(
                event, venue, performerIds.stream().distinct().toList(), venues.sections(venue));
    }

    private static Stream<Item> places(Item item) {
        return switch (item) {
            case Item.Event event -> Stream.of(event.location());
            case Item.Venue venue -> Stream.of(venue);
            case Item.Performer performer -> Stream.of();
            case Item.Reference reference -> Stream.of();
        };
    }

    private static Stream<Item> performing(Item item) {
        return switch (item) {
            case Item.Event event -> event.performers().stream();
            case Item.Performer performer -> Stream.of(performer);
            case Item.Venue venue -> Stream.of();
            case Item.Reference reference -> Stream.of();
        };
    }
}
