package io.tidegate.waitingroom.catalogue.importing;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of a line.
 *
 * @param id the API's id of the row; empty: it has none
 * @param reason why it was refused
 */
record Result(Kind kind, String id, String reason) {
    enum Kind {
        CREATED,
        CHANGED,
        UNCHANGED,
        REFUSED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Result refused(String reason) {
        return new Result(Kind.REFUSED, "", reason);
    }

    /** The line of the report. */
    JsonObject json(long number, Optional<Item> item) {
        JsonObject json = new JsonObject().put("line", number).put("result", kind.text());
        item.ifPresent(known -> json.put("kind", known.kind()).put("sourceId", known.sourceId()));
        if (!id.isEmpty()) {
            json.put("id", id);
        }
        if (!reason.isEmpty()) {
            json.put("reason", reason);
        }
        return json;
    }
}
