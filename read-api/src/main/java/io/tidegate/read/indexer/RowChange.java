package io.tidegate.read.indexer;

import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * One change of a catalogue row, as change data capture tells it.
 *
 * @param id the row's own id, or its event's where a row belongs to one
 * @param snapshot read from the table as it stands, not changed
 * @param lastOfSnapshot with it the snapshot is complete
 * @param committedAtMs when the database committed it
 */
record RowChange(
        String table,
        long id,
        long rowVersion,
        boolean deleted,
        boolean snapshot,
        boolean lastOfSnapshot,
        long committedAtMs) {

    /** Empty: a record that is no row, such as a heartbeat. */
    static Optional<RowChange> of(SourceRecord record) {
        if (!(record.value() instanceof Struct value)
                || value.schema().field("op") == null
                || !(record.key() instanceof Struct key)) {
            return Optional.empty();
        }
        Struct source = value.getStruct("source");
        String table = source.getString("table");
        String marker = String.valueOf(source.schema().field("snapshot") == null ? null : source.get("snapshot"));
        String op = value.getString("op");
        Struct after = value.getStruct("after");
        return Optional.of(new RowChange(
                table,
                id(table, key),
                rowVersion(after),
                op.equals("d"),
                op.equals("r"),
                marker.equals("last"),
                source.getInt64("ts_ms")));
    }

    /** Whether it shows in anything but the order of hits. */
    boolean shows() {
        return !table.equals("event_popularity");
    }

    /** What readers of {@code catalogue.changes} are told has changed. */
    String kind() {
        return table.equals("event_performer") ? "event" : table;
    }

    private static long id(String table, Struct key) {
        return switch (table) {
            case "venue" -> key.getInt64("venue_id");
            case "performer" -> key.getInt64("performer_id");
            case "event", "event_performer", "sale", "event_popularity" -> key.getInt64("event_id");
            default -> 0;
        };
    }

    private static long rowVersion(@Nullable Struct after) {
        return after == null || after.schema().field("row_version") == null ? 0 : after.getInt64("row_version");
    }
}
