package io.tidegate.bench.rush;

import io.tidegate.ids.Ids;
import io.tidegate.ids.Ids.OfEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Everything that the system told a buyer it had done: each hold with its tickets, each order. Afterwards none of it may
 * be missing in the database, and no two answers to one command may differ.
 */
final class Acknowledged {
    private final Map<OfEvent, int[]> holds = new ConcurrentHashMap<>();
    private final Map<OfEvent, Long> orders = new ConcurrentHashMap<>();
    private final Queue<String> contradictions = new ConcurrentLinkedQueue<>();

    /** A 201 to a reserve. */
    void hold(JsonObject hold) {
        Ids.parseHoldId(hold.getString("holdId"))
                .ifPresentOrElse(
                        id -> holds.put(id, ticketNos(hold.getJsonArray("tickets"))),
                        () -> contradictions.add("not a hold: " + hold));
    }

    /** A 200 to a release: its tickets are the holder's no more. */
    void released(String holdId) {
        Ids.parseHoldId(holdId).ifPresent(holds::remove);
    }

    /** A 200 to a confirm. */
    void order(JsonObject order) {
        Ids.parseOrderId(order.getString("orderId"))
                .ifPresentOrElse(
                        id -> orders.put(id, order.getLong("amount")),
                        () -> contradictions.add("not an order: " + order));
    }

    /** Two answers to one command have to be the same. */
    void same(String command, String first, String second) {
        if (!first.equals(second)) {
            contradictions.add(command + " was answered " + first + " and " + second);
        }
    }

    int holds() {
        return holds.size();
    }

    /** What was acknowledged and is not there, each in words. */
    List<String> missingFrom(Connection database) throws SQLException {
        List<String> missing = new ArrayList<>(contradictions);
        Map<OfEvent, int[]> storedHolds = new ConcurrentHashMap<>();
        read(database, "select event_id, hold_no, ticket_nos from hold", (id, row) -> storedHolds.put(id, ints(row)));
        Map<OfEvent, Long> storedOrders = new ConcurrentHashMap<>();
        read(
                database,
                "select event_id, hold_no, amount from booking_order where status in ('confirmed', 'captured')",
                (id, row) -> storedOrders.put(id, row.getLong(3)));
        holds.forEach((id, tickets) -> {
            if (!Arrays.equals(tickets, storedHolds.get(id))) {
                missing.add(
                        "acknowledged hold " + Ids.holdId(id.event(), id.number()) + " is not stored as it was given");
            }
        });
        orders.forEach((id, amount) -> {
            if (!amount.equals(storedOrders.get(id))) {
                missing.add("acknowledged order " + Ids.orderId(id.event(), id.number())
                        + " is not stored as it was given");
            }
        });
        return missing;
    }

    private interface RowOf {
        void read(OfEvent id, ResultSet row) throws SQLException;
    }

    private static void read(Connection database, String sql, RowOf each) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                each.read(new OfEvent(rows.getLong(1), rows.getInt(2)), rows);
            }
        }
    }

    private static int[] ints(ResultSet row) throws SQLException {
        return sorted(Arrays.stream((Integer[]) row.getArray(3).getArray())
                .mapToInt(Integer::intValue)
                .toArray());
    }

    private static int[] ticketNos(JsonArray tickets) {
        return sorted(tickets.stream()
                .map(JsonObject.class::cast)
                .map(ticket -> Ids.parseTicketId(ticket.getString("ticketId")))
                .mapToInt(id -> id.map(OfEvent::number).orElse(-1))
                .toArray());
    }

    private static int[] sorted(int[] numbers) {
        Arrays.sort(numbers);
        return numbers;
    }
}
