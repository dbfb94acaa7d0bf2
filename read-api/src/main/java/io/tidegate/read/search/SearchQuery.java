package io.tidegate.read.search;

import co.elastic.clients.elasticsearch._types.FieldValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is searched for; null or empty: not asked.
 *
 * @param words folded
 * @param city folded
 * @param now decides what is on sale
 * @param after the sort values of the last hit before this page
 */
public record SearchQuery(
        List<String> words,
        @Nullable String city,
        @Nullable String performerType,
        Instant from,
        @Nullable Instant to,
        @Nullable Near near,
        @Nullable Long maxPrice,
        @Nullable Boolean onSale,
        Sort sort,
        int limit,
        List<FieldValue> after,
        Instant now) {

    /** The order of hits; each ends with start and id, so that no two are equal. */
    public enum Sort {
        relevance,
        date,
        distance
    }

    /** Within so many kilometres of a point. */
    public record Near(double latitude, double longitude, double kilometres) {}
}
