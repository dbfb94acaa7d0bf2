package io.tidegate.read.catalogue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event with all that describes it, read in one statement.
 *
 * @param layoutVenueId with {@code layoutVersion}: its seat map; the writer's, once {@code scheduled}
 * @param offer the writer's, once {@code scheduled}
 * @param scheduled the writer has made its tickets
 */
public record CatalogueEvent(
        long id,
        String name,
        @Nullable String description,
        Instant startTime,
        Instant endTime,
        String timeZone,
        Venue venue,
        List<Performer> performers,
        String currency,
        Offer offer,
        long layoutVenueId,
        int layoutVersion,
        @Nullable Sale sale,
        boolean scheduled,
        boolean cancelled,
        Popularity popularity,
        long rowVersion) {
    private static final int EVENT_SHIFT = 31;

    /**
     * Grows with each change of what the search document shows: an event's own row counts first (it changes whenever
     * its venue or its performers are others), then the sum of the rows that it shows.
     */
    public long documentVersion() {
        long shown = venue.rowVersion()
                + (sale == null ? 0 : sale.rowVersion())
                + popularity.rowVersion()
                + performers.stream().mapToLong(Performer::rowVersion).sum();
        return (rowVersion << EVENT_SHIFT) + shown;
    }
}
