package io.tidegate.waitingroom;

import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Sales of a test's own, written to Postgres as the promoter's API and the writer would. */
public final class SaleFixture {
    private SaleFixture() {}

    /** An open sale of an event that no other test has: one lane, everybody admitted at once. */
    public static Sale open() {
        return sale(Instant.now().minusSeconds(60), List.of(lane("general", 1)), 600_000, 2000, 60);
    }

    public static Sale.Lane lane(String name, int weight) {
        return new Sale.Lane(name, weight, null, false, List.of(), 0, 0);
    }

    public static Sale sale(
            Instant opensAt, List<Sale.Lane> lanes, int admitPerMinute, int maxActive, int leaseSeconds) {
        long event = Ids.event(1, ThreadLocalRandom.current().nextLong(1, 1L << 39));
        Instant opens = opensAt.truncatedTo(ChronoUnit.MILLIS);
        return new Sale(
                event,
                "promoter-1",
                opens.minusSeconds(600),
                opens,
                opens.plusSeconds(86_400),
                true,
                SaleTermsJson.ACTIVE,
                lanes,
                admitPerMinute,
                maxActive,
                leaseSeconds,
                600,
                8,
                false,
                120,
                false,
                1);
    }

    /** The same sale without a queue. */
    public static Sale unqueued(Sale s) {
        return new Sale(
                s.event(),
                s.promoterId(),
                s.lobbyOpensAt(),
                s.opensAt(),
                s.closesAt(),
                false,
                s.control(),
                s.lanes(),
                s.admitPerMinute(),
                s.maxActive(),
                s.leaseSeconds(),
                s.holdSeconds(),
                s.maxTicketsPerBuyer(),
                s.blockSingleSeats(),
                s.graceSeconds(),
                s.beacon(),
                s.rowVersion());
    }

    /** The sale opens now; within a second every instance has heard of it. */
    public static void openNow(TestStores stores, Settings settings, long event) throws SQLException {
        try (Connection connection = stores.connect(settings.database().url());
                var statement = connection.createStatement()) {
            statement.execute("update sale set opens_at = now() where event_id = " + event);
        }
    }

    /** Writes the event, its sale and {@code tickets} available tickets at seq 1. */
    public static void store(TestStores stores, Settings settings, Sale sale, int tickets) throws SQLException {
        try (Connection connection = stores.connect(settings.database().url());
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into venue (promoter_id, venue_name, city, country, latitude, longitude, time_zone, layout_version)
                    select 'promoter-1', 'Hall', 'Berlin', 'DE', 52, 13, 'Europe/Berlin', 1
                     where not exists (select from venue)""");
            statement.execute(
                    "insert into venue_layout select min(venue_id), 1, '{}' from venue on conflict do nothing");
            long event = sale.event();
            statement.execute("""
                    insert into event (event_id, promoter_id, venue_id, layout_version, event_name, start_time, end_time,
                                       time_zone, currency, offer)
                    select %d, 'promoter-1', min(venue_id), 1, 'Show', now() + interval '9 days',
                           now() + interval '9 days', 'UTC', 'EUR', '[]' from venue""".formatted(event));
            statement.execute("""
                    insert into sale (event_id, lobby_opens_at, opens_at, closes_at, queued, control, terms)
                    values (%d, '%s', '%s', '%s', %s, '%s', '%s')""".formatted(
                            event,
                            sale.lobbyOpensAt(),
                            sale.opensAt(),
                            sale.closesAt(),
                            sale.queued(),
                            sale.control(),
                            SaleTermsJson.terms(sale).encode()));
            statement.execute("insert into event_ledger values (%d, 1, 1, '', 'open')".formatted(event));
            statement.execute("insert into ticket select %d, n, 0, 0 from generate_series(0, %d) n"
                    .formatted(event, tickets - 1));
        }
    }
}
