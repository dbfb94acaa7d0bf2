package io.tidegate.localstack.stripe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request decided: the intent afterwards, the refund it made, the events to tell, and the error that it is
 * answered with although it changed something (a declined card leaves its trace).
 */
record Change(
        Intent intent,
        @Nullable Refund refund,
        List<String> events,
        @Nullable ApiError error) {
    static Change of(Intent intent, String... events) {
        return new Change(intent, null, List.of(events), null);
    }
}
