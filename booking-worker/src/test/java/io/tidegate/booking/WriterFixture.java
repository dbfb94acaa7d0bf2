package io.tidegate.booking;

import io.tidegate.booking.ledger.Commands;
import io.tidegate.localstack.TestStores;
import io.tidegate.settings.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/** An event in a real database, as the promoter's API would have described it, and questions to that database. */
public final class WriterFixture implements AutoCloseable {
    public final Settings settings;
    private final Connection owner;

    public WriterFixture(Settings settings) throws SQLException {
        this.settings = settings;
        this.owner = TestStores.shared().connect(settings.database().url());
        describe();
    }

    private void describe() throws SQLException {
        run("insert into venue (promoter_id, venue_name, city, country, latitude, longitude, time_zone, layout_version)"
                + " values ('p', 'Hall', 'Leeds', 'GB', 53.8, -1.5, 'Europe/London', 1)");
        run("insert into venue_layout values (1, 1, ?::jsonb)", Commands.LAYOUT.json());
        OffsetDateTime start = OffsetDateTime.now(java.time.ZoneOffset.UTC).plusDays(30);
        run(
                "insert into event (event_id, promoter_id, venue_id, layout_version, event_name, start_time, end_time,"
                        + " time_zone, currency, offer) values (?, 'p', 1, 1, 'Concert', ?, ?, 'Europe/London', 'EUR', '[]')",
                Commands.EVENT,
                start,
                start.plusHours(3));
    }

    public void run(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = owner.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    /** The first column of the first row. */
    public Object ask(String sql) throws SQLException {
        try (PreparedStatement statement = owner.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getObject(1) : null;
        }
    }

    @Override
    public void close() throws SQLException {
        owner.close();
    }
}
