package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The queue's scripts on a real Redis, under a clock that the test moves. */
class QueueStoreTest {
    private static final TestStores STORES = TestStores.shared();
    private static final Vertx VERTX = Vertx.vertx();

    private static Settings settings;
    private static QueueRecords records;

    private long now = Instant.parse("2027-03-01T18:00:00Z").toEpochMilli();
    private final Instant opened = Instant.ofEpochMilli(now).minusSeconds(60);
    private final Instance instance = new Instance();

    /** One instance's loop with its connection. */
    private final class Instance {
        final Context loop = VERTX.getOrCreateContext();
        final RedisLink redis = new RedisLink(VERTX, settings.redis());
        final QueueStore store = new QueueStore(redis, new Adoption(VERTX, redis, records), () -> now);

        <T> CompletableFuture<T> begin(Supplier<Future<T>> call) {
            CompletableFuture<T> done = new CompletableFuture<>();
            loop.runOnContext(ignored -> call.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
            return done;
        }

        <T> T on(Supplier<Future<T>> call) {
            return begin(call).orTimeout(10, TimeUnit.SECONDS).join();
        }

        Place join(Sale sale, String account) {
            return join(sale, account, sale.lanes().getFirst());
        }

        Place join(Sale sale, String account, Sale.Lane lane) {
            return on(() -> store.join(sale, account, lane, 0));
        }

        QueueStore.Tick tick(Sale sale) {
            return on(() -> store.admit(sale, bounds(sale)));
        }

        /** Ticks, and everybody admitted takes the pass. */
        QueueStore.Tick tickAndClaim(Sale sale) {
            QueueStore.Tick tick = tick(sale);
            tick.admitted().forEach(one -> on(() -> store.own(sale, one.account())));
            return tick;
        }

        boolean hasPlace(Sale sale, String account) {
            return on(() -> store.own(sale, account)).place().isPresent();
        }
    }

    @BeforeAll
    static void stores() {
        settings = STORES.settings(Part.POSTGRES, Part.REDIS);
        DSLContext database =
                DSL.using(Databases.pool(settings.database(), Databases.Role.WAITING_ROOM), SQLDialect.POSTGRES);
        records = new QueueRecords(database, new DrawRecords(database, settings.tokens()));
    }

    @AfterAll
    static void close() {
        VERTX.close();
    }

    private Sale sale(int admitPerMinute, int maxActive, Sale.Lane... lanes) throws SQLException {
        Sale sale = SaleFixture.sale(opened, List.of(lanes), admitPerMinute, maxActive, 60);
        SaleFixture.store(STORES, settings, sale, 1);
        return sale;
    }

    /** Nothing but rate and cap bounds; presence is told within 30 s, a pass taken within 20 s. */
    private static QueueStore.Bounds bounds(Sale sale) {
        return new QueueStore.Bounds(
                sale.admitPerMinute(),
                Integer.MAX_VALUE,
                500,
                20_000,
                sale.graceSeconds() * 1000L,
                30_000,
                lane -> 100);
    }

    private Sale open() throws SQLException {
        return sale(600_000, 2000, SaleFixture.lane("general", 1));
    }

    @Test
    void an_account_has_the_same_place_however_often_it_joins() throws SQLException {
        Sale sale = open();
        Place first = instance.join(sale, "ann");
        instance.join(sale, "bob");
        assertThat(instance.join(sale, "ann")).isEqualTo(first);
        assertThat(new Instance().join(sale, "ann")).isEqualTo(first);
        instance.tick(sale);
        assertThat(instance.join(sale, "ann").number()).isEqualTo(first.number());
    }

    @Test
    void who_came_first_is_admitted_first() throws SQLException {
        Sale sale = sale(60, 2000, SaleFixture.lane("general", 1));
        List<String> joined = IntStream.range(0, 20).mapToObj(i -> "a" + i).toList();
        joined.forEach(account -> instance.join(sale, account));
        List<String> admitted = new ArrayList<>();
        while (admitted.size() < 20) {
            instance.tick(sale).admitted().forEach(one -> admitted.add(one.account()));
            now += 500;
        }
        assertThat(admitted).isEqualTo(joined);
    }

