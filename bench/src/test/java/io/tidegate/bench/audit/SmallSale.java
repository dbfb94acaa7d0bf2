package io.tidegate.bench.audit;

import com.google.protobuf.ByteString;
import io.tidegate.bench.audit.Subject.Intent;
import io.tidegate.bench.audit.Subject.Snapshot;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Row;
import io.tidegate.layout.VenueLayout.Section;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.Confirmed;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserved;
import io.tidegate.wire.SeatChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sale of ten tickets in good order, as the system would leave it: hold 1 was bought (tickets 0 and 1), hold 2 is live
 * (ticket 2), hold 3 expired on time (ticket 5). Tests then spoil one thing.
 */
final class SmallSale {
    static final long EVENT = Ids.event(1, 7);
    static final int CAPACITY = 10;
    static final Subject.Limits LIMITS = new Subject.Limits(2000, 30_000, 900_000);

    /** As the waiting room's migration has it. */
    private static final String ADMISSIONS = """
            create table if not exists admission (
                event_id bigint not null, admission_no bigint generated always as identity, lane text not null,
                number bigint not null, account_id text not null, generation bigint not null,
                admitted_at timestamptz not null, active integer not null, active_max integer not null,
                primary key (event_id, admission_no))
            """;

    /** Of the log only: nothing in it is compared with the clock. */
    private static final long START_MS = 1_800_000_000_000L;

    static final long EXPIRY_MS = START_MS + 20_000;
    private static final long LIVE_UNTIL_MS = START_MS + 600_000;

    final Connection database;
    final Map<String, Intent> intents = new HashMap<>();
    byte[] told = {2, 2, 1, 0, 0, 0, 0, 0, 0, 0};

    SmallSale(Connection database) throws SQLException {
        this.database = database;
        catalogue();
        ledger();
        log();
        execute(ADMISSIONS);
        admit(1, 1, 1);
        admit(3, 2, 2);
        intents.put("pi_1", new Intent("pi_1", "succeeded", Ids.holdId(EVENT, 1), 1000, 1000, 0));
    }

    List<Verdict> audit(Connection snapshot) throws SQLException {
        try (Subject subject =
                new Subject(snapshot, () -> intents, event -> Optional.of(new Snapshot(6, told)), LIMITS)) {
            return Audit.run(subject);
        }
    }

