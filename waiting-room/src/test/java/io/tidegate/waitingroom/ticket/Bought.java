package io.tidegate.waitingroom.ticket;

import io.tidegate.ids.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An order with its hold, payment, tickets and account, written to the database as a writer would have. */
record Bought(Connection owner, long event, int holdNo, String account) {

    static Bought order(Connection owner, long event, int holdNo, String account, String status, int... tickets)
            throws SQLException {
        String numbers = Arrays.stream(tickets).mapToObj(String::valueOf).collect(Collectors.joining(","));
        String prices = IntStream.of(tickets).mapToObj(no -> "0").collect(Collectors.joining(","));
        int amount = 5200 * tickets.length;
        String key = event + ", " + holdNo;
        execute(owner, """
            insert into account (account_id, email) values ('%1$s', '%1$s@example.org') on conflict do nothing;
            insert into hold (event_id, hold_no, account_id, lane, command_id, ticket_nos, price_nos, amount, state,
                              created_at, expires_at, pinned)
            values (%2$s, '%1$s', 'general', decode(md5('h%2$s'), 'hex'), '{%3$s}', '{%4$s}', %5$d, 3, now(),
                    now() + interval '10 minutes', true);
            insert into payment (event_id, hold_no, intent_id, amount, captured, state, grace_until, updated_at)
            values (%2$s, 'pi_x', %5$d, %5$d, 'captured', now(), now());
            insert into booking_order (event_id, hold_no, account_id, command_id, amount, status, confirmed_at,
                                       updated_at)
            values (%2$s, '%1$s', decode(md5('o%2$s'), 'hex'), %5$d, '%6$s', now(), now())
            """.formatted(account, key, numbers, prices, amount, status));
        for (int ticket : tickets) {
            execute(owner, """
                insert into ticket (event_id, ticket_no, status, hold_no) values (%d, %d, 2, %d)
                on conflict (event_id, ticket_no) do update set status = 2, hold_no = excluded.hold_no\
                """.formatted(event, ticket, holdNo));
        }
        return new Bought(owner, event, holdNo, account);
    }

    String id() {
        return Ids.orderId(event, holdNo);
    }

    void set(String status) throws SQLException {
        execute(
                owner,
                "update booking_order set status = '%s', updated_at = now() where %s".formatted(status, where()));
    }

    /** As a refund leaves it: the ticket is free again. */
    void refund(int ticket, int amount) throws SQLException {
        execute(owner, "update payment set refunded = refunded + %d where %s".formatted(amount, where()));
        execute(owner, "update booking_order set updated_at = now() where " + where());
        execute(
                owner,
                "update ticket set status = 0, hold_no = 0 where event_id = %d and ticket_no = %d"
                        .formatted(event, ticket));
    }

    void cancelEvent() throws SQLException {
        execute(owner, "update event_ledger set state = 'cancelled' where event_id = " + event);
    }

    /** How many mails of this kind there are about it, of any state. */
    int mails(String kind) throws SQLException {
        try (var rows = owner.createStatement()
                .executeQuery(
                        "select count(*) from mail where kind = '%s' and data->>'event' = '%d' and data->>'holdNo' = '%d'"
                                .formatted(kind, event, holdNo))) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private String where() {
        return "event_id = %d and hold_no = %d".formatted(event, holdNo);
    }

    private static void execute(Connection owner, String sql) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
