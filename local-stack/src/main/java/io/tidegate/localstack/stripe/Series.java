package io.tidegate.localstack.stripe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Objects by id and in the order of their making, newest of each. Pages go from the newest back, by cursor, as Stripe's
 * lists do; a cursor is found by its id, not by looking through the list. Beyond its bound the oldest are forgotten.
 */
final class Series<T> {
    private record Slot<T>(int position, T value) {}

    private final int max;
    private final Map<String, Slot<T>> slots = new HashMap<>();
    private final List<@Nullable String> order = new ArrayList<>();
    private int first;

    Series(int max) {
        this.max = max;
    }

    void put(String id, T value) {
        Slot<T> known = slots.get(id);
        if (known != null) {
            slots.put(id, new Slot<>(known.position, value));
            return;
        }
        slots.put(id, new Slot<>(order.size(), value));
        order.add(id);
        if (slots.size() > max) {
            String oldest = order.set(first++, null);
            slots.remove(oldest);
        }
    }

    @Nullable
    T get(String id) {
        Slot<T> slot = slots.get(id);
        return slot == null ? null : slot.value;
    }

    int size() {
        return slots.size();
    }

    /** A page, newest first, with whether there is more in the direction that was asked for. */
    record Page<T>(List<T> values, boolean hasMore) {}

    /** The page after (older than) or before (newer than) a cursor; of both null the newest. */
    Page<T> page(@Nullable String after, @Nullable String before, int limit, Predicate<T> wanted) {
        return before == null
                ? older(position(after, order.size()), limit, wanted)
                : newer(position(before, first), limit, wanted);
    }

    private Page<T> older(int from, int limit, Predicate<T> wanted) {
        List<T> values = new ArrayList<>();
        for (int i = from - 1; i >= first; i--) {
            T value = at(i);
            if (wanted.test(value)) {
                if (values.size() == limit) {
                    return new Page<>(values, true);
                }
                values.add(value);
            }
        }
        return new Page<>(values, false);
    }

    private Page<T> newer(int from, int limit, Predicate<T> wanted) {
        List<T> values = new ArrayList<>();
        for (int i = from + 1; i < order.size(); i++) {
            T value = at(i);
            if (wanted.test(value)) {
                if (values.size() == limit) {
                    return new Page<>(values.reversed(), true);
                }
                values.add(value);
            }
        }
        return new Page<>(values.reversed(), false);
    }

    private T at(int position) {
        String id = order.get(position);
        Slot<T> slot = id == null ? null : slots.get(id);
        if (slot == null) {
            throw new IllegalStateException("no object at " + position);
        }
        return slot.value;
    }

    private int position(@Nullable String cursor, int otherwise) {
        if (cursor == null) {
            return otherwise;
        }
        Slot<T> slot = slots.get(cursor);
        if (slot == null) {
            throw ApiError.of(400, ApiError.INVALID_REQUEST, "resource_missing", "No such object: '" + cursor + "'")
                    .notExecuted();
        }
        return slot.position;
    }
}
