package io.tidegate.bench.audit;

import com.google.protobuf.ByteString;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.Reply;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command id has one outcome, however often the log has it; and every hold stands in the log as what its command was
 * answered. A refusal may be forgotten, and decided otherwise, once its memory has ended.
 */
final class ExactlyOnce implements Invariant {
    @Override
    public String name() {
        return "exactly-once";
    }

    /**
     * What a command was answered, in little, as millions are kept.
     *
     * @param digest of the reply without what differs from one sending to the next
     * @param holdNo of a reservation; otherwise 0
     */
    private record Outcome(ByteString digest, Reply.OutcomeCase kind, int holdNo, long decidedAtMs) {
        static Outcome of(Reply reply) {
            byte[] same = reply.toBuilder()
                    .clearDecidedAtMs()
                    .clearBatchNo()
                    .clearTraceparent()
                    .build()
                    .toByteArray();
            return new Outcome(
                    ByteString.copyFrom(CommandIds.bodyHash(same)),
                    reply.getOutcomeCase(),
                    reply.getReserved().getHoldNo(),
                    reply.getDecidedAtMs());
        }
    }

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException {
        Map<ByteString, Outcome> outcomes = new HashMap<>();
        long refusalsLiveMs = subject.limits().refusalMemoryMs();
        subject.log().read(batch -> {
            for (Reply reply : batch.record().getRepliesList()) {
                if (reply.getRefused().getReason() == Reason.IDEMPOTENCY_MISMATCH) {
                    continue; // said of another body; the command keeps its outcome
                }
                Outcome outcome = Outcome.of(reply);
                Outcome before = outcomes.put(reply.getCommandId(), outcome);
                if (before != null && !agree(before, outcome, refusalsLiveMs)) {
                    verdict.violation("command " + hex(reply.getCommandId()) + " was answered "
                            + before.kind + ", then " + reply.getOutcomeCase() + " in batch "
                            + batch.batchNo() + " of partition " + batch.partition());
                }
                verdict.checked(1);
            }
        });
        checkHolds(subject, outcomes, verdict);
    }

    private static boolean agree(Outcome before, Outcome after, long refusalsLiveMs) {
        boolean forgotten =
                before.kind == Reply.OutcomeCase.REFUSED && after.decidedAtMs - before.decidedAtMs >= refusalsLiveMs;
        return forgotten || before.digest.equals(after.digest);
    }

    private static void checkHolds(Subject subject, Map<ByteString, Outcome> outcomes, Verdict verdict)
            throws SQLException {
        subject.query("select event_id, hold_no, command_id from hold", row -> {
            Outcome outcome = outcomes.get(ByteString.copyFrom(row.getBytes(3)));
            if (!isReserved(outcome, row.getInt(2))) {
                verdict.violation(
                        "hold " + Ids.holdId(row.getLong(1), row.getInt(2)) + " is not what its command was answered");
            }
        });
    }

    private static boolean isReserved(@Nullable Outcome outcome, int holdNo) {
        return outcome != null && outcome.kind == Reply.OutcomeCase.RESERVED && outcome.holdNo == holdNo;
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
