package io.tidegate.booking.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements that travel to Postgres together, in one round trip: each is prepared, bound and run in its turn, and the first
 * that fails ends all (pgjdbc, several statements in one).
 */
final class Together {
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    Together add(String statement, Object... parameters) {
        return add(statement, List.of(parameters));
    }

    Together add(String statement, List<Object> parameters) {
        sql.append(sql.isEmpty() ? "" : ";\n").append(statement);
        values.addAll(parameters);
        return this;
    }

    void execute(Connection session) throws SQLException {
        try (PreparedStatement statements = session.prepareStatement(sql.toString())) {
            for (int i = 0; i < values.size(); i++) {
                statements.setObject(i + 1, values.get(i));
            }
            statements.execute();
        }
    }
}
