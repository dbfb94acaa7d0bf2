package io.tidegate.read.http;

import io.tidegate.read.availability.Delta;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.Snapshot;
import io.tidegate.read.page.Json;
import java.util.Optional;

/** What a reader of a live seat map is sent to come to {@code seq}: the deltas since it was last sent some, or all. */
record Frame(long seq, boolean snapshot, String json) {

    /** For a reader that knows nothing yet. */
    static Frame whole(EventAvailability availability) {
        Snapshot snapshot = availability.snapshot();
        return new Frame(snapshot.seq(), true, Json.text(snapshot));
    }

    /** For a reader that knows the state at {@code seq}. */
    static Frame since(EventAvailability availability, long seq) {
        Optional<Delta> delta = availability.since(seq);
        return delta.isPresent() ? new Frame(delta.get().seq(), false, Json.text(delta.get())) : whole(availability);
    }
}
