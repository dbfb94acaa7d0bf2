package io.tidegate.bench.arms;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** (b) Optimistic: reads the seat and its version, writes only if the version is still that, else tries again. */
final class VersionArm extends SqlArm {
    private static final String READ = "select status, version from arm.ticket where event_id = ? and ticket_no = ?";
    private static final String TAKE = """
            with taken as (update arm.ticket set status = 1, hold_no = ?, version = version + 1
                where event_id = ? and ticket_no = ? and version = ? returning event_id, ticket_no)
            """ + SqlTables.RECORD;

    VersionArm(SqlTables tables, int connections) {
        super(tables, connections);
    }

    @Override
    public String name() {
        return "b version";
    }

    @Override
    public String about() {
        return "an optimistic version column with retry, each statement its own transaction";
    }

    @Override
    public boolean reserve(int event, int seat, long request) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement read = connection.prepareStatement(READ);
                PreparedStatement take = connection.prepareStatement(TAKE)) {
            while (true) {
                int version = freeVersion(read, event, seat);
                if (version < 0) {
                    return false;
                }
                take.setLong(1, request);
                take.setLong(2, event);
                take.setInt(3, seat);
                take.setInt(4, version);
                record(take, 5, request);
                if (take.executeUpdate() == 1) {
                    return true;
                }
            }
        }
    }

    /** -1: taken. */
    private static int freeVersion(PreparedStatement read, int event, int seat) throws SQLException {
        read.setLong(1, event);
        read.setInt(2, seat);
        try (ResultSet row = read.executeQuery()) {
            return row.next() && row.getInt(1) == 0 ? row.getInt(2) : -1;
        }
    }
}
