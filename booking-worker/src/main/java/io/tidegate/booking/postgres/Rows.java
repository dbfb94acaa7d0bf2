package io.tidegate.booking.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Rows of one kind with the statement that writes them; none: nothing is sent. */
interface Rows {
    void write(Connection session) throws SQLException;
}
