package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.store.Databases;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The queue's scripts on a real Redis Cluster of three nodes. */
@Tag("long")
class RedisClusterTest {
    private static final TestStores STORES = TestStores.shared();
    private static final Vertx VERTX = Vertx.vertx();
    private static final int SLOTS = 16_384;
    private static final List<RedisProcess> NODES = new ArrayList<>();

    private static Settings settings;
    private static Context loop;
    private static RedisLink redis;
    private static QueueStore store;

    @BeforeAll
    static void cluster() throws Exception {
        for (int i = 0; i < 3; i++) {
            NODES.add(new RedisProcess("cluster-enabled yes", "cluster-node-timeout 5000"));
        }
        for (int i = 0; i < 3; i++) {
            try (Resp node = new Resp(NODES.get(i).url())) {
                List<Object> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
                for (int slot = SLOTS * i / 3; slot < SLOTS * (i + 1) / 3; slot++) {
                    slots.add(slot);
                }
                node.call(slots.toArray());
                node.call("CLUSTER", "MEET", "127.0.0.1", NODES.getFirst().port());
            }
        }
        for (RedisProcess node : NODES) {
            try (Resp asked = new Resp(node.url())) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> Resp.text(asked.call("CLUSTER", "INFO")).contains("cluster_state:ok"));
            }
        }
        Map<String, String> environment = new TreeMap<>(STORES.environment(Part.POSTGRES));
        environment.put(
                "TIDEGATE_REDIS_URL", NODES.get(0).url() + "," + NODES.get(1).url());
        environment.put("TIDEGATE_REDIS_CLUSTER", "true");
        settings = SettingsLoader.load(environment);
        var database = DSL.using(Databases.pool(settings.database(), Databases.Role.WAITING_ROOM), SQLDialect.POSTGRES);
        QueueRecords records = new QueueRecords(database, new DrawRecords(database, settings.tokens()));
        loop = VERTX.getOrCreateContext();
        redis = new RedisLink(VERTX, settings.redis());
        store = new QueueStore(redis, new Adoption(VERTX, redis, records), () -> 0);
    }

    @AfterAll
    static void close() throws Exception {
        VERTX.close().await();
        for (RedisProcess node : NODES) {
            node.close();
        }
    }

    private static <T> T on(Supplier<Future<T>> call) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(ignored -> call.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
        return done.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void sales_are_spread_over_the_nodes_and_each_works_whole_on_one() throws Exception {
        for (int i = 0; i < 12; i++) {
            Sale sale = SaleFixture.sale(
                    Instant.now().minusSeconds(60),
                    List.of(SaleFixture.lane("fans", 3), SaleFixture.lane("general", 1)),
                    600_000,
                    100,
                    60);
            SaleFixture.store(STORES, settings, sale, 1);
            Place first = on(() -> store.join(sale, "ann", sale.lanes().get(1), 0));
            assertThat(first.number()).isEqualTo(1);
            on(() -> store.join(sale, "bob", sale.lanes().getFirst(), 0));
            on(() -> store.leave(sale, "bob"));
            QueueStore.Bounds bounds = new QueueStore.Bounds(600_000, 100, 500, 20_000, 0, 30_000, lane -> 100);
            assertThat(on(() -> store.admit(sale, bounds)).admitted())
                    .extracting(QueueStore.Admitted::account)
                    .containsExactly("ann");
            assertThat(on(() -> store.own(sale, "ann")).place().orElseThrow().state())
                    .isEqualTo(Place.State.ADMITTED);
            assertThat(on(() -> store.holds(sale.event(), true, 1, 1, List.of())))
                    .isEqualTo(QueueStore.HoldsTold.OK);
        }
        for (RedisProcess node : NODES) {
            try (Resp asked = new Resp(node.url())) {
                assertThat((Long) asked.call("DBSIZE")).isPositive();
            }
        }
        assertThat(on(() -> redis.send(Request.cmd(Command.SCRIPT).arg("FLUSH"))))
                .isNotNull();
        assertThat(on(store::queues)).hasSize(12);
    }
}
