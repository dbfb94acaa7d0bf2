package io.tidegate.bench.writer;

import com.google.protobuf.ByteString;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserved;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Both baselines on a database of their own, each after a round that does not count. */
final class Baselines {
    private static final List<Integer> CONNECTIONS = List.of(4, 8, 16, 32);
    private static final int LOCKED_SEATS = 20_000;

    private final Connector connector;
    private final Tape tape;

    Baselines(Connector connector, Tape tape) {
        this.connector = connector;
        this.tape = tape;
    }

    /** Opens connections to the database, as the writer's own are. */
    interface Connector {
        Connection connect() throws SQLException;
    }

    /** Seats a second by row locks, by the number of connections. */
    Map<Integer, Double> rowLocks() throws SQLException, InterruptedException {
        Map<Integer, Double> rates = new TreeMap<>();
        RowLocks locks = new RowLocks(connector, tape.shuffled().subList(0, Math.min(LOCKED_SEATS, tape.seats())));
        renew();
        locks.run(CONNECTIONS.getFirst());
        for (int connections : CONNECTIONS) {
            renew();
            rates.put(connections, locks.run(connections));
        }
        return rates;
    }

    /** Seats a second by plain batches. */
    double plainBatches() throws SQLException {
        PlainBatches batches = new PlainBatches(connector, tape.shuffled());
        renew();
        batches.run();
        renew();
        return batches.run();
    }

    private void renew() throws SQLException {
        try (Connection owner = connector.connect()) {
            Rows.make(owner, tape.seats());
        }
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
