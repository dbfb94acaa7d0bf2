package io.tidegate.bench.audit;

import io.tidegate.bench.audit.AdmissionLog.Admission;
import io.tidegate.ids.Ids;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Within a lane nobody is admitted before someone ahead who is present and waiting: numbers only rise, but for those who
 * come back.
 */
final class LaneOrder implements Invariant {
    @Override
    public String name() {
        return "lane-order";
    }

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException, IOException {
        List<Long> queued = new ArrayList<>();
        subject.query("select event_id from sale where queued order by event_id", row -> queued.add(row.getLong(1)));
        for (long event : queued) {
            Optional<List<Admission>> admissions = subject.admissions().of(event);
            if (admissions.isPresent()) {
                check(event, admissions.get(), verdict);
            } else {
                verdict.notChecked("admissions of " + Ids.eventId(event) + ": no admission log");
            }
        }
    }

    private static void check(long event, List<Admission> admissions, Verdict verdict) {
        Map<String, Long> lastOfLane = new HashMap<>();
        for (Admission admission : admissions) {
            verdict.checked(1);
            if (admission.again()) {
                continue;
            }
            long last = lastOfLane.merge(admission.lane(), admission.number(), Math::max);
            if (admission.number() < last) {
                verdict.violation("lane " + admission.lane() + " of " + Ids.eventId(event) + " admitted number "
                        + admission.number() + " after number " + last);
            }
        }
    }
}
