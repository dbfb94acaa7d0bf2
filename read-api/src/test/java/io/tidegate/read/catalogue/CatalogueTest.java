package io.tidegate.read.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.settings.SettingsLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.tools.jdbc.MockConnection;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final int READERS = 50;

    @Test
    void manyMissesOfOneEventAreOneLoad() throws Exception {
        AtomicInteger statements = new AtomicInteger();
        CountDownLatch answer = new CountDownLatch(1);
        Catalogue catalogue = catalogue(() -> {
            statements.incrementAndGet();
            answer.await();
        });
        CountDownLatch asking = new CountDownLatch(READERS);
        List<CompletableFuture<?>> readers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < READERS; i++) {
                readers.add(CompletableFuture.runAsync(
                        () -> {
                            asking.countDown();
                            assertThat(catalogue.event(1)).isEmpty();
                        },
                        threads));
            }
            asking.await();
            answer.countDown();
            CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        }
        assertThat(statements).hasValue(1);
        catalogue.eventChanged(1);
        assertThat(catalogue.event(1)).isEmpty();
        assertThat(statements).as("a change drops it").hasValue(2);
    }

    @Test
    void whatIsBeingLoadedWhenAVenueChangesIsNotKeptAsItWas() throws Exception {
        AtomicInteger statements = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Catalogue catalogue = catalogue(() -> {
            statements.incrementAndGet();
            asked.countDown();
            answer.await();
        });
        CompletableFuture<?> reader = CompletableFuture.runAsync(() -> catalogue.event(1));
        asked.await();
        catalogue.venueChanged(7);
        answer.countDown();
        reader.get(60, TimeUnit.SECONDS);
        catalogue.event(1);
        assertThat(statements).hasValue(2);
    }

    private interface Statement {
        void run() throws InterruptedException;
    }

    /** In front of a database without events. */
    private static Catalogue catalogue(Statement statement) {
        MockConnection database = new MockConnection(ignored -> {
            try {
                statement.run();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
            return new MockResult[] {
                new MockResult(0, DSL.using(SQLDialect.POSTGRES).newResult())
            };
        });
        return new Catalogue(
                new CatalogueReader(DSL.using(database, SQLDialect.POSTGRES)),
                SettingsLoader.load(Map.of()).readApi());
    }
}
