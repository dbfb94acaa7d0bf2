package io.tidegate.read.indexer;

import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.catalogue.CatalogueReader;
import io.tidegate.read.search.EventIndex;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings changes of rows into the index: what a change touches is read anew and written whole, so that a change may come
 * twice, or late. A snapshot goes into a new index, which searches use when it is complete.
 */
final class Indexing {
    private static final int DOCUMENTS_MAX = 500;

    private final CatalogueReader reader;
    private final EventIndex index;
    private final Clock clock;
    private @Nullable String building;

    Indexing(CatalogueReader reader, EventIndex index, Clock clock) {
        this.reader = reader;
        this.index = index;
        this.clock = clock;
    }

    /** Whether a snapshot ended with these changes, so that anything may have changed. */
    boolean apply(List<RowChange> changes) throws IOException {
        if (building == null && changes.stream().anyMatch(RowChange::snapshot)) {
            building = index.create(clock.instant());
        }
        String target = building;
        if (target == null) {
            target = index.serving().orElseThrow(() -> new IOException("there is no index"));
        }
        write(target, events(changes));
        boolean complete = building != null && changes.stream().anyMatch(c -> c.lastOfSnapshot() || !c.snapshot());
        if (complete) {
            index.serve(target);
            building = null;
        }
        return complete;
    }

    /** The events whose documents these changes touch. */
    private Set<Long> events(List<RowChange> changes) {
        Set<Long> events = new LinkedHashSet<>();
        for (RowChange change : new HashSet<>(changes)) {
            switch (change.table()) {
                case "event", "event_performer", "sale" -> events.add(change.id());
                case "event_popularity" -> {
                    if (!change.snapshot() && !change.deleted()) {
                        events.add(change.id());
                    }
                }
                case "venue" -> events.addAll(change.snapshot() ? List.of() : reader.eventsOfVenue(change.id()));
                case "performer" ->
                    events.addAll(change.snapshot() ? List.of() : reader.eventsOfPerformer(change.id()));
                default -> {} // the heartbeat
            }
        }
        return events;
    }

    private void write(String target, Set<Long> events) throws IOException {
        List<Long> all = new ArrayList<>(events);
        for (int from = 0; from < all.size(); from += DOCUMENTS_MAX) {
            List<Long> some = all.subList(from, Math.min(all.size(), from + DOCUMENTS_MAX));
            List<CatalogueEvent> found = reader.events(some);
            Set<Long> gone = new HashSet<>(some);
            gone.removeAll(found.stream().map(CatalogueEvent::id).collect(Collectors.toSet()));
            index.write(target, found, gone, from + DOCUMENTS_MAX >= all.size());
        }
    }
}
