package io.tidegate.bench.audit;

import io.tidegate.bench.rig.Until;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Waits until money is at rest: no capture, void or refund is under way. */
public final class Rest {
    private static final Duration LOOK = Duration.ofMillis(250);

    /** Unfinished: being captured, voided or refunded, or open although the hold is dead and the grace has passed. */
    private static final String UNFINISHED = """
            select count(*)
            from payment p join hold h using (event_id, hold_no)
            where p.state in ('capturing', 'voiding', 'refunding')
               or (p.state = 'open' and h.state <> 0 and p.grace_until < now())
            """;

    private Rest() {}

    /** How many payments are still unfinished when the time is over; 0 as soon as none is. */
    public static long await(Connection database, long atMostMs) throws SQLException, InterruptedException {
        boolean finished = Until.within(Duration.ofMillis(atMostMs), LOOK, () -> count(database) == 0);
        return finished ? 0 : count(database);
    }

    private static long count(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(UNFINISHED)) {
            row.next();
            return row.getLong(1);
        }
    }
}
