package io.tidegate.read.indexer;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.read.catalogue.CatalogueReader;
import io.tidegate.read.search.EventIndex;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election, and while elected keeps the index as the catalogue is. Of all instances one is elected: the one
 * whose session holds an advisory lock. Whatever fails ends the term, and the next begins where the last one's batches
 * were done.
 */
public final class Indexer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Indexer.class);
    private static final long CANDIDACY_MS = 1000;
    private static final long CHECK_MS = 500;
    private static final long LOOK_MS = 5000;

    private final Settings settings;
    private final EventIndex index;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean elected;
    private volatile String trouble = "";
    private volatile long readUpToMs;
    private volatile long lagBytes;

    public Indexer(Settings settings, EventIndex index, MeterRegistry metrics) {
        this.settings = settings;
        this.index = index;
        Gauge.builder("tidegate.indexer.elected", () -> elected ? 1 : 0).register(metrics);
        Gauge.builder("tidegate.indexer.lag.bytes", () -> lagBytes)
                .description("log that the replication slot holds back")
                .register(metrics);
        Gauge.builder("tidegate.indexer.lag.seconds", () -> behindMs() / 1000.0)
                .description("age of the last change that is indexed; a heartbeat is a change too")
                .register(metrics);
        thread = Thread.ofPlatform().name("indexer").daemon().start(this::run);
    }

    /** What is wrong with the index's keeping; empty: nothing, or another instance keeps it. */
    public Optional<String> trouble() {
        if (!elected) {
            return Optional.empty();
        }
        if (!trouble.isEmpty()) {
            return Optional.of(trouble);
        }
        long behindMs = behindMs();
        return behindMs > settings.readApi().indexerBehindMsMax()
                ? Optional.of("the index is " + behindMs / 1000 + " seconds behind")
                : Optional.empty();
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(10 * CANDIDACY_MS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private long behindMs() {
        return elected ? System.currentTimeMillis() - readUpToMs : 0;
    }

    private void run() {
        while (!closing) {
            try (Connection session =
                    Databases.session(settings.database(), Databases.Role.INDEXER, "tidegate-indexer-election")) {
                candidate(new Slot(session, settings.readApi().indexerSlot()));
            } catch (SQLException | RuntimeException failed) {
                trouble = String.valueOf(failed.getMessage());
                log.warn("the indexer's term has ended: {}", trouble);
            } catch (InterruptedException stopped) {
                break;
            }
            pause(CANDIDACY_MS);
        }
        elected = false;
    }

    private void candidate(Slot slot) throws SQLException, InterruptedException {
        elected = false;
        while (!slot.elected()) {
            Thread.sleep(CANDIDACY_MS);
        }
        readUpToMs = System.currentTimeMillis();
        elected = true;
        long order = slot.orderOpen();
        boolean kept = order == 0 && mayStay();
        slot.prepare(kept);
        try (HikariDataSource database = database();
                Announcer announcer = new Announcer(settings.kafka());
                PopularityKeeper popularity = new PopularityKeeper(
                        settings.kafka(), DSL.using(database, SQLDialect.POSTGRES), Clock.systemUTC());
                IndexQueue queue = new IndexQueue(indexing(database), announcer, atMs -> readUpToMs = atMs);
                Engine engine = new Engine(settings, new Capture(announcer, queue))) {
            log.info("this instance is the indexer");
            trouble = "";
            long lookDueMs = System.currentTimeMillis() + LOOK_MS;
            while (engine.running()) {
                popularity.step();
                check(slot, queue, order);
                if ((kept || queue.rebuilt()) && System.currentTimeMillis() >= lookDueMs) {
                    require(mayStay(), "the index is gone");
                    lookDueMs = System.currentTimeMillis() + LOOK_MS;
                }
                Thread.sleep(CHECK_MS);
            }
            throw new IllegalStateException("change data capture: " + engine.failure());
        }
    }

    private Indexing indexing(HikariDataSource database) {
        CatalogueReader reader = new CatalogueReader(DSL.using(database, SQLDialect.POSTGRES));
        return new Indexing(reader, index, Clock.systemUTC());
    }

    /** Whether searches have the index that was kept so far; while the engine is away nothing says otherwise. */
    private boolean mayStay() {
        try {
            return index.current();
        } catch (IOException | ElasticsearchException away) {
            log.warn("the search engine does not answer: {}", away.getMessage());
            return true;
        }
    }

    private void check(Slot slot, IndexQueue queue, long order) throws SQLException {
        slot.check();
        lagBytes = slot.lagBytes();
        if (queue.rebuilt()) {
            slot.orderDone(order);
        }
        require(queue.failure().isEmpty(), "changes cannot be indexed");
        require(slot.orderOpen() <= order, "a new index was ordered");
    }

    /** What no longer holds ends the term; the next one begins with a look at everything. */
    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private HikariDataSource database() {
        HikariDataSource database = Databases.pool(settings.database(), Databases.Role.INDEXER);
        database.setMinimumIdle(0);
        database.setMaximumPoolSize(2);
        return database;
    }

    private void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
