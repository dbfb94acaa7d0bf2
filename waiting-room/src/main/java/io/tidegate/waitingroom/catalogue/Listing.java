package io.tidegate.waitingroom.catalogue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** A page of a list: one more row is read than asked for, to know whether there is a next page. */
public final class Listing {
    private Listing() {}

    /** {@code {name: […], nextCursor?}}; the cursor is the last row's id. */
    public static <R> Answer page(
            String name, int limit, List<R> rows, Function<R, JsonObject> json, Function<R, String> id) {
        List<R> shown = rows.subList(0, Math.min(limit, rows.size()));
        JsonArray items = new JsonArray();
        shown.forEach(row -> items.add(json.apply(row)));
        JsonObject body = new JsonObject().put(name, items);
        if (rows.size() > limit) {
            body.put("nextCursor", id.apply(shown.getLast()));
        }
        return Answer.ok(body);
    }
}
