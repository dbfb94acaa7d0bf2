package io.tidegate.read.http;

import io.tidegate.read.availability.Delta;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.Snapshot;
import io.tidegate.read.page.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What a reader of a live seat map is sent to come to {@code seq}: the deltas since it was last sent some, or all.
 *
 * @param event the same as a server-sent event; made once for all readers that it is sent to
 */
record Frame(long seq, String json, Buffer event) {

    /** For a reader that knows nothing yet. */
    static Frame whole(EventAvailability availability) {
        Snapshot snapshot = availability.snapshot();
        return of(snapshot.seq(), "snapshot", Json.text(snapshot));
    }

    /** For a reader that knows the state at {@code seq}. */
    static Frame since(EventAvailability availability, long seq) {
        Optional<Delta> delta = availability.since(seq);
        return delta.isPresent() ? of(delta.get().seq(), "delta", Json.text(delta.get())) : whole(availability);
    }

    private static Frame of(long seq, String kind, String json) {
        return new Frame(seq, json, Buffer.buffer("id: " + seq + "\nevent: " + kind + "\ndata: " + json + "\n\n"));
    }
}
