package io.tidegate.bench.audit;

import io.tidegate.bench.audit.BatchLog.Batch;
import io.tidegate.ids.Ids;
import io.tidegate.ids.Ids.OfEvent;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.Reply;
import io.tidegate.wire.SeatChange;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * No hold is released before its deadline, which moves when its payment pins it, and each that nobody finished is
 * released soon after. A take-over between deadline and release is allowed its own time.
 */
final class OnTime implements Invariant {
    @Override
    public String name() {
        return "on-time";
    }

    /** When a live hold ends, and the epoch in which that was decided. */
    private record Deadline(long atMs, long epoch) {}

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException {
        Map<OfEvent, Deadline> live = new HashMap<>();
        subject.log().read(batch -> {
            for (Reply reply : batch.record().getRepliesList()) {
                follow(batch, reply, live);
            }
            for (SeatChange change : batch.record().getChangesList()) {
                change.getHoldsList().forEach(hold -> judge(subject.limits(), batch, change, hold, live, verdict));
            }
        });
        checkOverdue(subject, verdict);
    }

    /** A reply may tell a deadline before, or without, a change of the hold. */
    private static void follow(Batch batch, Reply reply, Map<OfEvent, Deadline> live) {
        switch (reply.getOutcomeCase()) {
            case RESERVED ->
                live.putIfAbsent(
                        new OfEvent(reply.getEventId(), reply.getReserved().getHoldNo()),
                        new Deadline(reply.getReserved().getExpiresAtMs(), batch.epoch()));
            case PAYMENT_STARTED ->
                live.computeIfPresent(
                        new OfEvent(
                                reply.getEventId(), reply.getPaymentStarted().getHoldNo()),
                        (hold, before) -> new Deadline(
                                Math.max(before.atMs, reply.getPaymentStarted().getExpiresAtMs()), batch.epoch()));
            default -> {}
        }
    }

    private static void judge(
            Subject.Limits limits,
            Batch batch,
            SeatChange change,
            HoldChange hold,
            Map<OfEvent, Deadline> live,
            Verdict verdict) {
        OfEvent id = new OfEvent(change.getEventId(), hold.getHoldNo());
        if (hold.getState() == HoldChange.State.LIVE) {
            live.merge(
                    id,
                    new Deadline(hold.getExpiresAtMs(), batch.epoch()),
                    (before, now) -> now.atMs >= before.atMs ? now : before);
            return;
        }
        Deadline deadline = live.remove(id);
        if (deadline != null && hold.getState() == HoldChange.State.EXPIRED) {
            verdict.checked(1);
            long lateMs = change.getAtMs() - deadline.atMs;
            long allowedMs = limits.expiryLateMs() + (batch.epoch() == deadline.epoch ? 0 : limits.takeOverMs());
            if (lateMs < 0 || lateMs > allowedMs) {
                verdict.violation("hold " + Ids.holdId(id.event(), id.number()) + " expired " + Math.abs(lateMs)
                        + " ms " + (lateMs < 0 ? "before" : "after") + " its deadline");
            }
        }
    }

    private static void checkOverdue(Subject subject, Verdict verdict) throws SQLException {
        long allowedMs = subject.limits().expiryLateMs() + subject.limits().takeOverMs();
        subject.violations(verdict, """
                select format('hold %%s of event %%s is live, %%s after its deadline', hold_no, event_id, now() - expires_at)
                from hold
                where state = 0 and expires_at < now() - interval '%d milliseconds'
                """.formatted(allowedMs));
        subject.query("select count(*) from hold", row -> verdict.checked(row.getLong(1)));
    }
}
