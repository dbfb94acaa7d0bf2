package io.tidegate.booking.postgres;

import io.tidegate.booking.batch.StoreException;
import java.sql.SQLException;

/** What an SQL error means for the writer, by its SQLSTATE class. */
final class StoreErrors {
    private StoreErrors() {}

    /** How a session ends that a successor has ended (admin_shutdown). */
    private static final String ENDED_BY_ANOTHER = "57P01";

    /**
     * 22 (data), 23 (constraints) and 54 (limits) are the batch's own fault; a session that was ended has met a
     * successor, or a database that stops; all else may pass.
     */
    static StoreException of(String what, SQLException failed) {
        String state = failed.getSQLState() == null ? "" : failed.getSQLState();
        return new StoreException(kind(state), what + ": " + firstLine(failed) + " (" + state + ")", failed);
    }

    private static StoreException.Kind kind(String state) {
        if (state.startsWith("22") || state.startsWith("23") || state.startsWith("54")) {
            return StoreException.Kind.REFUSED;
        }
        return state.equals(ENDED_BY_ANOTHER) ? StoreException.Kind.FENCED : StoreException.Kind.UNAVAILABLE;
    }

    private static String firstLine(SQLException failed) {
        String message = failed.getMessage();
        return message == null ? "no message" : message.lines().findFirst().orElse("");
    }
}