    @Test
    void the_rate_is_what_the_promoter_set() throws SQLException {
        Sale sale = sale(600, 2000, SaleFixture.lane("general", 1));
        IntStream.range(0, 300).forEach(i -> instance.join(sale, "a" + i));
        int admitted = 0;
        for (int tick = 0; tick < 100; tick++) {
            admitted += instance.tick(sale).admitted().size();
            now += 100;
        }
        assertThat(admitted).isBetween(98, 101);
    }

    @Test
    void several_instances_that_tick_at_once_never_exceed_the_cap_and_admit_nobody_twice() throws Exception {
        Sale sale = sale(600_000, 50, SaleFixture.lane("general", 1));
        List<Instance> instances = List.of(new Instance(), new Instance(), new Instance());
        List<CompletableFuture<Place>> joins = new ArrayList<>();
        instance.join(sale, "first");
        for (int i = 0; i < 400; i++) {
            String account = "a" + i;
            Instance by = instances.get(i % 3);
            joins.add(by.begin(() -> by.store.join(sale, account, sale.lanes().getFirst(), 0)));
        }
        joins.forEach(CompletableFuture::join);
        Set<String> admitted = new HashSet<>();
        for (int round = 0; round < 20; round++) {
            now += 1000;
            List<CompletableFuture<QueueStore.Tick>> ticks = instances.stream()
                    .map(by -> by.begin(() -> by.store.admit(sale, bounds(sale))))
                    .toList();
            for (CompletableFuture<QueueStore.Tick> tick : ticks) {
                assertThat(tick.get().view().active()).isLessThanOrEqualTo(50);
                tick.get()
                        .admitted()
                        .forEach(one -> assertThat(admitted.add(one.account())).isTrue());
            }
        }
        assertThat(admitted).hasSize(50);
    }

    @Test
    void lanes_share_by_weight_while_both_have_waiting_buyers() throws SQLException {
        Sale.Lane fans = SaleFixture.lane("fans", 3);
        Sale.Lane general = SaleFixture.lane("general", 1);
        Sale sale = sale(600_000, 2000, fans, general);
        for (int i = 0; i < 400; i++) {
            instance.join(sale, "f" + i, fans);
            instance.join(sale, "g" + i, general);
        }
        List<String> lanes = new ArrayList<>();
        for (int tick = 0; tick < 40; tick++) {
            now += 1;
            instance.tick(sale).admitted().forEach(one -> lanes.add(one.lane()));
        }
        assertThat(lanes.size()).isBetween(300, 410);
        long ofFans = lanes.stream().filter("fans"::equals).count();
        assertThat((double) ofFans / lanes.size()).isBetween(0.74, 0.76);
    }

    @Test
    void a_lease_that_is_not_renewed_ends_and_frees_its_slot() throws SQLException {
        Sale sale = sale(600_000, 1, SaleFixture.lane("general", 1));
        instance.join(sale, "ann");
        instance.join(sale, "bob");
        instance.tickAndClaim(sale);
        now += 61_000;
        assertThat(instance.tick(sale).admitted())
                .extracting(QueueStore.Admitted::account)
                .containsExactly("bob");
        assertThat(instance.hasPlace(sale, "ann")).isFalse();
        assertThat(instance.join(sale, "ann").number()).isEqualTo(3);
    }

    @Test
    void a_renewed_lease_goes_on() throws SQLException {
        Sale sale = sale(600_000, 1, SaleFixture.lane("general", 1));
        instance.join(sale, "ann");
        instance.join(sale, "bob");
        instance.tick(sale);
        now += 40_000;
        assertThat(instance.on(() -> instance.store.own(sale, "ann"))
                        .place()
                        .orElseThrow()
                        .leaseEndsAtMs())
                .isEqualTo(now + 60_000);
        now += 40_000;
        assertThat(instance.tick(sale).admitted()).isEmpty();
        assertThat(instance.hasPlace(sale, "ann")).isTrue();
    }

