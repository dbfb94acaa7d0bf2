package io.tidegate.bench;

import io.tidegate.bench.rig.Until;
import io.tidegate.settings.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reindex}: a new search index from the database, while the old one serves. Exit code 1: it did not get ready. */
@Command(
        name = "reindex",
        description = "Build a new search index from the database, and serve it when it is complete.",
        mixinStandardHelpOptions = true)
final class ReindexCommand implements Callable<Integer> {
    private static final int WAIT_SECONDS_MAX = 86_400;
    private static final Duration LOOK = Duration.ofMillis(200);

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "at most, for the new index; it is built in any case; default ${DEFAULT-VALUE}")
    private int waitSeconds;

    @Override
    public Integer call() throws Exception {
        if (waitSeconds < 1 || waitSeconds > WAIT_SECONDS_MAX) {
            throw new Cli.Refused("--wait is " + waitSeconds + "; allowed: 1 to " + WAIT_SECONDS_MAX);
        }
        Settings.Database database = Stacks.require().settings().database();
        long began = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(
                database.url(), database.ownerUser(), database.ownerPassword().reveal())) {
            long order = order(connection);
            if (!Until.within(Duration.ofSeconds(waitSeconds), LOOK, () -> done(connection, order))) {
                throw new IllegalStateException("a new index is ordered, but not ready after " + waitSeconds
                        + " seconds; until it is, the old one serves");
            }
        }
        System.out.printf(Locale.ROOT, "A new index serves, after %.1f s.%n", (System.nanoTime() - began) / 1e9);
        return 0;
    }

    private static long order(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("insert into indexer_order default values returning order_no")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean done(Connection connection, long order) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select done_at is not null from indexer_order where order_no = ?")) {
            statement.setLong(1, order);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
