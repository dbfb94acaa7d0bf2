package io.tidegate.bench.audit;

import java.sql.SQLException;

/**
 * Within a lane nobody is admitted before someone ahead who is present and waiting: the numbers admitted only rise. Who
 * comes back after its lease has ended has a new number; who had been away while called, or lost by Redis, comes back to the front
 * and is marked so.
 */
final class LaneOrder implements Invariant {
    private static final String NUMBER_FALLS = """
            select format('lane %s of event %s admitted number %s after number %s', lane, event_id, number, former)
            from (
              select event_id, lane, number, max(number) over earlier as former
              from admission
              where not returned
              window earlier as (partition by event_id, generation, lane order by admitted_at, admission_no
                rows between unbounded preceding and 1 preceding)
            ) a
            where number < former
            """;

    @Override
    public String name() {
        return "lane-order";
    }

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException {
        if (!subject.hasTable("admission")) {
            verdict.notChecked("this system keeps no log of admissions");
            return;
        }
        subject.violations(verdict, NUMBER_FALLS);
        subject.query("select count(*) from admission", row -> verdict.checked(row.getLong(1)));
    }
}
