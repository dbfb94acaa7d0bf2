package io.tidegate.booking.postgres;

import io.tidegate.booking.batch.Batch;
import io.tidegate.booking.ledger.Hold;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a batch, each one round trip however large the batch. New rows are copied in; changed ones travel as
 * arrays, a column each. Plans (Postgres 18, 80,000 tickets, 1,000 rows): Function Scan on unnest, then Nested Loop with
 * an Index Scan on the primary key; every update is HOT.
 */
final class BatchWriter {
    private static final String MAKE_TICKETS =
            "insert into ticket (event_id, ticket_no, status, hold_no) select ?, n, 0, 0 from generate_series(0, ? - 1) n";
    private static final String TERMS = """
            insert into event_ledger (event_id, seq, next_hold_no, terms, state) values (?, 0, 1, ?, ?)
            on conflict (event_id) do update set terms = excluded.terms, state = excluded.state
            """;
    private static final String REVISIONS = """
            insert into event_revision (event_id, venue_id, layout_version, currency)
            select event_id, venue_id, layout_version, currency
              from unnest(?::bigint[], ?::bigint[], ?::int[], ?::text[]) u (event_id, venue_id, layout_version, currency)
            on conflict (event_id) do update
               set venue_id = excluded.venue_id, layout_version = excluded.layout_version, currency = excluded.currency
            """;
    private static final String EVENTS = """
            update event_ledger e set seq = u.seq, next_hold_no = u.next_hold_no
              from unnest(?::bigint[], ?::bigint[], ?::int[]) u (event_id, seq, next_hold_no)
             where e.event_id = u.event_id
            """;
    private static final String TICKETS = """
            update ticket t set status = u.status, hold_no = u.hold_no
              from unnest(?::bigint[], ?::int[], ?::smallint[], ?::int[]) u (event_id, ticket_no, status, hold_no)
             where t.event_id = u.event_id and t.ticket_no = u.ticket_no
            """;
    private static final String NEW_HOLDS = """
            copy hold (event_id, hold_no, account_id, lane, command_id, ticket_nos, price_nos, prices, amount, state,
                       created_at, expires_at, pinned)
            from stdin (format binary)
            """;
    private static final int NEW_HOLD_COLUMNS = 13;
    // unnest would flatten an array of arrays: a hold's own arrays travel as text.
    private static final String HOLDS = """
            update hold h set ticket_nos = u.ticket_nos::int[], price_nos = u.price_nos::smallint[],
                              prices = u.prices::bigint[], amount = u.amount, state = u.state,
                              expires_at = to_timestamp(u.expires_ms / 1000.0), pinned = u.pinned
              from unnest(?::bigint[], ?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::smallint[],
                          ?::bigint[], ?::boolean[])
                   u (event_id, hold_no, ticket_nos, price_nos, prices, amount, state, expires_ms, pinned)
             where h.event_id = u.event_id and h.hold_no = u.hold_no
            """;
    private static final String PAYMENTS = """
            insert into payment (event_id, hold_no, intent_id, amount, captured, refunded, state, grace_until, refund_no,
                                 refund_tickets, refund_amount, updated_at)
            select event_id, hold_no, intent_id, amount, captured, refunded, state, to_timestamp(grace_ms / 1000.0),
                   refund_no, refund_tickets::int[], refund_amount, ?
              from unnest(?::bigint[], ?::int[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
                          ?::bigint[], ?::int[], ?::text[], ?::bigint[])
                   u (event_id, hold_no, intent_id, amount, captured, refunded, state, grace_ms, refund_no,
                      refund_tickets, refund_amount)
            on conflict (event_id, hold_no) do update
               set intent_id = excluded.intent_id, captured = excluded.captured, refunded = excluded.refunded,
                   state = excluded.state, refund_no = excluded.refund_no, refund_tickets = excluded.refund_tickets,
                   refund_amount = excluded.refund_amount, updated_at = excluded.updated_at
            """;
    private static final String ORDERS = """
            insert into booking_order (event_id, hold_no, account_id, command_id, amount, status, confirmed_at,
                                       updated_at)
            select event_id, hold_no, account_id, command_id, amount, status, to_timestamp(confirmed_ms / 1000.0), ?
              from unnest(?::bigint[], ?::int[], ?::text[], ?::bytea[], ?::bigint[], ?::text[], ?::bigint[])
                   u (event_id, hold_no, account_id, command_id, amount, status, confirmed_ms)
            on conflict (event_id, hold_no) do update
               set amount = excluded.amount, status = excluded.status, updated_at = excluded.updated_at
            """;
    private static final String STEPS =
            "copy booking_step (event_id, hold_no, seq, at, step, detail) from stdin (format binary)";
    private static final int STEP_COLUMNS = 6;
    private static final String STRIPE_EVENTS = """
            insert into stripe_event (stripe_event_id, event_id, hold_no, applied_at)
            select stripe_event_id, event_id, hold_no, ?
              from unnest(?::text[], ?::bigint[], ?::int[]) u (stripe_event_id, event_id, hold_no)
            on conflict (stripe_event_id) do nothing
            """;
    private static final String DEAD_LETTERS = """
            insert into dead_letter (partition, command_offset, command_id, reason, command, refused_at)
            select ?, command_offset, command_id, reason, command, ?
              from unnest(?::bigint[], ?::bytea[], ?::text[], ?::bytea[]) u (command_offset, command_id, reason, command)
            """;
    private static final String BATCH =
            "insert into batch (partition, batch_no, epoch, committed_at, record) values (?, ?, ?, ?, ?)";