    @Test
    void who_leaves_loses_the_place_and_the_slot_is_free_when_the_pass_has_ended() throws SQLException {
        Sale sale = sale(600_000, 1, SaleFixture.lane("general", 1));
        instance.join(sale, "ann");
        instance.join(sale, "bob");
        instance.tickAndClaim(sale);
        assertThat(instance.on(() -> instance.store.leave(sale, "ann"))).isTrue();
        assertThat(instance.on(() -> instance.store.leave(sale, "ann"))).isFalse();
        now += 30_000;
        assertThat(instance.tick(sale).admitted()).isEmpty();
        now += 31_000;
        instance.hasPlace(sale, "bob");
        assertThat(names(instance.tick(sale))).containsExactly("bob");
    }

    @Test
    void who_leaves_before_taking_the_pass_frees_the_slot_as_soon_as_it_cannot_be_taken_any_more() throws SQLException {
        Sale sale = sale(600_000, 1, SaleFixture.lane("general", 1));
        instance.join(sale, "ann");
        instance.join(sale, "bob");
        instance.tick(sale);
        instance.on(() -> instance.store.leave(sale, "ann"));
        now += 100;
        assertThat(names(instance.tick(sale))).isEmpty();
        now += 20_000;
        assertThat(names(instance.tick(sale))).containsExactly("bob");
    }

    @Test
    void who_is_called_and_does_not_come_is_parked_and_stands_in_front_when_back() throws SQLException {
        Sale sale = sale(600_000, 1, SaleFixture.lane("general", 1));
        List.of("ann", "bob", "carl").forEach(account -> instance.join(sale, account));
        assertThat(names(instance.tick(sale))).containsExactly("ann");
        now += 21_000;
        QueueStore.Tick next = instance.tickAndClaim(sale);
        assertThat(names(next)).as("ann's slot is free again").containsExactly("bob");
        assertThat(next.view().tally().parked()).isEqualTo(1);
        assertThat(next.view().tally().noShows()).isEqualTo(1);
        Place back = instance.join(sale, "ann");
        assertThat(back.state()).isEqualTo(Place.State.WAITING);
        assertThat(back.number()).isEqualTo(1);
        now += 61_000;
        QueueStore.Tick last = instance.tickAndClaim(sale);
        assertThat(names(last)).as("before carl").containsExactly("ann");
        assertThat(last.admitted().getFirst().returned()).isTrue();
    }

    @Test
    void a_parked_place_ends_with_its_grace_and_not_before() throws SQLException {
        Sale sale = sale(600_000, 1, SaleFixture.lane("general", 1));
        List.of("ann", "bob").forEach(account -> instance.join(sale, account));
        instance.tick(sale);
        now += 4_000;
        for (int i = 0; i < 34; i++) {
            instance.tick(sale);
            now += 4_000;
        }
        assertThat(instance.join(sale, "ann").number()).isEqualTo(1);
        instance.on(() -> instance.store.leave(sale, "ann"));
        instance.join(sale, "ann");
        for (int i = 0; i < 60; i++) {
            instance.tick(sale);
            now += 4_000;
        }
        assertThat(instance.hasPlace(sale, "ann")).isFalse();
    }

    @Test
    void near_admission_who_is_not_heard_of_is_passed_over_and_who_is_keeps_the_turn() throws SQLException {
        Sale sale = sale(60, 2000, SaleFixture.lane("general", 1));
        IntStream.range(0, 100).forEach(i -> instance.join(sale, "a" + i));
        for (int second = 0; second < 60; second++) {
            instance.tickAndClaim(sale);
            if (second % 10 == 0) {
                instance.hasPlace(sale, "a90");
                instance.hasPlace(sale, "a95");
            }
            now += 1000;
        }
        List<String> admitted = new ArrayList<>(names(instance.tickAndClaim(sale)));
        now += 1000;
        QueueStore.Tick tick = instance.tickAndClaim(sale);
        admitted.addAll(names(tick));
        assertThat(admitted).containsExactly("a90", "a95");
        assertThat(tick.view().tally().parked()).isGreaterThan(10);
        Place early = instance.join(sale, "a80");
        assertThat(early.number()).isEqualTo(81);
        now += 1000;
        assertThat(names(instance.tick(sale)))
                .as("absent, but in front when back")
                .containsExactly("a80");
    }

