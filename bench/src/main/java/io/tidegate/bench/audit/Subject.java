package io.tidegate.bench.audit;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The system that is audited: a snapshot of its database, and the ways to ask Stripe and the reads. What is asked
 * elsewhere is later than the snapshot; {@link #renew} takes one that is later still.
 */
public final class Subject implements AutoCloseable {
    private final Connection database;
    private final Payments payments;
    private final Availability availability;
    private final Limits limits;

    /** The connection becomes a read-only, repeatable-read transaction, and is closed with this. */
    public Subject(Connection database, Payments payments, Availability availability, Limits limits)
            throws SQLException {
        this.database = database;
        this.payments = payments;
        this.availability = availability;
        this.limits = limits;
        database.setAutoCommit(false);
        database.setReadOnly(true);
        database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }

    /** The payments that Stripe knows. */
    public interface Payments {
        /** Every intent, by its id. */
        Map<String, Intent> list() throws IOException;
    }

    /**
     * A PaymentIntent. Amounts in minor units.
     *
     * @param holdId from its metadata; empty: not one of ours
     * @param received what was captured
     */
    public record Intent(String id, String status, String holdId, long amount, long received, long refunded) {
        boolean authorised() {
            return status.equals("requires_capture");
        }
    }

    /** What readers are told of an event's tickets. */
    public interface Availability {
        /** A fresh snapshot; empty where the reads have no such event. */
        Optional<Snapshot> snapshot(long event) throws IOException;
    }

    /** Each ticket's status, by its number, at one {@code seq}. */
    @SuppressWarnings("ArrayRecordComponent") // carried to its comparison, never compared as a whole
    public record Snapshot(long seq, byte[] statusOfTicket) {}

    /** What each lasting thing may take at most, by which lateness is judged. */
    public record Limits(long expiryLateMs, long takeOverMs, long refusalMemoryMs) {}

    /** A row, as an invariant reads it. */
    interface Row {
        void read(ResultSet row) throws SQLException;
    }

    /** Streams the answer; it may be larger than memory. */
    void query(String sql, Row each) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.setFetchSize(500);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.read(rows);
                }
            }
        }
    }

    /** Each row of the answer is a violation; its only column says which. */
    void violations(Verdict verdict, String sql) throws SQLException {
        query(sql, row -> verdict.violation(row.getString(1)));
    }

    /** From now on a new snapshot is seen, as the database is now. */
    void renew() throws SQLException {
        database.rollback();
    }

    boolean hasTable(String name) throws SQLException {
        boolean[] there = new boolean[1];
        query("select to_regclass('" + name + "') is not null", row -> there[0] = row.getBoolean(1));
        return there[0];
    }

    BatchLog log() {
        return new BatchLog(this);
    }

    Payments payments() {
        return payments;
    }

    Availability availability() {
        return availability;
    }

    Limits limits() {
        return limits;
    }

    /** The database's time when the snapshot was taken. */
    Instant now() throws SQLException {
        Instant[] now = new Instant[1];
        query("select now()", row -> now[0] = row.getTimestamp(1).toInstant());
        return now[0];
    }

    /** The layout of every event that has tickets, by event. */
    Map<Long, TicketNumbers> layouts() throws SQLException {
        Map<Long, TicketNumbers> layouts = new TreeMap<>();
        Map<String, TicketNumbers> byVersion = new TreeMap<>();
        query("""
                select l.event_id, e.venue_id || '/' || e.layout_version, v.layout
                from event_ledger l
                join event e using (event_id)
                join venue_layout v using (venue_id, layout_version)
                order by l.event_id
                """, row -> {
            String json = row.getString(3);
            layouts.put(
                    row.getLong(1),
                    byVersion.computeIfAbsent(row.getString(2), v -> new TicketNumbers(VenueLayout.parse(json))));
        });
        return layouts;
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
