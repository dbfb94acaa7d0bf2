package io.tidegate.waitingroom.catalogue.importing;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * An item of an import where it was found.
 *
 * @param number the line on which it begins, from 1
 * @param node what stands there; empty when it could not be read, for the reason
 */
record Line(long number, Optional<JsonObject> node, String reason) {
    static Line of(long number, JsonObject node) {
        return new Line(number, Optional.of(node), "");
    }

    static Line unreadable(long number, String reason) {
        return new Line(number, Optional.empty(), reason);
    }
}
