package io.tidegate.booking.postgres;

import io.tidegate.booking.ledger.Hold;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads holds with their payments and orders. Arrays come as text, which is parsed here: cheaper than objects. */
final class HoldReader {
    private static final String COLUMNS = """
            select h.hold_no, h.account_id, h.lane, h.command_id, h.ticket_nos::text as ticket_nos,
                   h.price_nos::text as price_nos, h.prices::text as prices, h.amount, h.state, h.created_at, h.expires_at,
                   h.pinned, p.state as payment_state, p.intent_id, p.amount as payment_amount, p.captured, p.refunded,
                   p.grace_until, p.refund_no, p.refund_tickets::text as refund_tickets, p.refund_amount,
                   o.status as order_status, o.command_id as order_command, o.amount as order_amount, o.confirmed_at
            """;
    private static final String FROM_HOLD = """
              from hold h
              left join payment p on p.event_id = h.event_id and p.hold_no = h.hold_no
              left join booking_order o on o.event_id = h.event_id and o.hold_no = h.hold_no
            """;
    private static final String ONE = COLUMNS + FROM_HOLD + " where h.event_id = ? and h.hold_no = ?";
    /** Plan: of a sale at rest, one pass over the event's holds and the small index payment_unfinished. */
    private static final String UNSETTLED =
            """
            with unsettled as materialized (
                select hold_no from hold where event_id = ? and state = 0
                union
                select hold_no from payment
                 where event_id = ? and state in ('open', 'capturing', 'voiding', 'refunding'))
            """ + COLUMNS + FROM_HOLD + " where h.event_id = ? and h.hold_no in (select hold_no from unsettled)";

    private static final String ORDERS =
            COLUMNS + FROM_HOLD + " where h.event_id = ? and o.event_id = ? and o.status in ('confirmed', 'captured')";

    private HoldReader() {}

    static List<Hold> one(Connection connection, long event, int holdNo) throws SQLException {
        return read(connection, ONE, event, holdNo);
    }

    /** Those that live, and those whose money is on its way. */
    static List<Hold> unsettled(Connection connection, long event) throws SQLException {
        return read(connection, UNSETTLED, event, event, event);
    }

    /** Those of orders that are neither refunded nor failed. */
    static List<Hold> orders(Connection connection, long event) throws SQLException {
        return read(connection, ORDERS, event, event);
    }

    private static List<Hold> read(Connection connection, String sql, long... parameters) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setLong(i + 1, parameters[i]);
            }
            List<Hold> holds = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    holds.add(hold(rows));
                }
            }
            return holds;
        }
    }

    private static Hold hold(ResultSet row) throws SQLException {
        int[] tickets = ints(row.getString("ticket_nos"));
        return new Hold(
                row.getInt("hold_no"),
                row.getString("account_id"),
                row.getString("lane").intern(), // a sale has few, and each hold names one
                row.getBytes("command_id"),
                tickets,
                ints(row.getString("price_nos")),
                prices(row, tickets.length),
                row.getLong("amount"),
                Hold.State.of(row.getInt("state")),
                row.getTimestamp("created_at").getTime(),
                row.getTimestamp("expires_at").getTime(),
                row.getBoolean("pinned"),
                payment(row),
                order(row));
    }

    private static long[] prices(ResultSet row, int tickets) throws SQLException {
        String stored = row.getString("prices");
        if (stored != null) {
            return longs(stored);
        }
        long[] alike = new long[tickets];
        Arrays.fill(alike, tickets == 0 ? 0 : row.getLong("amount") / tickets);
        return alike;
    }

    private static Hold.@Nullable Payment payment(ResultSet row) throws SQLException {
        String state = row.getString("payment_state");
        if (state == null) {
            return null;
        }
        String refund = row.getString("refund_tickets");
        return new Hold.Payment(
                row.getString("intent_id"),
                row.getLong("payment_amount"),
                row.getLong("captured"),
                row.getLong("refunded"),
                Hold.PaymentState.of(state),
                row.getTimestamp("grace_until").getTime(),
                row.getInt("refund_no"),
                refund == null ? null : new Hold.Refund(ints(refund), row.getLong("refund_amount")));
    }

    private static Hold.@Nullable Order order(ResultSet row) throws SQLException {
        String status = row.getString("order_status");
        return status == null
                ? null
                : new Hold.Order(
                        row.getBytes("order_command"),
                        row.getLong("order_amount"),
                        Hold.OrderStatus.of(status),
                        row.getTimestamp("confirmed_at").getTime());
    }

    private static int[] ints(String literal) {
        return Arrays.stream(longs(literal)).mapToInt(Math::toIntExact).toArray();
    }

    /** The numbers of an array literal such as {@code {1,-2}}. */
    static long[] longs(String literal) {
        int count = literal.length() <= 2
                ? 0
                : 1 + (int) literal.chars().filter(c -> c == ',').count();
        long[] values = new long[count];
        int from = 1;
        for (int i = 0; i < count; i++) {
            int comma = literal.indexOf(',', from);
            int end = comma < 0 ? literal.length() - 1 : comma;
            values[i] = Long.parseLong(literal, from, end, 10);
            from = end + 1;
        }
        return values;
    }
}
