package io.tidegate.waitingroom.catalogue;

import static io.tidegate.db.Tables.EVENT;

import io.tidegate.ids.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** How many events to come each partition has: what decides where a new event lives, for ever. */
public final class PartitionLoad {
    private static final int PARTITION_BITS = 40;

    private final int[] events;

    private PartitionLoad(int[] events) {
        this.events = events;
    }

    /** As it is now. Plan: index event_by_start from now on. */
    public static PartitionLoad read(DSLContext db, int partitions) {
        var partition =
                EVENT.EVENT_ID.shr(DSL.inline(PARTITION_BITS)); // inlined: grouped by, it has to be the same text
        Map<Integer, Integer> load = db.select(partition.cast(Integer.class), DSL.count())
                .from(EVENT)
                .where(EVENT.START_TIME.gt(DSL.currentOffsetDateTime()))
                .groupBy(partition)
                .fetchMap(row -> row.value1(), row -> row.value2());
        return new PartitionLoad(
                IntStream.range(0, partitions).map(p -> load.getOrDefault(p, 0)).toArray());
    }

    /** An id for a new event, on the partition that has the fewest; counted at once. */
    public long place(long number) {
        int fewest = 0;
        for (int partition = 1; partition < events.length; partition++) {
            if (events[partition] < events[fewest]) {
                fewest = partition;
            }
        }
        events[fewest]++;
        return Ids.event(fewest, number);
    }

    /** Numbers for so many new events. */
    public static List<Long> numbers(DSLContext db, int count) {
        return new ArrayList<>(db.select(io.tidegate.db.Sequences.EVENT_NUMBER.nextval())
                .from(DSL.generateSeries(1, count))
                .fetch(row -> row.value1()));
    }
}
