package io.tidegate.bench.writer;

import com.google.protobuf.ByteString;
import io.tidegate.bench.worker.Tape;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserved;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The rows that the writer writes of a decision, into tables like the writer's with their indexes. */
final class Rows {
    static final String TABLES = """
            drop table if exists plain_ticket, plain_hold, plain_outcome;
            create table plain_ticket (like ticket including all) with (fillfactor = 50);
            create table plain_hold (like hold including all) with (fillfactor = 70);
            create table plain_outcome (outcome_no bigint generated always as identity primary key, outcome bytea not null);
            """;
    static final String HOLD = """
            insert into plain_hold (event_id, hold_no, account_id, lane, command_id, ticket_nos, price_nos, amount, state,
                                    created_at, expires_at, pinned)
            values (1, ?, ?, 'general', ?, array[?], '{0}', 4500, 0, now(), now() + interval '1 day', false)
            """;
    static final String TICKET = "update plain_ticket set status = 1, hold_no = ? where event_id = 1 and ticket_no = ?";
    static final String OUTCOME = "insert into plain_outcome (outcome) values (?)";

    private Rows() {}

    /** Empty tables but for the tickets, all available. */
    static void make(Connection owner, int seats) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute(TABLES);
            statement.execute(
                    "insert into plain_ticket select 1, n, 0, 0 from generate_series(0, " + (seats - 1) + ") n");
            statement.execute("vacuum analyze plain_ticket");
        }
    }

    static void hold(PreparedStatement insert, int holdNo, int seat, byte[] commandId) throws SQLException {
        insert.setInt(1, holdNo);
        insert.setString(2, Tape.account(seat));
        insert.setBytes(3, commandId);
        insert.setInt(4, seat);
    }

    /** An outcome as the writer's are. */
    static byte[] outcome(int holdNo, int seat, byte[] commandId) {
        return Reply.newBuilder()
                .setCommandId(ByteString.copyFrom(commandId))
                .setBodyHash(ByteString.copyFrom(commandId))
                .setEventId(1)
                .setAccountId(Tape.account(seat))
                .setDecidedAtMs(System.currentTimeMillis())
                .setReserved(Reserved.newBuilder()
                        .setHoldNo(holdNo)
                        .addTicketNos(seat)
                        .addPriceNos(0)
                        .addPrices(4500)
                        .setAmount(4500)
                        .setCurrency("EUR"))
                .build()
                .toByteArray();
    }
}
