package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.store.Database;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.priority.PriorityTokens;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a poll costs, with no store to ask. */
class PlacesTest {
    private final Vertx vertx = Vertx.vertx();
    private final Settings settings = SettingsLoader.load(Map.of("TIDEGATE_REDIS_URL", "redis://127.0.0.1:1"));
    private final Tokens tokens = new Tokens(settings.tokens(), InstantSource.system());
    private final Views views = new Views();
    private final Sale sale =
            SaleFixture.sale(Instant.now().minusSeconds(60), List.of(SaleFixture.lane("general", 1)), 600, 100, 60);

    @AfterEach
    void close() throws Exception {
        vertx.close().await();
    }

    private Places places() {
        DSLContext nowhere = DSL.using(SQLDialect.POSTGRES);
        QueueRecords records = new QueueRecords(nowhere, new DrawRecords(nowhere, settings.tokens()));
        RedisLink redis = new RedisLink(vertx, settings.redis());
        return new Places(
                new QueueStore(redis, new Adoption(vertx, redis, records), () -> 0),
                new LostPlaces(vertx, records),
                views,
                tokens,
                new PriorityTokens(tokens, new Database(vertx, new HikariDataSource()), InstantSource.system()),
                InstantSource.system());
    }

    private void seen(long waiting) {
        QueueView view = new QueueView(
                System.currentTimeMillis(),
                1,
                new QueueView.Tally(100, 0, 0, 0, 0),
                LimitedBy.CAP,
                List.of(new QueueView.Lane("general", "open", 100, 200, 100 + waiting, waiting, 100)));
        views.put(
                sale.event(),
                new Views.Seen(
                        view,
                        "open",
                        "",
                        LimitedBy.CAP,
                        Rates.NONE,
                        Optional.empty(),
                        Pressure.NONE,
                        600,
                        System.nanoTime()));
    }

    private Places.Shown receipt(long number) {
        return new Places.Shown(
                tokens.sign(new Claims.Receipt(
                        "ann",
                        sale.event(),
                        Place.id(sale.event(), "ann"),
                        "general",
                        number,
                        1,
                        Instant.now().getEpochSecond() + 3600)),
                null);
    }

    @ParameterizedTest
    @ValueSource(longs = {110, 1_000_000})
    void a_poll_behind_those_who_are_watched_asks_no_store_however_many_wait(long waiting) {
        seen(waiting);

        Future<Optional<Places.Known>> own = places().own(sale, "ann", receipt(205));

        assertThat(own.succeeded()).as("answered within the call").isTrue();
        assertThat(own.result().orElseThrow().place().number()).isEqualTo(205);
    }

    @ParameterizedTest
    @ValueSource(longs = {110, 1_000_000})
    void a_poll_near_admission_does(long waiting) {
        seen(waiting);
        CompletableFuture<Optional<Places.Known>> own = new CompletableFuture<>();

        vertx.runOnContext(ignored ->
                places().own(sale, "ann", receipt(195)).onSuccess(own::complete).onFailure(own::completeExceptionally));

        assertThat(own).as("there is no Redis").failsWithin(Duration.ofSeconds(60));
    }
}
