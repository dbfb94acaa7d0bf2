package io.tidegate.bench.writer;

import io.tidegate.ids.CommandIds;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** One connection that knows the seats, in JDBC batches of so many a transaction. It decides nothing and tells nobody. */
final class PlainBatches {
    private static final int BATCH = 1000;

    private final Baselines.Connector connector;
    private final List<Integer> seats;

    PlainBatches(Baselines.Connector connector, List<Integer> seats) {
        this.connector = connector;
        this.seats = seats;
    }

    /** Seats a second. */
    double run() throws SQLException {
        try (Connection connection = connector.connect()) {
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
            packed.writeBytes(Baselines.outcome(i + 1, seat, id));
        }
        return packed.toByteArray();
    }
}
