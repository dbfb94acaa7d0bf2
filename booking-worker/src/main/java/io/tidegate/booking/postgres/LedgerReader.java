package io.tidegate.booking.postgres;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.booking.batch.BatchStore.Stored;
import io.tidegate.booking.batch.StoreException;
import io.tidegate.booking.ledger.Change;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.TicketStatus;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.ReviseEvent;
import io.tidegate.wire.SaleTerms;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads ledgers and batch records as they are committed; on connections of its own, never on a writer's session. */
final class LedgerReader {
    private static final String EVENT = "select terms, seq, next_hold_no from event_ledger where event_id = ?";
    private static final String LAYOUT = """
            select l.layout from venue_layout l join event e on e.venue_id = l.venue_id
             where e.event_id = ? and l.venue_id = ? and l.layout_version = ?
            """;
    private static final String REVISION =
            "select venue_id, layout_version, currency from event_revision where event_id = ?";
    /** Plan: Index Scan using ticket_pkey; most rows of a running sale are taken sooner or later. */
    private static final String TICKETS =
            "select ticket_no, status, hold_no from ticket where event_id = ? and status <> 0";

    private static final String HOLDS = """
            select h.hold_no, h.account_id, h.lane, h.command_id, h.ticket_nos, h.price_nos, h.prices, h.amount, h.state,
                   h.created_at, h.expires_at, h.pinned,
                   p.state as payment_state, p.intent_id, p.amount as payment_amount, p.captured, p.refunded,
                   p.grace_until, p.refund_no, p.refund_tickets, p.refund_amount,
                   o.status as order_status, o.command_id as order_command, o.amount as order_amount, o.confirmed_at
              from hold h
              left join payment p using (event_id, hold_no)
              left join booking_order o using (event_id, hold_no)
             where h.event_id = ? and (h.state in (0, 3) or p.state in ('open', 'voiding'))
            """;
    private static final String UNFINISHED = """
            select event_id from hold where state = 0 and event_id >= ? and event_id < ?
            union
            select event_id from payment where state in ('open', 'capturing', 'voiding', 'refunding')
               and event_id >= ? and event_id < ?
            union
            select event_id from event_ledger l where state = 'cancelled' and event_id >= ? and event_id < ?
               and exists (select from booking_order o where o.event_id = l.event_id and o.status in ('confirmed', 'captured'))
            """;
    private static final String RECORDS =
            "select batch_no, record from batch where partition = ? and batch_no >= ? order by batch_no limit ?";
    private static final String FIRST_SINCE =
            "select coalesce(min(batch_no), 1) from batch where partition = ? and committed_at >= ?";
    private static final int EVENT_NUMBER_BITS = 40;

    private final DataSource reads;

    LedgerReader(DataSource reads) {
        this.reads = reads;
    }

