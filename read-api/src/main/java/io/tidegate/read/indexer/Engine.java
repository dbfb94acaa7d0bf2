package io.tidegate.read.indexer;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import java.io.IOException;
import java.net.URI;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Debezium, reading the catalogue's publication in this process, its place kept in Postgres. */
final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);
    private static final long STOP_MS_MAX = 5000;

    private final Capture capture;
    private final DebeziumEngine<?> engine;
    private final Thread thread;
    private volatile @Nullable Throwable failure;

    Engine(Settings settings, Capture capture) {
        this.capture = capture;
        engine = DebeziumEngine.create(Connect.class)
                .using(properties(settings))
                .using((success, message, error) -> {
                    if (!success) {
                        failure = error == null ? new IllegalStateException(message) : error;
                    }
                })
                .notifying(capture)
                .build();
        thread = Thread.ofPlatform().name("indexer-capture").daemon().start(engine);
    }

    boolean running() {
        return thread.isAlive();
    }

    /** Why it stopped, as far as it is known. */
    String failure() {
        Throwable cause = failure;
        return cause == null ? "it stopped" : String.valueOf(cause.getMessage());
    }

    @Override
    public void close() {
        capture.stop();
        try {
            engine.close();
            thread.join(STOP_MS_MAX);
        } catch (IOException | IllegalStateException notRunning) {
            log.debug("nothing to stop: {}", notRunning.getMessage());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static Properties properties(Settings settings) {
        Settings.Database database = settings.database();
        Databases.Role role = Databases.Role.INDEXER;
        URI address = URI.create(database.url().substring("jdbc:".length()));
        Properties p = new Properties();
        p.setProperty("name", "tidegate-catalogue");
        p.setProperty("topic.prefix", "tidegate");
        p.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        p.setProperty("database.hostname", address.getHost());
        p.setProperty("database.port", Integer.toString(address.getPort() < 0 ? 5432 : address.getPort()));
        p.setProperty("database.dbname", address.getPath().substring(1));
        p.setProperty("database.user", role.user());
        p.setProperty("database.password", role.password(database).reveal());
        p.setProperty("plugin.name", "pgoutput");
        p.setProperty("slot.name", settings.readApi().indexerSlot());
        p.setProperty("publication.name", "tidegate_catalogue");
        p.setProperty("publication.autocreate.mode", "disabled");
        p.setProperty(
                "table.include.list",
                "public.venue,public.performer,public.event,public.event_performer,public.sale,"
                        + "public.event_popularity,public.indexer_heartbeat");
        p.setProperty("snapshot.mode", "initial");
        p.setProperty("tombstones.on.delete", "false");
        p.setProperty(
                "heartbeat.interval.ms", Integer.toString(settings.readApi().indexerHeartbeatMs()));
        p.setProperty("heartbeat.action.query", "update indexer_heartbeat set beat_at = now() where id = 1");
        p.setProperty("poll.interval.ms", "50");
        p.setProperty("max.batch.size", "1000");
        p.setProperty("max.queue.size", "4000");
        p.setProperty("errors.max.retries", "0"); // who was elected begins again, with a look at the slot
        p.setProperty("offset.flush.interval.ms", "0");
        p.setProperty("offset.storage", "io.debezium.storage.jdbc.offset.JdbcOffsetBackingStore");
        p.setProperty("offset.storage.jdbc.connection.url", database.url());
        p.setProperty("offset.storage.jdbc.connection.user", role.user());
        p.setProperty(
                "offset.storage.jdbc.connection.password",
                role.password(database).reveal());
        p.setProperty("offset.storage.jdbc.table.name", "indexer_offset");
        return p;
    }
}
