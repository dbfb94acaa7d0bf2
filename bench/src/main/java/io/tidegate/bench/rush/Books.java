package io.tidegate.bench.rush;

import io.tidegate.bench.audit.Subject.Payments;
import io.tidegate.ids.Ids;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run's events come to in the system's books.
 *
 * @param sold tickets
 * @param revenue value of the valid orders, minor units
 * @param captured captured less refunded at Stripe for these events, minor units
 */
record Books(long sold, long orders, long revenue, long captured) {
    private static final String OF_EVENT = """
            select (select count(*) from ticket where event_id = e.event_id and status = 2),
                (select count(*) from booking_order where event_id = e.event_id and status in ('confirmed', 'captured')),
                (select coalesce(sum(amount), 0) from booking_order
                  where event_id = e.event_id and status in ('confirmed', 'captured'))
            from (select ?::bigint as event_id) e
            """;

    static Books of(Connection database, Payments payments, List<OnSale> sales) throws SQLException, IOException {
        Map<Long, Long> captured = capturedOfEvent(payments);
        Books all = new Books(0, 0, 0, 0);
        for (OnSale sale : sales) {
            long event = Ids.parseEventId(sale.eventId()).orElseThrow();
            all = all.plus(ofEvent(database, event, captured.getOrDefault(event, 0L)));
        }
        return all;
    }

    /** Tickets sold so far. */
    static long sold(Connection database, List<OnSale> sales) throws SQLException {
        long sold = 0;
        for (OnSale sale : sales) {
            sold += ofEvent(database, Ids.parseEventId(sale.eventId()).orElseThrow(), 0).sold;
        }
        return sold;
    }

    private Books plus(Books other) {
        return new Books(sold + other.sold, orders + other.orders, revenue + other.revenue, captured + other.captured);
    }

    private static Books ofEvent(Connection database, long event, long captured) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(OF_EVENT)) {
            statement.setLong(1, event);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Books(row.getLong(1), row.getLong(2), row.getLong(3), captured);
            }
        }
    }

    private static Map<Long, Long> capturedOfEvent(Payments payments) throws IOException {
        Map<Long, Long> captured = new HashMap<>();
        payments.list()
                .values()
                .forEach(intent -> Ids.parseHoldId(intent.holdId())
                        .ifPresent(hold ->
                                captured.merge(hold.event(), intent.received() - intent.refunded(), Long::sum)));
        return captured;
    }
}