    void execute(String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql.replace(":event", Long.toString(EVENT)));
        }
    }

    private void catalogue() throws SQLException {
        VenueLayout layout = new VenueLayout(List.of(
                new Section("FLOOR", "Floor", "generalAdmission", 4, List.of(), 0, 0),
                new Section("A", "Block A", "seated", 0, List.of(new Row("A", 6, 1, 0, 0, 0, List.of())), 0, 5)));
        execute("""
                insert into venue (promoter_id, venue_name, city, country, latitude, longitude, time_zone, layout_version)
                values ('p', 'Hall', 'Hamburg', 'DE', 53.5, 9.9, 'Europe/Berlin', 1)
                """);
        execute("insert into venue_layout values (1, 1, '" + layout.json() + "')");
        execute("""
                insert into event (event_id, promoter_id, venue_id, layout_version, event_name, start_time, end_time,
                    time_zone, currency, offer)
                values (:event, 'p', 1, 1, 'Night', now() + interval '1 day', now() + interval '2 days', 'UTC', 'EUR', '[]')
                """);
        execute("""
                insert into sale (event_id, lobby_opens_at, opens_at, closes_at, queued, terms)
                values (:event, now(), now(), now() + interval '1 day', true, '{"maxActive": 2}')
                """);
    }

    private void ledger() throws SQLException {
        execute(
                "insert into event_ledger (event_id, seq, next_hold_no, terms, state) values (:event, 6, 4, '', 'open')");
        execute("insert into ticket select :event, n, 0, 0 from generate_series(0, 9) n");
        execute("update ticket set status = 2, hold_no = 1 where ticket_no in (0, 1)");
        execute("update ticket set status = 1, hold_no = 2 where ticket_no = 2");
        insertHold(1, 1, "{0,1}", 3, "1 second");
        insertHold(2, 2, "{2}", 0, "9 minutes");
        insertHold(3, 4, "{5}", 2, "-40 seconds");
        execute("""
                insert into payment (event_id, hold_no, intent_id, amount, captured, state, grace_until, updated_at)
                values (:event, 1, 'pi_1', 1000, 1000, 'captured', now(), now())
                """);
        execute("""
                insert into booking_order (event_id, hold_no, account_id, command_id, amount, status, confirmed_at, updated_at)
                values (:event, 1, 'a1', '\\x03', 1000, 'captured', now(), now())
                """);
        execute("""
                insert into writer_partition (partition, topic_id, epoch, batch_no, next_offset, decided_at_ms, published_batch)
                values (1, 't', 5, 4, 40, 0, 4)
                """);
    }

    void insertHold(int holdNo, int command, String tickets, int state, String expiresIn) throws SQLException {
        execute("""
                insert into hold (event_id, hold_no, account_id, lane, command_id, ticket_nos, price_nos, amount,
                    state, created_at, expires_at, pinned)
                values (:event, %d, 'a%d', 'general', '\\x0%d', '%s', '{0}', 500, %d, now(), now() + interval '%s', false)
                """.formatted(holdNo, holdNo, command, tickets, state, expiresIn));
    }

    private void log() throws SQLException {
        batch(1, 4, BatchRecord.newBuilder().addChanges(change(1).setCapacity(CAPACITY)));
        batch(
                2,
                4,
                BatchRecord.newBuilder()
                        .addReplies(reserved(1, 1, LIVE_UNTIL_MS))
                        .addReplies(reserved(2, 2, LIVE_UNTIL_MS))
                        .addChanges(
                                change(2).addHeld(0).addHeld(1).addHolds(hold(1, HoldChange.State.LIVE, LIVE_UNTIL_MS)))
                        .addChanges(change(3).addHeld(2).addHolds(hold(2, HoldChange.State.LIVE, LIVE_UNTIL_MS))));
        batch(
                3,
                5,
                BatchRecord.newBuilder()
                        .addReplies(Reply.newBuilder()
                                .setCommandId(id(3))
                                .setEventId(EVENT)
                                .setConfirmed(Confirmed.newBuilder().setHoldNo(1)))
                        .addReplies(reserved(4, 3, EXPIRY_MS))
                        .addChanges(change(4).addSold(0).addSold(1).addHolds(hold(1, HoldChange.State.CONFIRMED, 0)))
                        .addChanges(change(5).addHeld(5).addHolds(hold(3, HoldChange.State.LIVE, EXPIRY_MS))));
        batch(4, 5, expiry(50));
    }

    /** Hold 3 expires so late. */
    static BatchRecord.Builder expiry(long lateMs) {
        return BatchRecord.newBuilder()
                .addChanges(change(6)
                        .setAtMs(EXPIRY_MS + lateMs)
                        .addAvailable(5)
                        .addHolds(hold(3, HoldChange.State.EXPIRED, EXPIRY_MS)));
    }

    static SeatChange.Builder change(long seq) {
        return SeatChange.newBuilder().setEventId(EVENT).setSeq(seq).setAtMs(START_MS);
    }

    static HoldChange hold(int holdNo, HoldChange.State state, long expiresAtMs) {
        return HoldChange.newBuilder()
                .setHoldNo(holdNo)
                .setState(state)
                .setExpiresAtMs(expiresAtMs)
                .build();
    }

    static Reply reserved(int command, int holdNo, long expiresAtMs) {
        return Reply.newBuilder()
                .setCommandId(id(command))
                .setEventId(EVENT)
                .setReserved(Reserved.newBuilder().setHoldNo(holdNo).setExpiresAtMs(expiresAtMs))
                .build();
    }

    private static ByteString id(int command) {
        return ByteString.copyFrom(new byte[] {(byte) command});
    }

    /** A number of the one lane is admitted, after so many milliseconds, and so many are active then. */
    void admit(long number, int afterMs, int active) throws SQLException {
        execute("""
                insert into admission (event_id, lane, number, account_id, generation, admitted_at, active, active_max)
                values (:event, 'general', %d, 'a', 1, now() + interval '%d milliseconds', %d, 2)
                """.formatted(number, afterMs, active));
    }

    /** Writes a batch over what is there. */
    void batch(long batchNo, long epoch, BatchRecord.Builder record) throws SQLException {
        try (PreparedStatement insert = database.prepareStatement("""
                insert into batch (partition, batch_no, epoch, committed_at, record) values (1, ?, ?, now(), ?)
                on conflict (partition, batch_no) do update set epoch = excluded.epoch, record = excluded.record
                """)) {
            insert.setLong(1, batchNo);
            insert.setLong(2, epoch);
            insert.setBytes(3, record.build().toByteArray());
            insert.executeUpdate();
        }
    }

    /** A fifth batch, with its partition and event standing there. */
    void another(BatchRecord.Builder record) throws SQLException {
        batch(5, 5, record);
        execute("update writer_partition set batch_no = 5");
        execute("update event_ledger set seq = 6 + " + record.getChangesCount());
    }
}
