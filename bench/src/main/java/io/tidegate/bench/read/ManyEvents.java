package io.tidegate.bench.read;

import io.tidegate.settings.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A catalogue of any size: copies of the events that are there, each at another hour and by other performers, written as
 * the database's owner. Change data capture brings them into the index as it would any change. Closing deletes them.
 */
final class ManyEvents implements AutoCloseable {
    private static final String PROMOTER = "bench-many";
    private final Connection owner;
    private final int made;

    /** So many in all, together with those that are there. */
    ManyEvents(Settings.Database database, int wanted) throws SQLException {
        owner = DriverManager.getConnection(
                database.url(), database.ownerUser(), database.ownerPassword().reveal());
        try (Statement statement = owner.createStatement();
                var row = statement.executeQuery("select count(*) from event where start_time > now()")) {
            row.next();
            int there = row.getInt(1);
            made = Math.max(0, wanted - there);
            copy(1 + made / Math.max(1, there));
        }
    }

    private void copy(int times) throws SQLException {
        run("""
                insert into event (event_id, promoter_id, venue_id, layout_version, event_name, start_time, end_time,
                                   time_zone, currency, offer)
                select (e.event_id >> 40 << 40) + nextval('event_number'), '%s', e.venue_id, e.layout_version,
                       e.event_name || ' ' || n, e.start_time + n * interval '37 minutes',
                       e.end_time + n * interval '37 minutes', e.time_zone, e.currency, e.offer
                  from (select * from event where promoter_id <> '%1$s' and start_time > now() order by event_id) e
                  cross join generate_series(1, %d) n
                 limit %d
                """.formatted(PROMOTER, times, made));
        run("""
                insert into event_performer (event_id, performer_id, position)
                select e.event_id, p.performer_id, 0
                  from (select event_id, row_number() over (order by event_id) as at from event where promoter_id = '%s') e
                  join (select performer_id, row_number() over (order by performer_id) as at, count(*) over () as of
                          from performer) p on p.at = 1 + e.at %% p.of
                """.formatted(PROMOTER));
    }

    int made() {
        return made;
    }

    @Override
    public void close() throws SQLException {
        run("delete from event_performer where event_id in (select event_id from event where promoter_id = '" + PROMOTER
                + "')");
        run("delete from event where promoter_id = '" + PROMOTER + "'");
        owner.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