    Optional<EventLedger> load(long event) throws StoreException {
        return query("event " + event, connection -> {
            try (PreparedStatement select = connection.prepareStatement(EVENT)) {
                select.setLong(1, event);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(load(connection, event, row)) : Optional.empty();
                }
            }
        });
    }

    private static EventLedger load(Connection connection, long event, ResultSet row) throws SQLException {
        SaleTerms terms = terms(row.getBytes(1));
        TicketNumbers numbers = layout(connection, event, terms.getVenueId(), terms.getLayoutVersion())
                .orElseThrow(() -> new SQLException("event " + event + " has lost its layout"));
        EventLedger ledger = new EventLedger(event, numbers);
        try (PreparedStatement select = connection.prepareStatement(HOLDS)) {
            select.setLong(1, event);
            try (ResultSet holds = select.executeQuery()) {
                while (holds.next()) {
                    ledger.apply(new Change.Saved(hold(holds), "loaded", "", ""));
                }
            }
        }
        try (PreparedStatement select = connection.prepareStatement(TICKETS)) {
            select.setLong(1, event);
            try (ResultSet tickets = select.executeQuery()) {
                while (tickets.next()) {
                    ledger.apply(new Change.Tickets(
                            new int[] {tickets.getInt(1)}, TicketStatus.of(tickets.getInt(2)), tickets.getInt(3)));
                }
            }
        }
        ledger.restore(terms, row.getLong(2), row.getInt(3));
        return ledger;
    }

    Optional<EventLedger> blank(long event, long venueId, int layoutVersion) throws StoreException {
        return query(
                "layout of event " + event,
                connection -> layout(connection, event, venueId, layoutVersion)
                        .map(numbers -> new EventLedger(event, numbers)));
    }

    Optional<ReviseEvent> revision(long event) throws StoreException {
        return query("revision of event " + event, connection -> {
            try (PreparedStatement select = connection.prepareStatement(REVISION)) {
                select.setLong(1, event);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(ReviseEvent.newBuilder()
                                    .setVenueId(row.getLong(1))
                                    .setLayoutVersion(row.getInt(2))
                                    .setCurrency(row.getString(3))
                                    .build())
                            : Optional.empty();
                }
            }
        });
    }

    List<Long> unfinishedEvents(int partition) throws StoreException {
        long from = (long) partition << EVENT_NUMBER_BITS;
        long end = (long) (partition + 1) << EVENT_NUMBER_BITS;
        return query("unfinished events", connection -> {
            try (PreparedStatement select = connection.prepareStatement(UNFINISHED)) {
                select.setLong(1, from);
                select.setLong(2, end);
                select.setLong(3, from);
                select.setLong(4, end);
                select.setLong(5, from);
                select.setLong(6, end);
                List<Long> events = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        events.add(rows.getLong(1));
                    }
                }
                return events;
            }
        });
    }

    List<Stored> records(int partition, long fromBatchNo, int countMax) throws StoreException {
        return query("batch records", connection -> {
            try (PreparedStatement select = connection.prepareStatement(RECORDS)) {
                select.setInt(1, partition);
                select.setLong(2, fromBatchNo);
                select.setInt(3, countMax);
                List<Stored> records = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        records.add(new Stored(rows.getLong(1), record(rows.getBytes(2))));
                    }
                }
                return records;
            }
        });
    }

    long firstBatchSince(int partition, Timestamp since) throws StoreException {
        return query("first batch", connection -> {
            try (PreparedStatement select = connection.prepareStatement(FIRST_SINCE)) {
                select.setInt(1, partition);
                select.setTimestamp(2, since);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private static Optional<TicketNumbers> layout(Connection connection, long event, long venueId, int version)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LAYOUT)) {
            select.setLong(1, event);
            select.setLong(2, venueId);
            select.setInt(3, version);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new TicketNumbers(VenueLayout.parse(row.getString(1))))
                        : Optional.empty();
            }
        }
    }

    private static Hold hold(ResultSet row) throws SQLException {
        int[] tickets = ints(row, "ticket_nos");
        return new Hold(
                row.getInt("hold_no"),
                row.getString("account_id"),
                row.getString("lane"),
                row.getBytes("command_id"),
                tickets,
                ints(row, "price_nos"),
                prices(row, tickets.length),
                row.getLong("amount"),
                Hold.State.of(row.getInt("state")),
                row.getTimestamp("created_at").getTime(),
                row.getTimestamp("expires_at").getTime(),
                row.getBoolean("pinned"),
                payment(row),
                order(row));
    }

    private static Hold.@Nullable Payment payment(ResultSet row) throws SQLException {
        String state = row.getString("payment_state");
        return state == null
                ? null
                : new Hold.Payment(
                        row.getString("intent_id"),
                        row.getLong("payment_amount"),
                        row.getLong("captured"),
                        row.getLong("refunded"),
                        Hold.PaymentState.of(state),
                        row.getTimestamp("grace_until").getTime(),
                        row.getInt("refund_no"),
                        row.getArray("refund_tickets") == null
                                ? null
                                : new Hold.Refund(ints(row, "refund_tickets"), row.getLong("refund_amount")));
    }

    private static long[] prices(ResultSet row, int tickets) throws SQLException {
        if (row.getArray("prices") != null) {
            return Stream.of((Long[]) row.getArray("prices").getArray())
                    .mapToLong(Long::longValue)
                    .toArray();
        }
        long[] alike = new long[tickets];
        Arrays.fill(alike, tickets == 0 ? 0 : row.getLong("amount") / tickets);
        return alike;
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

    private static int[] ints(ResultSet row, String column) throws SQLException {
        Object[] boxed = (Object[]) row.getArray(column).getArray();
        int[] values = new int[boxed.length];
        for (int i = 0; i < boxed.length; i++) {
            values[i] = ((Number) boxed[i]).intValue();
        }
        return values;
    }

    private static SaleTerms terms(byte[] stored) throws SQLException {
        try {
            return SaleTerms.parseFrom(stored);
        } catch (InvalidProtocolBufferException broken) {
            throw new SQLException("stored terms cannot be read", broken);
        }
    }

    private static BatchRecord record(byte[] stored) throws SQLException {
        try {
            return BatchRecord.parseFrom(stored);
        } catch (InvalidProtocolBufferException broken) {
            throw new SQLException("a stored batch record cannot be read", broken);
        }
    }

    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T query(String what, Query<T> query) throws StoreException {
        try (Connection connection = reads.getConnection()) {
            return query.run(connection);
        } catch (SQLException failed) {
            // A read never condemns a batch: whatever its error, the partition is taken over again later.
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, what + ": " + String.valueOf(failed.getMessage()), failed);
        }
    }
}
