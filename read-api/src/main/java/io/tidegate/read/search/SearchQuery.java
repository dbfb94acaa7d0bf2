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

    /** The twenty upcoming events that fit these words best. */
    static SearchQuery words(List<String> words, Instant now) {
        return new SearchQuery(words, null, null, now, null, null, null, null, Sort.relevance, 20, List.of(), now);
    }

    /** All that the answer depends on but for the time, as text; {@code fromNow}: it moves on with time. */
    public String key(boolean fromNow) {
        List<String> positions =
                after.stream().map(value -> String.valueOf(value._get())).toList();
        return List.of(words, String.valueOf(city), String.valueOf(performerType), fromNow ? "now" : from) + " " + to
                + " " + near + " " + maxPrice + " " + onSale + " " + sort + " " + limit + " " + positions;
    }

    /** The same asked at another time. */
    public SearchQuery at(Instant other, boolean fromNow) {
        return new SearchQuery(
                words,
                city,
                performerType,
                fromNow ? other : from,
                to,
                near,
                maxPrice,
                onSale,
                sort,
                limit,
                after,
                other);
    }

    /** The order of hits; each ends with start and id, so that no two are equal. */
    public enum Sort {
        relevance,
        date,
        distance,
        popularity
    }

    /** Within so many kilometres of a point. */
    public record Near(double latitude, double longitude, double kilometres) {}
}
