package io.tidegate.localstack.stripe;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one request changed, as one line of the journal: so a request is in it whole or not at all, its idempotency
 * key included.
 *
 * @param at seconds since 1970
 */
record Entry(
        long at,
        Intent intent,
        @Nullable Refund refund,
        List<EventId> events,
        @Nullable UsedKey key) {
    Entry {
        events = List.copyOf(events);
    }

    /** An event of the entry's intent, refund and moment. */
    record EventId(String id, String type) {}

    /**
     * An idempotency key with what it stands for.
     *
     * @param endpoint method and path
     * @param parametersHash of the body
     * @param errorStatus 0 if the request was answered with the entry's object
     */
    record UsedKey(
            String key,
            String endpoint,
            String parametersHash,
            int errorStatus,
            @Nullable String error) {
        static UsedKey answered(String key, String endpoint, String parametersHash) {
            return new UsedKey(key, endpoint, parametersHash, 0, null);
        }

        static UsedKey refused(String key, String endpoint, String parametersHash, ApiError error) {
            return new UsedKey(
                    key, endpoint, parametersHash, error.status(), error.body().encode());
        }

        @Nullable
        JsonObject errorBody() {
            return error == null ? null : new JsonObject(error);
        }
    }
}
