package io.tidegate.waitingroom.catalogue.importing;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a line.
 *
 * @param id the API's id of the row; empty: it has none
 * @param reason why it was refused
 * @param move what the event's writer has to be asked first; null: nothing, it is done
 */
record Result(Kind kind, String id, String reason, @Nullable Move move) {
    /** An event without a sale that is to hang on something else. */
    record Move(long event, long venueId, int layoutVersion, String currency) {}

    enum Kind {
        CREATED,
        CHANGED,
        UNCHANGED,
        REFUSED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Result done(Kind kind, String id) {
        return new Result(kind, id, "", null);
    }

    static Result refused(String reason) {
        return new Result(Kind.REFUSED, "", reason, null);
    }

    static Result unasked(Move move) {
        return new Result(Kind.REFUSED, "", "the event's writer was not asked", move);
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
