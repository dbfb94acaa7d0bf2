package io.tidegate.waitingroom.catalogue.importing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** JSON from strangers: how deep, how long, and how it becomes an object of ours. */
final class ItemJson {
    private static final int DEPTH_MAX = 40;
    private static final int NUMBER_CHARS_MAX = 40;

    private ItemJson() {}

    /** A mapper that refuses what is deeper, longer or said twice. */
    static ObjectMapper mapper(int itemBytesMax) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxNumberLength(NUMBER_CHARS_MAX)
                        .maxStringLength(itemBytesMax)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
        return JsonMapper.builder(factory).build();
    }

    @SuppressWarnings("unchecked") // what a mapper reads as a map has names for keys
    static JsonObject object(Map<?, ?> map) {
        return new JsonObject((Map<String, Object>) map);
    }

    static String reason(JsonProcessingException malformed) {
        return malformed.getOriginalMessage().lines().findFirst().orElse("malformed");
    }
}