    private final Connection session;

    BatchWriter(Connection session) {
        this.session = session;
    }

    /** Writes all of the batch but its fence; the caller commits. */
    void write(int partition, long epoch, Batch batch) throws SQLException {
        Timestamp now = new Timestamp(batch.nowMs());
        for (Batch.ScheduledRow scheduled : batch.scheduled()) {
            schedule(scheduled);
        }
        revisions(batch);
        events(batch);
        tickets(batch);
        holds(batch, now);
        steps(batch, now);
        deadLetters(partition, batch, now);
        try (PreparedStatement insert = session.prepareStatement(BATCH)) {
            insert.setInt(1, partition);
            insert.setLong(2, batch.batchNo());
            insert.setLong(3, epoch);
            insert.setTimestamp(4, now);
            insert.setBytes(5, batch.record().toByteArray());
            insert.executeUpdate();
        }
    }

    private void schedule(Batch.ScheduledRow scheduled) throws SQLException {
        try (PreparedStatement terms = session.prepareStatement(TERMS)) {
            terms.setLong(1, scheduled.event());
            terms.setBytes(2, scheduled.terms().toByteArray());
            terms.setString(3, scheduled.terms().getCancelled() ? "cancelled" : "open");
            terms.executeUpdate();
        }
        if (scheduled.first()) {
            try (PreparedStatement tickets = session.prepareStatement(MAKE_TICKETS)) {
                tickets.setLong(1, scheduled.event());
                tickets.setInt(2, scheduled.capacity());
                tickets.executeUpdate();
            }
        }
    }

    private void revisions(Batch batch) throws SQLException {
        var rows = new ArrayList<>(batch.revisions().entrySet());
        new Columns(session, REVISIONS)
                .longs(rows, Map.Entry::getKey)
                .longs(rows, row -> row.getValue().getVenueId())
                .ints(rows, row -> row.getValue().getLayoutVersion())
                .texts(rows, row -> row.getValue().getCurrency())
                .execute(rows.size());
    }

    private void events(Batch batch) throws SQLException {
        var rows = new ArrayList<>(batch.events().entrySet());
        new Columns(session, EVENTS)
                .longs(rows, Map.Entry::getKey)
                .longs(rows, row -> row.getValue().seq())
                .ints(rows, row -> row.getValue().nextHoldNo())
                .execute(rows.size());
    }

    private void tickets(Batch batch) throws SQLException {
        var rows = new ArrayList<>(batch.tickets().entrySet());
        new Columns(session, TICKETS)
                .longs(rows, row -> row.getKey().event())
                .ints(rows, row -> row.getKey().number())
                .shorts(rows, row -> row.getValue().status().code())
                .ints(rows, row -> row.getValue().holdNo())
                .execute(rows.size());
    }

    private void holds(Batch batch, Timestamp now) throws SQLException {
        List<Map.Entry<Batch.TicketKey, Batch.HoldRow>> made = new ArrayList<>();
        List<Map.Entry<Batch.TicketKey, Batch.HoldRow>> changed = new ArrayList<>();
        batch.holds().entrySet().forEach(row -> (row.getValue().isNew() ? made : changed).add(row));
        insert(made);
        update(changed);
        List<Owned<Hold.Payment>> payments = new ArrayList<>();
        List<Owned<Hold.Order>> orders = new ArrayList<>();
        batch.holds().forEach((key, row) -> {
            if (row.hold().payment() != null) {
                payments.add(new Owned<>(key, row.hold(), row.hold().payment()));
            }
            if (row.hold().order() != null) {
                orders.add(new Owned<>(key, row.hold(), row.hold().order()));
            }
        });
        payments(payments, now);
        orders(orders, now);
    }

    /** A hold's payment or order. */
    private record Owned<T>(Batch.TicketKey key, Hold hold, T part) {}

