package io.tidegate.read.search;

import co.elastic.clients.elasticsearch._types.FieldValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.ids.Ids;
import io.tidegate.read.page.Cursor;
import io.tidegate.read.page.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a page of hits ended: its order and the last hit's sort values. */
public final class SearchCursor {
    private SearchCursor() {}

    static String after(SearchQuery.Sort sort, List<FieldValue> values) {
        List<Object> all = new ArrayList<>();
        all.add(sort.name());
        values.forEach(value -> all.add(value._get()));
        return Cursor.encode(Json.text(all));
    }

    /** The sort values; empty: not a cursor of this order. */
    public static Optional<List<FieldValue>> parse(SearchQuery.Sort sort, String cursor) {
        try {
            JsonNode all = Json.MAPPER.readTree(Cursor.decode(cursor));
            boolean ranked = sort != SearchQuery.Sort.date;
            int size = ranked ? 4 : 3;
            if (!all.isArray() || all.size() != size || !all.get(0).asText().equals(sort.name())) {
                return Optional.empty();
            }
            JsonNode rank = all.get(1);
            JsonNode start = all.get(size - 2);
            String eventId = all.get(size - 1).asText();
            boolean ours = (!ranked || (rank.isNumber() && Double.isFinite(rank.doubleValue())))
                    && start.isIntegralNumber()
                    && start.canConvertToLong()
                    && Ids.parseEventId(eventId).isPresent();
            if (!ours) {
                return Optional.empty();
            }
            List<FieldValue> values = new ArrayList<>();
            if (ranked) {
                values.add(FieldValue.of(rank.doubleValue()));
            }
            values.add(FieldValue.of(start.longValue()));
            values.add(FieldValue.of(eventId));
            return Optional.of(values);
        } catch (JsonProcessingException notOurs) {
            return Optional.empty();
        }
    }
}
