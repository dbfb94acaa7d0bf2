package io.tidegate.waitingroom.sale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import io.tidegate.waitingroom.SaleFixture;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** Two instances, whose caches would keep what they know for an hour. */
class SaleNewsTest {
    private static final TestStores STORES = TestStores.shared();

    @Test
    void whatOneInstanceChangesIsInEffectOnTheOtherAtOnce() throws Exception {
        Settings settings = STORES.settings(Part.POSTGRES, Part.REDIS);
        Sale sale = SaleFixture.open();
        SaleFixture.store(STORES, settings, sale, 1);
        Vertx vertx = Vertx.vertx();
        try (HikariDataSource pool = Databases.pool(settings.database(), Databases.Role.WAITING_ROOM);
                Connection owner = STORES.connect(settings.database().url())) {
            Instance here = new Instance(vertx, settings, pool);
            Instance there = new Instance(vertx, settings, pool);
            assertThat(here.admitPerMinute(sale)).isEqualTo(600_000);
            assertThat(there.admitPerMinute(sale)).isEqualTo(600_000);
            try (var update = owner.prepareStatement(
                    "update sale set terms = terms || '{\"admitPerMinute\": 60}' where event_id = ?")) {
                update.setLong(1, sale.event());
                update.execute();
            }
            assertThat(there.admitPerMinute(sale)).as("from memory").isEqualTo(600_000);

            here.news.tell(sale.event());
            assertThat(here.admitPerMinute(sale)).isEqualTo(60);
            await().until(() -> there.admitPerMinute(sale) == 60);
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private static final class Instance {
        private final StoredSales sales;
        private final SaleNews news;

        Instance(Vertx vertx, Settings settings, HikariDataSource pool) throws Exception {
            sales = new StoredSales(vertx, DSL.using(pool, SQLDialect.POSTGRES), settings.queue(), Duration.ofHours(1));
            news = new SaleNews(settings.redis(), sales::changed);
            vertx.deployVerticle(news).await(10, TimeUnit.SECONDS);
        }

        int admitPerMinute(Sale sale) throws Exception {
            return sales.find(sale.event())
                    .await(10, TimeUnit.SECONDS)
                    .orElseThrow()
                    .admitPerMinute();
        }
    }
}
