package io.tidegate.bench.writer;

import io.tidegate.bench.worker.Tape;
import io.tidegate.ids.CommandIds;
import io.tidegate.localstack.TestStores;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** One connection that knows the seats, in JDBC batches of so many a transaction. It decides nothing and tells nobody. */
final class PlainBatches {
    private static final int BATCH = 1000;

    private final TestStores stores;
    private final Tape tape;
    private final List<Integer> seats;

    PlainBatches(TestStores stores, Tape tape) {
        this.stores = stores;
        this.tape = tape;
        this.seats = tape.shuffled();
    }

    /** Seats a second on a database of its own, after a round that does not count. */
    double rate() throws SQLException {
        String url = stores.freshDatabase();
        run(url);
        return run(url);
    }

    private double run(String url) throws SQLException {
        try (Connection connection = stores.connect(url)) {
            Rows.make(connection, tape.seats());
            connection.setAutoCommit(false);
            try (PreparedStatement ticket = connection.prepareStatement(Rows.TICKET);
                    PreparedStatement hold = connection.prepareStatement(Rows.HOLD);
                    PreparedStatement outcome = connection.prepareStatement(Rows.OUTCOME)) {
                long start = System.nanoTime();
                for (int from = 0; from < seats.size(); from += BATCH) {
                    int end = Math.min(seats.size(), from + BATCH);
                    outcome.setBytes(1, write(from, end, ticket, hold));
                    ticket.executeBatch();
                    hold.executeBatch();
                    outcome.executeUpdate();
                    connection.commit();
                }
                return seats.size() / ((System.nanoTime() - start) / 1e9);
            }
        }
    }

    private byte[] write(int from, int end, PreparedStatement ticket, PreparedStatement hold) throws SQLException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int i = from; i < end; i++) {
            int seat = seats.get(i);
            byte[] id = CommandIds.of(Tape.account(seat), 1, "reserve", "plain");
            ticket.setInt(1, i + 1);
            ticket.setInt(2, seat);
            ticket.addBatch();
            Rows.hold(hold, i + 1, seat, id);
            hold.addBatch();
            packed.writeBytes(Rows.outcome(i + 1, seat, id));
        }
        return packed.toByteArray();
    }
}
