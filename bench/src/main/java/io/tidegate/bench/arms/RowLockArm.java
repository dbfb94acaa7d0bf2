package io.tidegate.bench.arms;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** (a) One seat a transaction: {@code SELECT … FOR UPDATE}, then all writes in one statement, then commit. */
final class RowLockArm extends SqlArm {
    private static final String LOCK = "select status from arm.ticket where event_id = ? and ticket_no = ? for update";
    private static final String TAKE = """
            with taken as (update arm.ticket set status = 1, hold_no = ? where event_id = ? and ticket_no = ?
                returning event_id, ticket_no)
            """ + SqlTables.RECORD;

    RowLockArm(SqlTables tables, int connections) {
        super(tables, connections);
    }

    @Override
    public String name() {
        return "a row lock";
    }

    @Override
    public String about() {
        return "a transaction a seat with SELECT … FOR UPDATE";
    }

    @Override
    public boolean reserve(int event, int seat, long request) throws SQLException {
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            boolean free = isFree(connection, event, seat);
            if (free) {
                take(connection, event, seat, request);
            }
            connection.commit();
            return free;
        }
    }

    private static boolean isFree(Connection connection, int event, int seat) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setLong(1, event);
            lock.setInt(2, seat);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getInt(1) == 0;
            }
        }
    }

    private static void take(Connection connection, int event, int seat, long request) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setLong(1, request);
            take.setLong(2, event);
            take.setInt(3, seat);
            record(take, 4, request);
            take.executeUpdate();
        }
    }
}
