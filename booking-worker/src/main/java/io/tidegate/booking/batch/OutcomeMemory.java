package io.tidegate.booking.batch;

import com.google.protobuf.ByteString;
import io.tidegate.wire.Reply;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replies to commands that were decided, by command id: a command that comes again gets the same one. Acceptances are
 * remembered longer than refusals. Rebuilt from the committed batch records after a take-over.
 */
final class OutcomeMemory {
    private final long refusalMs;
    private final long acceptanceMs;
    private final Map<ByteString, Reply> replies = new HashMap<>();
    private final LinkedHashMap<ByteString, Long> refusals = new LinkedHashMap<>();
    private final LinkedHashMap<ByteString, Long> acceptances = new LinkedHashMap<>();

    OutcomeMemory(long refusalMs, long acceptanceMs) {
        this.refusalMs = refusalMs;
        this.acceptanceMs = acceptanceMs;
    }

    void put(Reply reply) {
        replies.put(reply.getCommandId(), reply);
        (reply.hasRefused() ? refusals : acceptances).put(reply.getCommandId(), reply.getDecidedAtMs());
    }

    @Nullable
    Reply get(ByteString commandId) {
        return replies.get(commandId);
    }

    /** Forgets what is older than it has to be. */
    void forget(long nowMs) {
        forget(refusals, nowMs - refusalMs);
        forget(acceptances, nowMs - acceptanceMs);
    }

    private void forget(Map<ByteString, Long> decidedAt, long beforeMs) {
        Iterator<Map.Entry<ByteString, Long>> oldest = decidedAt.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<ByteString, Long> entry = oldest.next();
            if (entry.getValue() >= beforeMs) {
                return;
            }
            replies.remove(entry.getKey());
            oldest.remove();
        }
    }
}