    private void insert(List<Map.Entry<Batch.TicketKey, Batch.HoldRow>> rows) throws SQLException {
        CopyRows copy = new CopyRows(NEW_HOLD_COLUMNS);
        for (Map.Entry<Batch.TicketKey, Batch.HoldRow> row : rows) {
            Hold hold = row.getValue().hold();
            copy.row()
                    .int8(row.getKey().event())
                    .int4(hold.holdNo())
                    .text(hold.account())
                    .text(hold.lane())
                    .bytes(hold.commandId())
                    .int4s(hold.tickets())
                    .int2s(hold.priceNos())
                    .int8s(Columns.areAlike(hold.prices()) ? null : hold.prices())
                    .int8(hold.amount())
                    .int2(hold.state().code())
                    .time(hold.createdAtMs())
                    .time(hold.expiresAtMs())
                    .bool(hold.pinned());
        }
        copy.copy(session, NEW_HOLDS);
    }

    private void update(List<Map.Entry<Batch.TicketKey, Batch.HoldRow>> rows) throws SQLException {
        new Columns(session, HOLDS)
                .longs(rows, row -> row.getKey().event())
                .ints(rows, row -> row.getKey().number())
                .texts(rows, row -> Columns.array(row.getValue().hold().tickets()))
                .texts(rows, row -> Columns.array(row.getValue().hold().priceNos()))
                .texts(rows, row -> Columns.unlessAlike(row.getValue().hold().prices()))
                .longs(rows, row -> row.getValue().hold().amount())
                .shorts(rows, row -> row.getValue().hold().state().code())
                .longs(rows, row -> row.getValue().hold().expiresAtMs())
                .booleans(rows, row -> row.getValue().hold().pinned())
                .execute(rows.size());
    }

    private void payments(List<Owned<Hold.Payment>> rows, Timestamp now) throws SQLException {
        new Columns(session, PAYMENTS)
                .timestamp(now)
                .longs(rows, row -> row.key().event())
                .ints(rows, row -> row.key().number())
                .texts(rows, row -> row.part().intentId())
                .longs(rows, row -> row.part().amount())
                .longs(rows, row -> row.part().captured())
                .longs(rows, row -> row.part().refunded())
                .texts(rows, row -> row.part().state().text())
                .longs(rows, row -> row.part().graceUntilMs())
                .ints(rows, row -> row.part().refundNo())
                .texts(rows, row -> refundTickets(row.part()))
                .longs(
                        rows,
                        row -> row.part().refund() == null
                                ? 0
                                : row.part().refund().amount())
                .execute(rows.size());
    }

    private static @Nullable String refundTickets(Hold.Payment payment) {
        return payment.refund() == null ? null : Columns.array(payment.refund().tickets());
    }

    private void orders(List<Owned<Hold.Order>> rows, Timestamp now) throws SQLException {
        new Columns(session, ORDERS)
                .timestamp(now)
                .longs(rows, row -> row.key().event())
                .ints(rows, row -> row.key().number())
                .texts(rows, row -> row.hold().account())
                .bytes(rows, row -> row.part().commandId())
                .longs(rows, row -> row.part().amount())
                .texts(rows, row -> row.part().status().text())
                .longs(rows, row -> row.part().confirmedAtMs())
                .execute(rows.size());
    }

    private void steps(Batch batch, Timestamp now) throws SQLException {
        List<Batch.StepRow> rows = batch.steps();
        CopyRows copy = new CopyRows(STEP_COLUMNS);
        for (Batch.StepRow row : rows) {
            copy.row()
                    .int8(row.event())
                    .int4(row.holdNo())
                    .int8(row.seq())
                    .time(row.atMs())
                    .text(row.step())
                    .text(row.detail().isEmpty() ? null : row.detail());
        }
        copy.copy(session, STEPS);
        List<Batch.StepRow> told =
                rows.stream().filter(row -> !row.stripeEventId().isEmpty()).toList();
        new Columns(session, STRIPE_EVENTS)
                .timestamp(now)
                .texts(told, Batch.StepRow::stripeEventId)
                .longs(told, Batch.StepRow::event)
                .ints(told, Batch.StepRow::holdNo)
                .execute(told.size());
    }

    private void deadLetters(int partition, Batch batch, Timestamp now) throws SQLException {
        List<Batch.DeadLetterRow> rows = batch.deadLetters();
        new Columns(session, DEAD_LETTERS)
                .integer(partition)
                .timestamp(now)
                .longs(rows, Batch.DeadLetterRow::offset)
                .bytes(rows, row -> row.commandId().toByteArray())
                .texts(rows, Batch.DeadLetterRow::reason)
                .bytes(rows, row -> row.command().toByteArray())
                .execute(rows.size());
    }
}
