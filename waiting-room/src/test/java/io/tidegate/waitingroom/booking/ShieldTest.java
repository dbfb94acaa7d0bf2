package io.tidegate.waitingroom.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.waitingroom.redis.RedisLink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shield's scripts on a real Redis, its steps in the orders in which messages may come. */
class ShieldTest {
    private static final AtomicLong EVENTS = new AtomicLong(System.nanoTime() & 0xFFFF_FFFFL);
    private static final byte[] ADA = {1};
    private static final byte[] BOB = {2};
    private static final long HOLD_MS = 600_000;

    private static Vertx vertx;
    private static Context loop;
    private static RedisLink redis;
    private static Shield shield;
    private static long deadlineMs;

    private final long event = EVENTS.incrementAndGet();
    private final long later = System.currentTimeMillis() + HOLD_MS;

    @BeforeAll
    static void open() {
        Map<String, String> environment = TestStores.shared().environment(Part.REDIS);
        environment.put("TIDEGATE_BOOKING_SHIELD_WAIT_MS", "10000"); // a slow machine would pass it by
        Settings settings = SettingsLoader.load(environment);
        vertx = Vertx.vertx();
        loop = vertx.getOrCreateContext();
        redis = new RedisLink(vertx, settings.redis());
        shield = new Shield(redis, settings.booking(), InstantSource.system());
        deadlineMs = settings.booking().commandDeadlineMs();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @Test
    void oneOfTwoGetsATicketAndTheOtherIsToldWhich() {
        assertThat(take(ADA, 1, 2)).isEmpty();
        assertThat(take(BOB, 2, 3)).containsExactly(2);
        assertThat(take(BOB, 3)).isEmpty();
        assertThat(take(ADA, 1)).isEmpty();
    }

    @Test
    void ofTicketsOfWhichAnotherHasOneNoneIsTaken() {
        take(ADA, 1);
        assertThat(take(BOB, 1, 2)).containsExactly(1);
        assertThat(take(ADA, 2)).isEmpty();
    }

    /** So that whatever is lost on the way, a ticket is not shut for longer than somebody may have it. */
    @Test
    void aTicketIsShutUntilItsCommandIsDecidedAndOnceItIsGivenUntilItsHoldExpires() {
        take(ADA, 1);
        assertThat(shutForMs(1)).isPositive().isLessThanOrEqualTo(deadlineMs);
        keep(ADA, 1);
        assertThat(shutForMs(1)).isGreaterThan(deadlineMs).isLessThanOrEqualTo(HOLD_MS);
    }

    @Test
    void whatComesBackIsOpenWhoeverHadIt() {
        take(ADA, 1);
        keep(ADA, 1);
        open(1);
        assertThat(take(BOB, 1)).isEmpty();
        assertThat(take(ADA, 1)).containsExactly(1);
    }

    @Test
    void anAnswerThatComesAfterItsTicketCameBackShutsNothing() {
        take(ADA, 1);
        open(1, 2);
        keep(ADA, 1, 2); // one that was picked, one that was found
        assertThat(take(BOB, 1, 2)).isEmpty();
    }

    @Test
    void anAnswerThatComesAfterAnotherTookTheTicketLeavesItToHim() {
        take(ADA, 1);
        open(1);
        take(BOB, 1);
        keep(ADA, 1);
        assertThat(take(ADA, 1)).containsExactly(1);
    }

    @Test
    void aRefusalFreesOnlyWhatIsItsOwn() {
        take(ADA, 1);
        tell(() -> shield.free(event, List.of(1, 2), BOB));
        assertThat(take(BOB, 1)).containsExactly(1);
    }

    private List<Integer> take(byte[] command, Integer... tickets) {
        return on(() -> shield.take(event, List.of(tickets), command));
    }

    private void keep(byte[] command, Integer... tickets) {
        tell(() -> shield.keep(event, List.of(tickets), command, later));
    }

    private void open(Integer... tickets) {
        on(() -> shield.open(event, List.of(tickets)).map(true));
    }

    private long shutForMs(int ticket) {
        Request ttl = Request.cmd(Command.PTTL).arg("shield:{" + Ids.eventId(event) + "}:" + ticket);
        return on(() -> redis.send(ttl)).toLong();
    }

    /** Waits for no answer: calls on one connection are answered in their order. */
    private static void tell(Runnable call) {
        on(() -> {
            call.run();
            return Future.succeededFuture(true);
        });
    }

    private static <T> T on(Supplier<? extends Future<T>> call) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(ignored -> call.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
        return done.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