    @Test
    void no_more_buyers_are_let_in_than_the_stock_allows() throws SQLException {
        Sale sale = open();
        IntStream.range(0, 50).forEach(i -> instance.join(sale, "a" + i));
        QueueStore.Bounds few = new QueueStore.Bounds(600_000, 8, 500, 20_000, 0, 30_000, lane -> 100);
        instance.on(() -> instance.store.admit(sale, few));
        now += 1000;
        QueueStore.Tick tick = instance.on(() -> instance.store.admit(sale, few));
        assertThat(tick.view().active()).isEqualTo(8);
        assertThat(tick.view().limit()).isEqualTo(LimitedBy.STOCK);
    }

    @Test
    void over_any_thousand_admissions_every_lane_has_its_share_within_one_percent() throws SQLException {
        List<Sale.Lane> lanes =
                List.of(SaleFixture.lane("gold", 57), SaleFixture.lane("fans", 32), SaleFixture.lane("general", 11));
        Sale sale = sale(10_000_000, 10_000, lanes.toArray(Sale.Lane[]::new));
        for (Sale.Lane lane : lanes) {
            List<CompletableFuture<Place>> joins = IntStream.range(0, 24 * lane.weight() + 60)
                    .mapToObj(i -> instance.begin(() -> instance.store.join(sale, lane.name() + i, lane, 0)))
                    .toList();
            joins.forEach(CompletableFuture::join);
        }
        List<String> order = new ArrayList<>();
        while (order.size() < 2400) {
            now += 3;
            instance.tick(sale).admitted().forEach(one -> order.add(one.lane()));
        }
        for (int from = 0; from + 1000 <= 2400; from += 7) {
            List<String> window = order.subList(from, from + 1000);
            for (Sale.Lane lane : lanes) {
                long share = window.stream().filter(lane.name()::equals).count();
                assertThat(share).isBetween(lane.weight() * 10L - 10, lane.weight() * 10L + 10);
            }
        }
    }

    @Test
    void a_lane_of_little_weight_does_not_starve() throws SQLException {
        Sale.Lane heavy = SaleFixture.lane("heavy", 300);
        Sale.Lane light = SaleFixture.lane("light", 1);
        Sale sale = sale(10_000_000, 10_000, heavy, light);
        List<CompletableFuture<Place>> joins = new ArrayList<>();
        IntStream.range(0, 620)
                .forEach(i -> joins.add(instance.begin(() -> instance.store.join(sale, "h" + i, heavy, 0))));
        IntStream.range(0, 5)
                .forEach(i -> joins.add(instance.begin(() -> instance.store.join(sale, "l" + i, light, 0))));
        joins.forEach(CompletableFuture::join);
        List<String> order = new ArrayList<>();
        while (order.size() < 602) {
            now += 3;
            instance.tick(sale).admitted().forEach(one -> order.add(one.lane()));
        }
        for (int turn = 0; turn < 602; turn += 301) {
            assertThat(order.subList(turn, turn + 301)).containsOnlyOnce("light");
        }
    }

    @Test
    void a_lane_that_opens_earlier_is_drawn_and_admitted_while_the_others_wait() throws SQLException {
        Sale.Lane fans = new Sale.Lane("fans", 1, opened.plusSeconds(70), false, List.of(), 0, 0);
        Sale.Lane general = SaleFixture.lane("general", 1);
        Sale sale = SaleFixture.sale(opened.plusSeconds(120), List.of(fans, general), 600_000, 100, 60);
        SaleFixture.store(STORES, settings, sale, 1);
        for (int i = 0; i < 5; i++) {
            instance.join(sale, "f" + i, fans);
            instance.join(sale, "g" + i, general);
        }
        instance.tick(sale);
        now += 15_000;
        assertThat(states(instance.tick(sale))).containsExactly("drawing", "lobby");

        drawn(sale, fans);
        List<String> admitted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            now += 1000;
            admitted.addAll(names(instance.tick(sale)));
        }
        assertThat(admitted).containsExactlyInAnyOrder("f0", "f1", "f2", "f3", "f4");
        assertThat(instance.tick(sale).view().limit()).isEqualTo(LimitedBy.NOT_OPEN);

