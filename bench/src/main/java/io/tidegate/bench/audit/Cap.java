package io.tidegate.bench.audit;

import io.tidegate.ids.Ids;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.SeatChange;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Valid passes and live holds never exceed the sale's cap, and a place is admitted once. Live holds at every moment come
 * from the writers' log, passes from the queue's.
 */
final class Cap implements Invariant {
    /** The cap of each queued sale: the highest that its promoter ever set. */
    private static final String CAPS = """
            select s.event_id, greatest((s.terms ->> 'maxActive')::bigint,
                (select max(coalesce((c.what ->> 'maxActive')::bigint, 0)) from sale_change c where c.event_id = s.event_id))
            from sale s where s.queued
            """;

    private static final String OVER_CAP = """
            select format('number %s of lane %s of event %s was admitted as one of %s active, the cap was %s',
                number, lane, event_id, active, active_max)
            from admission
            where active > active_max
            """;

    private static final String ADMITTED_TWICE = """
            select format('number %s of lane %s of event %s was admitted %s times', number, lane, event_id, count(*))
            from admission
            where not returned
            group by event_id, generation, lane, number
            having count(*) > 1
            """;

    @Override
    public String name() {
        return "cap";
    }

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException {
        checkHolds(subject, verdict);
        if (subject.hasTable("admission")) {
            subject.violations(verdict, OVER_CAP);
            subject.violations(verdict, ADMITTED_TWICE);
            subject.query("select count(*) from admission", row -> verdict.checked(row.getLong(1)));
        } else {
            verdict.notChecked("passes: this system keeps no log of admissions");
        }
    }

    private static void checkHolds(Subject subject, Verdict verdict) throws SQLException {
        Map<Long, Long> caps = new TreeMap<>();
        subject.query(CAPS, row -> caps.put(row.getLong(1), row.getLong(2)));
        Map<Long, Set<Integer>> live = new HashMap<>();
        subject.log().read(batch -> {
            for (SeatChange change : batch.record().getChangesList()) {
                Long cap = caps.get(change.getEventId());
                if (cap == null || change.getHoldsCount() == 0) {
                    continue;
                }
                Set<Integer> holds = live.computeIfAbsent(change.getEventId(), e -> new HashSet<>());
                change.getHoldsList().forEach(hold -> follow(holds, hold));
                verdict.checked(1);
                if (holds.size() > cap) {
                    verdict.violation(Ids.eventId(change.getEventId()) + " had " + holds.size() + " live holds at seq "
                            + change.getSeq() + ", its cap is " + cap);
                }
            }
        });
    }

    private static void follow(Set<Integer> live, HoldChange hold) {
        if (hold.getState() == HoldChange.State.LIVE) {
            live.add(hold.getHoldNo());
        } else {
            live.remove(hold.getHoldNo());
        }
    }
}
