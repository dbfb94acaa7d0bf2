package io.tidegate.waitingroom.insight;

import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.command.ReplyListener;
import io.tidegate.wire.Reply;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each partition's batches took lately, as every gateway sees it in the replies: from the first decision of a
 * batch, through the wait for the batch before it and the commit, to the reply. One reading a batch; a repeated reply of
 * an older batch is none. Safe for any thread.
 */
final class CommitTimes implements ReplyListener {
    private static final long SLOT_MS = 10_000;
    private static final int SLOTS = 6;
    /** Classes of time that grow by a twentieth: the last one is over a minute. */
    private static final double GROWTH = Math.log(1.05);

    private static final int CLASSES = 256;

    private final InstantSource clock;
    private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();

    CommitTimes(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void onReply(Reply reply, byte[] bytes) {
        long now = clock.millis();
        partitions
                .computeIfAbsent(Ids.partition(reply.getEventId()), partition -> new Partition())
                .take(reply.getBatchNo(), Math.max(0, now - reply.getDecidedAtMs()), now);
    }

    /** Milliseconds that 99 of 100 batches of the event's partition did not exceed in the last minute. */
    OptionalLong p99Ms(long event) {
        Partition partition = partitions.get(Ids.partition(event));
        return partition == null ? OptionalLong.empty() : partition.p99(clock.millis());
    }

    private static final class Partition {
        private final long[][] counts = new long[SLOTS][CLASSES];
        private final long[] slotOf = new long[SLOTS];
        private long lastBatch = -1;

        synchronized void take(long batchNo, long ms, long now) {
            if (batchNo <= lastBatch) {
                return;
            }
            lastBatch = batchNo;
            long slot = now / SLOT_MS;
            int at = (int) (slot % SLOTS);
            if (slotOf[at] != slot) {
                slotOf[at] = slot;
                counts[at] = new long[CLASSES];
            }
            counts[at][Math.min(CLASSES - 1, (int) (Math.log1p((double) ms) / GROWTH))]++;
        }

        synchronized OptionalLong p99(long now) {
            long oldest = now / SLOT_MS - SLOTS + 1;
            long[] sum = new long[CLASSES];
            long all = 0;
            for (int i = 0; i < SLOTS; i++) {
                for (int c = 0; slotOf[i] >= oldest && c < CLASSES; c++) {
                    sum[c] += counts[i][c];
                    all += counts[i][c];
                }
            }
            long wanted = (long) Math.ceil(all * 0.99);
            long seen = 0;
            for (int c = 0; c < CLASSES && all > 0; c++) {
                seen += sum[c];
                if (seen >= wanted) {
                    return OptionalLong.of(Math.round(Math.expm1((c + 1) * GROWTH)));
                }
            }
            return OptionalLong.empty();
        }
    }
}
