package io.tidegate.booking.postgres;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.booking.batch.BatchStore.Stored;
import io.tidegate.booking.batch.StoreException;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.TicketStatus;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.ReviseEvent;
import io.tidegate.wire.SaleTerms;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;

/** Reads ledgers and batch records as they are committed; on connections of its own, never on a writer's session. */
final class LedgerReader {
    private static final String EVENT = "select terms, seq, next_hold_no from event_ledger where event_id = ?";
    private static final String LAYOUT = """
            select l.layout from venue_layout l join event e on e.venue_id = l.venue_id
             where e.event_id = ? and l.venue_id = ? and l.layout_version = ?
            """;
    private static final String REVISION =
            "select venue_id, layout_version, currency from event_revision where event_id = ?";
    /** Packed by Postgres: number, status and hold of each in ten bytes. A row each would cost more than all the rest. */
    private static final String TICKETS = """
            select string_agg(int4send(ticket_no) || int2send(status) || int4send(hold_no), '')
              from ticket where event_id = ? and status <> 0
            """;
    /** Who has the holds that may have tickets, by lane: the hold, the account's length in bytes, the account. */
    private static final String OWNERS = """
            select lane, string_agg(
                       int4send(hold_no) || int4send(octet_length(account_id)) || convert_to(account_id, 'UTF8'), '')
              from hold where event_id = ? and state in (0, 3) group by lane
            """;

    private static final String VALID_ORDERS =
            "select count(*) from booking_order where event_id = ? and status in ('confirmed', 'captured')";
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

    /** The layout is made sense of while Postgres gathers tickets and owners: each takes as long as the other. */
    private static EventLedger load(Connection connection, long event, ResultSet row) throws SQLException {
        SaleTerms terms = terms(row.getBytes(1));
        String layout = layout(connection, event, terms.getVenueId(), terms.getLayoutVersion())
                .orElseThrow(() -> new SQLException("event " + event + " has lost its layout"));
        FutureTask<EventLedger> blank = new FutureTask<>(() -> blank(event, layout));
        Thread.ofVirtual().start(blank);
        ByteBuffer tickets = tickets(connection, event);
        List<LaneOwners> owners = owners(connection, event);
        EventLedger ledger = made(blank);
        int[] ticketsOfHold = restoreTickets(ledger, tickets, row.getInt(3));
        owners.forEach(lane -> restoreOwners(ledger, lane, ticketsOfHold));
        HoldReader.unsettled(connection, event).forEach(ledger::recall);
        if (terms.getCancelled()) {
            HoldReader.orders(connection, event).forEach(ledger::recall);
        }
        ledger.restore(terms, row.getLong(2), row.getInt(3), validOrders(connection, event));
        return ledger;
    }

    private static EventLedger blank(long event, String layout) {
        return new EventLedger(event, new TicketNumbers(VenueLayout.parse(layout)));
    }

    private static EventLedger made(FutureTask<EventLedger> ledger) throws SQLException {
        try {
            return ledger.get();
        } catch (ExecutionException failed) {
            throw new SQLException("a stored layout cannot be read", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", interrupted);
        }
    }

    private static ByteBuffer tickets(Connection connection, long event) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(TICKETS)) {
            select.setLong(1, event);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                byte[] packed = row.getBytes(1);
                return packed == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(packed);
            }
        }
    }

    /** How many tickets each hold has; counted here, for less than a join would cost. */
    private static int[] restoreTickets(EventLedger ledger, ByteBuffer packed, int nextHoldNo) {
        int[] ticketsOfHold = new int[nextHoldNo];
        while (packed.hasRemaining()) {
            int ticket = packed.getInt();
            TicketStatus status = TicketStatus.of(packed.getShort());
            int holdNo = packed.getInt();
            ledger.restoreTicket(ticket, status, holdNo);
            if (status == TicketStatus.HELD || status == TicketStatus.SOLD) {
                ticketsOfHold[holdNo]++;
            }
        }
        return ticketsOfHold;
    }

    /** What {@link #OWNERS} tells of a lane. */
    private record LaneOwners(String lane, ByteBuffer packed) {}

    private static List<LaneOwners> owners(Connection connection, long event) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OWNERS)) {
            select.setLong(1, event);
            List<LaneOwners> lanes = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    lanes.add(new LaneOwners(rows.getString(1).intern(), ByteBuffer.wrap(rows.getBytes(2))));
                }
            }
            return lanes;
        }
    }

    private static void restoreOwners(EventLedger ledger, LaneOwners owners, int[] ticketsOfHold) {
        ByteBuffer packed = owners.packed();
        while (packed.hasRemaining()) {
            int tickets = ticketsOfHold[packed.getInt()];
            byte[] account = new byte[packed.getInt()];
            packed.get(account);
            if (tickets > 0) {
                ledger.restoreOwner(new String(account, StandardCharsets.UTF_8), owners.lane(), tickets);
            }
        }
    }

    private static int validOrders(Connection connection, long event) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(VALID_ORDERS)) {
            select.setLong(1, event);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    Optional<Hold> hold(long event, int holdNo) throws StoreException {
        return query("hold " + holdNo + " of event " + event, connection -> HoldReader.one(connection, event, holdNo))
                .stream()
                .findFirst();
    }

    List<Hold> orders(long event) throws StoreException {
        return query("orders of event " + event, connection -> HoldReader.orders(connection, event));
    }

    Optional<EventLedger> blank(long event, long venueId, int layoutVersion) throws StoreException {
        return query(
                "layout of event " + event,
                connection -> layout(connection, event, venueId, layoutVersion).map(layout -> blank(event, layout)));
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

    private static Optional<String> layout(Connection connection, long event, long venueId, int version)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LAYOUT)) {
            select.setLong(1, event);
            select.setLong(2, venueId);
            select.setInt(3, version);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
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
