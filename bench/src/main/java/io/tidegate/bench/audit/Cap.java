package io.tidegate.bench.audit;

import io.tidegate.bench.audit.AdmissionLog.Admission;
import io.tidegate.ids.Ids;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.SeatChange;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Override
    public String name() {
        return "cap";
    }

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException, IOException {
        Map<Long, Long> caps = new TreeMap<>();
        subject.query(CAPS, row -> caps.put(row.getLong(1), row.getLong(2)));
        checkHolds(subject, caps, verdict);
        for (var sale : caps.entrySet()) {
            Optional<List<Admission>> admissions = subject.admissions().of(sale.getKey());
            if (admissions.isPresent()) {
                checkAdmissions(sale.getKey(), sale.getValue(), admissions.get(), verdict);
            } else {
                verdict.notChecked("passes of " + Ids.eventId(sale.getKey()) + ": no admission log");
            }
        }
    }

    private static void checkHolds(Subject subject, Map<Long, Long> caps, Verdict verdict) throws SQLException {
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

    private static void checkAdmissions(long event, long cap, List<Admission> admissions, Verdict verdict) {
        Set<String> admitted = new HashSet<>();
        for (Admission admission : admissions) {
            verdict.checked(1);
            String what = "place " + admission.placeId() + " of " + Ids.eventId(event);
            if (!admitted.add(admission.placeId()) && !admission.again()) {
                verdict.violation(what + " was admitted twice");
            }
            if (admission.active() > cap) {
                verdict.violation(what + " was admitted as the " + admission.active() + "th active, the cap is " + cap);
            }
        }
    }
}
