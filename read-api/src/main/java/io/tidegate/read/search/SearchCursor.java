package io.tidegate.read.search;

import co.elastic.clients.elasticsearch._types.FieldValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
            int size = sort == SearchQuery.Sort.date ? 3 : 4;
            if (!all.isArray() || all.size() != size || !all.get(0).asText().equals(sort.name())) {
                return Optional.empty();
            }
            List<FieldValue> values = new ArrayList<>();
            for (int i = 1; i < size - 1; i++) {
                JsonNode number = all.get(i);
                if (!number.isNumber()) {
                    return Optional.empty();
                }
                values.add(
                        number.isIntegralNumber() && number.canConvertToLong()
                                ? FieldValue.of(number.longValue())
                                : FieldValue.of(number.doubleValue()));
            }
            values.add(FieldValue.of(all.get(size - 1).asText()));
            return Optional.of(values);
        } catch (JsonProcessingException notOurs) {
            return Optional.empty();
        }
    }
}
