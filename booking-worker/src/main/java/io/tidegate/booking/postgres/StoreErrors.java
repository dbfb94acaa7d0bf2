package io.tidegate.booking.postgres;

import io.tidegate.booking.batch.StoreException;
import java.sql.SQLException;

/** What an SQL error means for the writer, by its SQLSTATE class. */
final class StoreErrors {
    private StoreErrors() {}

    /** 22 (data), 23 (constraints) and 54 (limits) are the batch's own fault; all else may pass. */
    static StoreException of(String what, SQLException failed) {
        String state = failed.getSQLState() == null ? "" : failed.getSQLState();
        boolean refused = state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
        String message = what + ": " + firstLine(failed) + " (" + state + ")";
        return new StoreException(
                refused ? StoreException.Kind.REFUSED : StoreException.Kind.UNAVAILABLE, message, failed);
    }

    private static String firstLine(SQLException failed) {
        String message = failed.getMessage();
        return message == null ? "no message" : message.lines().findFirst().orElse("");
    }
}
