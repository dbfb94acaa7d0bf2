package io.tidegate.localstack.stripe;

import org.jspecify.annotations.Nullable;

/** Something that happened to an intent; its objects are of that moment. */
record Event(
        String id,
        String type,
        long created,
        Intent intent,
        @Nullable Refund refund,
        @Nullable String idempotencyKey) {}
