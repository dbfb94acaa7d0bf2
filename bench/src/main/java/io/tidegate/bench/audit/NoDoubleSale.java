package io.tidegate.bench.audit;

import io.tidegate.wire.SeatChange;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * A ticket has at most one live hold or valid order, and it, its hold and its order agree; and at no time in the log was
 * a ticket given to someone while someone else had it.
 */
final class NoDoubleSale implements Invariant {
    /** Whose each ticket is by holds and orders: live holds (1, held) and valid orders (2, sold). */
    private static final String CLAIM = """
            with claim as (
              select h.event_id, h.hold_no, unnest(h.ticket_nos) as ticket_no, 1 as status
              from hold h where h.state = 0
              union all
              select o.event_id, o.hold_no, unnest(h.ticket_nos), 2
              from booking_order o join hold h using (event_id, hold_no)
              where o.status in ('confirmed', 'captured')
            )
            """;

    private static final String TWO_CLAIMS = CLAIM + """
            select format('ticket %s of event %s is in holds %s', ticket_no, event_id, array_agg(hold_no))
            from claim
            group by event_id, ticket_no
            having count(*) > 1
            """;

    private static final String TICKET_AND_CLAIM_DIFFER = CLAIM + """
            select format('ticket %s of event %s is %s by its row and %s by holds and orders',
                coalesce(t.ticket_no, c.ticket_no), coalesce(t.event_id, c.event_id),
                case t.status when 1 then 'held (hold ' || t.hold_no || ')'
                              when 2 then 'sold (hold ' || t.hold_no || ')' else 'free' end,
                case c.status when 1 then 'held (hold ' || c.hold_no || ')'
                              when 2 then 'sold (hold ' || c.hold_no || ')' else 'free' end)
            from (select * from ticket where status in (1, 2)) t
            full join claim c on c.event_id = t.event_id and c.ticket_no = t.ticket_no
            where t.status is distinct from c.status or t.hold_no is distinct from c.hold_no
            """;

    private static final String ORDER_WITHOUT_HOLD = """
            select format('order %s of event %s has %s', o.hold_no, o.event_id,
                case when h.hold_no is null then 'no hold' else 'a hold in state ' || h.state end)
            from booking_order o left join hold h using (event_id, hold_no)
            where o.status in ('confirmed', 'captured') and h.state is distinct from 3
            """;

    @Override
    public String name() {
        return "no-double-sale";
    }

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException {
        subject.violations(verdict, TWO_CLAIMS);
        subject.violations(verdict, TICKET_AND_CLAIM_DIFFER);
        subject.violations(verdict, ORDER_WITHOUT_HOLD);
        subject.query("select count(*) from ticket", row -> verdict.checked(row.getLong(1)));
        replay(subject, verdict);
    }

    private static void replay(Subject subject, Verdict verdict) throws SQLException {
        Map<Long, Replay> replays = new HashMap<>();
        Replay.Listener listener = new Replay.Listener() {
            @Override
            public void givenTwice(String what) {
                verdict.violation(what);
            }
        };
        subject.log().read(batch -> {
            for (SeatChange change : batch.record().getChangesList()) {
                replays.computeIfAbsent(change.getEventId(), event -> new Replay(event, listener))
                        .apply(change);
                verdict.checked(1);
            }
        });
    }
}
