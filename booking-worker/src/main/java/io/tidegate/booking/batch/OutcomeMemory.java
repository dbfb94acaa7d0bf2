package io.tidegate.booking.batch;

import com.google.protobuf.ByteString;
import io.tidegate.ids.CommandIds;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replies to commands that were decided: one that comes again gets the same. Keeps no reply but where it is, in which
 * batch's record at which place: some fifty bytes a command. Refusals are remembered for a while, acceptances longer;
 * rebuilt from the committed records after a take-over. One thread.
 */
final class OutcomeMemory {
    private static final int PLACE_BITS = 20;
    /** Batches that may not be stored yet: the one being decided and the one being committed, and some to spare. */
    private static final int BATCHES_AT_HAND = 4;

    private static final int RECORDS_KEPT_MAX = 16;

    private final BatchStore store;
    private final long refusalMs;
    private final Generations refusals;
    private final Generations acceptances;
    private final Batch[] atHand = new Batch[BATCHES_AT_HAND];
    private final Map<Long, BatchRecord> records = new LinkedHashMap<>(RECORDS_KEPT_MAX, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, BatchRecord> eldest) {
            return size() > RECORDS_KEPT_MAX;
        }
    };

    OutcomeMemory(BatchStore store, long refusalMs, long acceptanceMs) {
        this.store = store;
        this.refusalMs = refusalMs;
        this.refusals = new Generations(refusalMs);
        this.acceptances = new Generations(acceptanceMs);
    }

    /** A reply that this batch now has at this place. */
    void put(Batch batch, int place, Reply reply) {
        atHand[(int) (batch.batchNo() % BATCHES_AT_HAND)] = batch;
        put(batch.batchNo(), place, reply);
    }

    /** All replies of a committed batch. */
    void put(BatchStore.Stored stored) {
        List<Reply> replies = stored.record().getRepliesList();
        for (int place = 0; place < replies.size(); place++) {
            put(stored.batchNo(), place, replies.get(place));
        }
    }

    private void put(long batchNo, int place, Reply reply) {
        Generations generations = reply.hasRefused() ? refusals : acceptances;
        ByteString id = id(reply.getCommandId());
        long where = batchNo << PLACE_BITS | place;
        generations.at(reply.getDecidedAtMs()).put(high(id), low(id), where);
    }

    /** The reply that this command got; empty: it is not remembered. */
    Optional<Reply> get(ByteString commandId, long nowMs) throws StoreException {
        ByteString id = id(commandId);
        long accepted = acceptances.get(high(id), low(id));
        if (accepted != 0) {
            return Optional.of(reply(accepted));
        }
        long refused = refusals.get(high(id), low(id));
        return refused == 0
                ? Optional.empty()
                : Optional.of(reply(refused)).filter(reply -> nowMs - reply.getDecidedAtMs() < refusalMs);
    }

    private Reply reply(long where) throws StoreException {
        long batchNo = where >>> PLACE_BITS;
        int place = (int) (where & ((1 << PLACE_BITS) - 1));
        Batch batch = atHand[(int) (batchNo % BATCHES_AT_HAND)];
        return batch != null && batch.batchNo() == batchNo
                ? batch.replyAt(place)
                : record(batchNo).getReplies(place);
    }

    private BatchRecord record(long batchNo) throws StoreException {
        BatchRecord known = records.get(batchNo);
        if (known != null) {
            return known;
        }
        BatchStore.Stored stored = store.records(batchNo, 1).stream()
                .filter(found -> found.batchNo() == batchNo)
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        StoreException.Kind.UNAVAILABLE, "the record of batch " + batchNo + " is not there"));
        records.put(batchNo, stored.record());
        return stored.record();
    }

    private static ByteString id(ByteString commandId) {
        return commandId.size() == CommandIds.BYTES
                ? commandId
                : ByteString.copyFrom(CommandIds.bodyHash(commandId.toByteArray()));
    }

    private static long high(ByteString id) {
        return number(id, 0);
    }

    private static long low(ByteString id) {
        return number(id, Long.BYTES);
    }

    private static long number(ByteString id, int from) {
        long number = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            number = number << Byte.SIZE | (id.byteAt(i) & 0xFF);
        }
        return number;
    }

    /** Two tables: when the younger has been filled for the time to be kept, the elder is dropped. */
    private static final class Generations {
        private final long keptMs;
        private OutcomeTable young = new OutcomeTable();
        private OutcomeTable old = new OutcomeTable();
        private long youngSinceMs = Long.MIN_VALUE;

        Generations(long keptMs) {
            this.keptMs = keptMs;
        }

        OutcomeTable at(long nowMs) {
            if (youngSinceMs == Long.MIN_VALUE) {
                youngSinceMs = nowMs;
            } else if (nowMs - youngSinceMs >= keptMs) {
                old = young;
                young = new OutcomeTable();
                youngSinceMs = nowMs;
            }
            return young;
        }

        long get(long high, long low) {
            long where = young.get(high, low);
            return where != 0 ? where : old.get(high, low);
        }
    }
}
