package io.tidegate.bench.writer;

import io.tidegate.ids.CommandIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The usual way: a transaction a seat, {@code SELECT … FOR UPDATE}, over so many connections. */
final class RowLocks {
    private static final String LOCK =
            "select status from plain_ticket where event_id = 1 and ticket_no = ? for update";

    private final Baselines.Connector connector;
    private final List<Integer> seats;

    RowLocks(Baselines.Connector connector, List<Integer> seats) {
        this.connector = connector;
        this.seats = seats;
    }

    /** Seats a second. */
    double run(int connections) throws SQLException, InterruptedException {
        List<Connection> open = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                open.add(connector.connect());
            }
            AtomicInteger next = new AtomicInteger();
            long start = System.nanoTime();
            List<Future<Void>> running = new ArrayList<>();
            for (Connection connection : open) {
                running.add(threads.submit(() -> book(connection, next)));
            }
            for (Future<Void> one : running) {
                one.get();
            }
            return seats.size() / ((System.nanoTime() - start) / 1e9);
        } catch (ExecutionException failed) {
            throw new SQLException(failed.getCause());
        } finally {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private Void book(Connection connection, AtomicInteger next) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement lock = connection.prepareStatement(LOCK);
                PreparedStatement ticket = connection.prepareStatement(Rows.TICKET);
                PreparedStatement hold = connection.prepareStatement(Rows.HOLD);
                PreparedStatement outcome = connection.prepareStatement(Rows.OUTCOME)) {
            for (int i = next.getAndIncrement(); i < seats.size(); i = next.getAndIncrement()) {
                int seat = seats.get(i);
                lock.setInt(1, seat);
                try (ResultSet row = lock.executeQuery()) {
                    if (row.next() && row.getInt(1) == 0) {
                        byte[] id = CommandIds.of(Tape.account(seat), 1, "reserve", "plain");
                        ticket.setInt(1, i + 1);
                        ticket.setInt(2, seat);
                        ticket.executeUpdate();
                        Rows.hold(hold, i + 1, seat, id);
                        hold.executeUpdate();
                        outcome.setBytes(1, Baselines.outcome(i + 1, seat, id));
                        outcome.executeUpdate();
                    }
                }
                connection.commit();
            }
        }
        return null;
    }
}
