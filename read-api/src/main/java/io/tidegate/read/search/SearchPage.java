package io.tidegate.read.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /search}: hits, how many there are in all, and what they could be narrowed to. */
public record SearchPage(
        List<JsonNode> hits,
        long total,
        Facets facets,
        @Nullable String nextCursor,
        @Nullable Boolean stale) {

    /** The most frequent values among all hits. */
    public record Facets(List<Facet> cities, List<Facet> performerTypes) {}

    /** One value and how many hits have it. */
    public record Facet(String value, long count) {}

    /** {@code GET /search/suggest}: how what was typed may go on. */
    public record Suggestions(
            List<Suggestion> suggestions, @Nullable Boolean stale) {}

    /** A name that goes on so, and what it is of. */
    public record Suggestion(
            String text, String kind, @Nullable String id) {}
}
