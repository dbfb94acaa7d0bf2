package io.tidegate.bench.audit;

import io.tidegate.bench.Target;
import io.tidegate.settings.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** The audit of a running system: waits for its money to be at rest, then checks it. */
public final class Audits {
    private static final long REST_MS_MAX = 60_000;
    private static final long EXPIRY_LATE_MS = 2000;
    /** DESIGN.md: take-over in at most 10 s plus load; a killed store takes as long again to come back. */
    private static final long TAKE_OVER_MS = 30_000;

    private Audits() {}

    /** One verdict an invariant. */
    public static List<Verdict> run(Target target) throws SQLException, InterruptedException {
        try (ReadApiAvailability reads = new ReadApiAvailability(target.gateway())) {
            return run(target.settings(), reads);
        }
    }

    /** The same where readers are told by something else. */
    public static List<Verdict> run(Settings settings, Subject.Availability reads)
            throws SQLException, InterruptedException {
        try (Connection waiting = connect(settings.database())) {
            Rest.await(waiting, REST_MS_MAX);
        }
        Subject.Limits limits = new Subject.Limits(
                EXPIRY_LATE_MS, TAKE_OVER_MS, settings.bookingWorker().refusalMemoryMs());
        try (Subject subject =
                new Subject(connect(settings.database()), new StripePayments(settings.stripe()), reads, limits)) {
            return Audit.run(subject);
        }
    }

    /** A connection that sees everything: the database's owner. */
    public static Connection connect(Settings.Database database) throws SQLException {
        return DriverManager.getConnection(
                database.url(), database.ownerUser(), database.ownerPassword().reveal());
    }
}
