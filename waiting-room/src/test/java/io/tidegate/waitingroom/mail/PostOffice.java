package io.tidegate.waitingroom.mail;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.store.Database;
import io.tidegate.store.Databases;
import io.tidegate.waitingroom.SettableClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An outbox in a database of its own, with letters that say their mail's cause. */
public final class PostOffice implements AutoCloseable {
    public final SettableClock clock = new SettableClock();
    public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    public final Vertx vertx = Vertx.vertx();
    public final Settings settings;
    public final Database database;
    public final Outbox outbox;
    private final com.zaxxer.hikari.HikariDataSource pool;

    public PostOffice(Map<String, String> more) {
        Map<String, String> environment = TestStores.shared().environment(Part.POSTGRES);
        environment.put("TIDEGATE_MAIL_TRANSPORT", "smtp");
        environment.put("TIDEGATE_MAIL_POLL_MS", "20");
        environment.put("TIDEGATE_MAIL_RETRY_MS", "20");
        environment.put("TIDEGATE_MAIL_RETRY_MAX_MS", "100");
        environment.put("TIDEGATE_MAIL_PER_SECOND_MAX", "1000");
        environment.putAll(more);
        settings = SettingsLoader.load(environment);
        pool = Databases.pool(settings.database(), Databases.Role.WAITING_ROOM);
        database = new Database(vertx, pool);
        outbox = new Outbox(database, settings.mail(), clock);
    }

    public Sender sender() {
        return sender(mail -> Optional.of(new Letter(mail.cause(), "text", "<p>html</p>", List.of())));
    }

    public Sender sender(LetterWriter writer) {
        return new Sender(settings.mail(), outbox, Map.of(WaitingMail.Kind.TICKETS, writer), metrics, clock);
    }

    public boolean put(String cause) {
        return database.transaction(db -> outbox.put(
                db, cause, WaitingMail.Kind.TICKETS, "ada@example.org", new JsonObject(), Duration.ofHours(1)));
    }

    /** The only column of the only row. */
    public String sql(String query) throws Exception {
        try (Connection owner = TestStores.shared().connect(settings.database().url());
                var rows = owner.createStatement().executeQuery(query)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    @Override
    public void close() {
        pool.close();
        vertx.close().await();
    }
}