        now += 41_000;
        assertThat(states(instance.tick(sale))).containsExactly("open", "drawing");
    }

    private static List<String> states(QueueStore.Tick tick) {
        return tick.view().lanes().stream().map(QueueView.Lane::state).toList();
    }

    /** Draws the lane's order, until it is open. */
    private void drawn(Sale sale, Sale.Lane lane) {
        Draw draw = new Draw(VERTX, instance.store, records.draws(), new Beacon(settings.queue()));
        instance.on(() -> {
            draw.drive(sale, lane);
            return Future.succeededFuture();
        });
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> instance.on(() -> instance.store.admit(sale, shut(sale)))
                        .view()
                        .lane(lane.name())
                        .orElseThrow()
                        .state()
                        .equals("open"));
    }

    /** Nobody is let in. */
    private static QueueStore.Bounds shut(Sale sale) {
        return new QueueStore.Bounds(
                sale.admitPerMinute(), 0, 0, 20_000, sale.graceSeconds() * 1000L, 30_000, lane -> 100);
    }

    @Test
    void all_keys_of_a_sale_are_in_one_slot_of_a_cluster() {
        Sale sale = SaleFixture.sale(opened, List.of(SaleFixture.lane("a", 1), SaleFixture.lane("b", 1)), 1, 1, 60);
        List<Integer> slots = Keys.of(sale).keys().stream()
                .map(QueueStoreTest::slot)
                .distinct()
                .toList();
        assertThat(slots).hasSize(1);
        assertThat(slot("{user1000}.following"))
                .as("as Redis's documentation has it")
                .isEqualTo(slot("user1000"));
    }

    /** CRC-16/XMODEM of the hash tag, modulo 16384: the specification of Redis Cluster. */
    private static int slot(String key) {
        int open = key.indexOf('{');
        int close = key.indexOf('}', open);
        String tag = open >= 0 && close > open + 1 ? key.substring(open + 1, close) : key;
        int crc = 0;
        for (byte b : tag.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
            crc &= 0xffff;
        }
        return crc % 16384;
    }

    private static List<String> names(QueueStore.Tick tick) {
        return tick.admitted().stream().map(QueueStore.Admitted::account).toList();
    }

    @Test
    void who_leaves_the_line_is_passed_over() throws SQLException {
        Sale sale = open();
        instance.join(sale, "ann");
        instance.join(sale, "bob");
        instance.on(() -> instance.store.leave(sale, "ann"));
        assertThat(instance.tick(sale).admitted())
                .extracting(QueueStore.Admitted::account)
                .containsExactly("bob");
    }

    @Test
    void a_live_hold_counts_in_its_lease_s_stead_until_it_ends() throws SQLException {
        Sale sale = sale(600_000, 1, SaleFixture.lane("general", 1));
        instance.join(sale, "ann");
        instance.join(sale, "bob");
        instance.tick(sale);
        told(sale, true, 1, 1);
        told(sale, false, 2, 2, new HoldStep(2, HoldStep.Kind.LIVE, 7, "ann", now + 900_000));
        now += 300_000;
        assertThat(instance.tick(sale).admitted())
                .as("the lease is over, the hold lives")
                .isEmpty();
        told(sale, false, 3, 3, new HoldStep(3, HoldStep.Kind.ENDED, 7, "ann", 0));
        told(sale, false, 2, 2, new HoldStep(2, HoldStep.Kind.LIVE, 7, "ann", now + 900_000));
        assertThat(instance.tick(sale).admitted()).hasSize(1);
        assertThat(instance.hasPlace(sale, "ann")).isFalse();
    }

    @Test
    void who_releases_a_hold_goes_on_with_the_lease_behind_it() throws SQLException {
        Sale sale = sale(600_000, 1, SaleFixture.lane("general", 1));
        instance.join(sale, "ann");
        instance.tick(sale);
        told(sale, true, 1, 1);
        told(sale, false, 2, 2, new HoldStep(2, HoldStep.Kind.LIVE, 7, "ann", now + 900_000));
        told(sale, false, 3, 3, new HoldStep(3, HoldStep.Kind.RELEASED, 7, "ann", 0));
        assertThat(instance.hasPlace(sale, "ann")).isTrue();
        now += 61_000;
        assertThat(instance.hasPlace(sale, "ann")).isFalse();
    }

    @Test
    void a_missing_change_is_noticed_and_a_snapshot_mends_it() throws SQLException {
        Sale sale = open();
        instance.join(sale, "ann");
        instance.tick(sale);
        told(sale, true, 1, 1, new HoldStep(1, HoldStep.Kind.LIVE, 7, "ann", now + 900_000));
        assertThat(instance.on(() -> instance.store.holds(sale.event(), false, 3, 3, List.of())))
                .isEqualTo(QueueStore.HoldsTold.GAP);
        told(sale, true, 4, 4);
        now += 61_000;
        assertThat(instance.tick(sale).view().active()).isZero();
    }

    @Test
    void a_flushed_script_cache_costs_nothing_but_a_second_call() throws SQLException {
        Sale sale = open();
        instance.join(sale, "ann");
        instance.on(() -> instance.redis.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));
        assertThat(instance.join(sale, "bob").number()).isEqualTo(2);
        instance.on(() -> instance.redis.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));
        instance.tick(sale);
        now += 100;
        instance.tick(sale);
        assertThat(instance.on(() -> instance.store.own(sale, "bob"))
                        .place()
                        .orElseThrow()
                        .state())
                .isEqualTo(Place.State.ADMITTED);
    }

    @Test
    void a_queue_that_redis_lost_waits_a_pass_s_lifetime_and_takes_places_back_by_number() throws Exception {
        Sale sale = open();
        Place ann = instance.join(sale, "ann");
        try (var connection = STORES.connect(settings.database().url());
                var statement = connection.createStatement()) {
            statement.execute("update queue_generation set begun_at = now() - interval '1 hour'");
        }
        for (String key : Keys.of(sale).keys()) {
            instance.on(() -> instance.redis.send(Request.cmd(Command.DEL).arg(key)));
        }
        Place bob = instance.join(sale, "bob");
        assertThat(bob.generation()).isEqualTo(2);
        assertThat(bob.number()).isGreaterThan(1_000_000);
        Place back =
                instance.on(() -> instance.store.join(sale, "ann", sale.lanes().getFirst(), ann.number()));
        assertThat(back.number()).isEqualTo(ann.number());
        assertThat(instance.tick(sale).view().limit()).isEqualTo(LimitedBy.RECOVERING);
        now += 61_000;
        assertThat(instance.tick(sale).admitted())
                .extracting(QueueStore.Admitted::account)
                .containsExactly("ann", "bob");
    }

    /** What a Redis that starts again does not have any more is which process it was. */
    private void restartRedis(Sale sale) {
        instance.on(() -> instance.redis.send(Request.cmd(Command.HSET)
                .arg(Keys.of(sale).keys().getFirst())
                .arg("run")
                .arg("former")));
        try (var connection = STORES.connect(settings.database().url());
                var statement = connection.prepareStatement(
                        "update queue_generation set run = 'former', begun_at = now() - interval '1 hour' where event_id = ?")) {
            statement.setLong(1, sale.event());
            statement.execute();
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void a_redis_that_comes_back_sealed_goes_on_as_if_nothing_had_been() throws Exception {
        Sale sale = open();
        instance.join(sale, "ann");
        instance.join(sale, "bob");
        instance.tickAndClaim(sale);
        instance.on(() -> instance.store.seal(sale.event()));
        restartRedis(sale);
        now += 1000;
        QueueStore.Tick tick = instance.tick(sale);
        assertThat(tick.view().generation()).isEqualTo(1);
        assertThat(tick.admitted()).extracting(QueueStore.Admitted::account).containsExactly("bob");
        assertThat(instance.join(sale, "carl").number()).isEqualTo(3);
    }

    @Test
    void a_redis_that_comes_back_without_its_last_word_is_another_generation() throws Exception {
        Sale sale = open();
        instance.join(sale, "ann");
        restartRedis(sale);
        assertThat(instance.join(sale, "bob").generation()).isEqualTo(2);
        instance.on(() -> instance.store.seal(sale.event()));
        Place carl = instance.join(sale, "carl"); // another instance goes on
        assertThat(carl.generation()).isEqualTo(2);
        String hash = Keys.of(sale).keys().getFirst();
        instance.on(() -> instance.redis.send(Request.cmd(Command.HSET)
                .arg(hash)
                .arg("opening")
                .arg(2)
                .arg("sealed")
                .arg(1)));
        restartRedis(sale);
        assertThat(instance.join(sale, "dora").generation())
                .as("the old seal came back, but not what was done after it")
                .isEqualTo(3);
    }

    @Test
    void the_draw_numbers_the_lobby_densely_in_an_order_that_independent_code_computes() throws Exception {
        Sale sale = SaleFixture.sale(
                Instant.ofEpochMilli(now).plusSeconds(10), List.of(SaleFixture.lane("general", 1)), 60, 2000, 60);
        SaleFixture.store(STORES, settings, sale, 1);
        Set<String> lobby = IntStream.range(0, 1200).mapToObj(i -> "a" + i).collect(Collectors.toSet());
        for (String account : lobby) {
            assertThat(instance.join(sale, account).state()).isEqualTo(Place.State.LOBBY);
        }
        assertThat(instance.tick(sale).admitted()).isEmpty();
        now += 11_000;
        assertThat(instance.tick(sale).view().lane("general").orElseThrow().state())
                .isEqualTo("drawing");
        assertThat(instance.join(sale, "late").number()).isEqualTo(1201);
        instance.on(() -> instance.store.leave(sale, "a5"));

        Draw draw = new Draw(VERTX, instance.store, records.draws(), new Beacon(settings.queue()));
        Draw other = new Draw(VERTX, instance.store, records.draws(), new Beacon(settings.queue()));
        instance.on(() -> {
            draw.drive(sale, sale.lanes().getFirst());
            other.drive(sale, sale.lanes().getFirst());
            return Future.succeededFuture();
        });
        org.awaitility.Awaitility.await()
                .until(() -> instance.on(() -> instance.store.admit(sale, bounds(sale)))
                        .view()
                        .lane("general")
                        .orElseThrow()
                        .state()
                        .equals("open"));
        Map<String, Long> numbers = lobby.stream()
                .filter(account -> !account.equals("a5"))
                .collect(Collectors.toMap(
                        account -> account,
                        account -> instance.join(sale, account).number()));
        assertThat(numbers).isEqualTo(independently(sale.event(), lobby));
    }

    /** The rule of the design, written down a second time. */
    private static Map<String, Long> independently(long event, Set<String> lobby) throws Exception {
        Map<String, String> accountOf =
                lobby.stream().collect(Collectors.toMap(account -> Place.id(event, account), account -> account));
        StringBuilder list = new StringBuilder();
        accountOf.keySet().stream().sorted().forEach(id -> list.append(id).append('\n'));
        byte[] root = java.security.MessageDigest.getInstance("SHA-256")
                .digest(list.toString().getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(records.draws().seed(event, "general"), "HmacSHA256"));
        Map<String, String> keys = accountOf.keySet().stream().collect(Collectors.toMap(id -> id, id -> {
            mac.update(root);
            return java.util.HexFormat.of().formatHex(mac.doFinal(id.getBytes(StandardCharsets.UTF_8)));
        }));
        List<String> order = accountOf.keySet().stream()
                .sorted(java.util.Comparator.comparing(keys::get))
                .toList();
        return IntStream.range(0, order.size())
                .boxed()
                .filter(i -> !accountOf.get(order.get(i)).equals("a5"))
                .collect(Collectors.toMap(i -> accountOf.get(order.get(i)), i -> i + 1L));
    }

    private void told(Sale sale, boolean sync, long from, long to, HoldStep... steps) {
        assertThat(instance.on(() -> instance.store.holds(sale.event(), sync, from, to, List.of(steps))))
                .isEqualTo(QueueStore.HoldsTold.OK);
    }
}
