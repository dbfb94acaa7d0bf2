package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.stores.JavaCommand;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.WaitingRoomMain;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An on-sale during which Redis and one of two waiting-room processes are killed, and Redis loses what it wrote last.
 * Buyers only do what a page does: join, ask again when told, show receipt and pass.
 */
class OnSaleCrashTest {
    private static final TestStores STORES = TestStores.shared();
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void every_one_of_5000_buyers_keeps_the_place_and_nobody_is_admitted_twice() throws Exception {
        run(5000, 8);
    }

    @Test
    @Tag("long")
    void every_one_of_50000_buyers_keeps_the_place_and_nobody_is_admitted_twice() throws Exception {
        run(50_000, 20);
    }

    /** @param leaseSeconds longer than anybody is told to wait before asking again */
    private static void run(int buyers, int leaseSeconds) throws Exception {
        try (RedisProcess redis = new RedisProcess();
                OnSale onSale = new OnSale(redis, buyers, leaseSeconds)) {
            onSale.begin();
            await().atMost(LONG).until(() -> onSale.joined.get() > buyers / 2);
            redis.kill();
            redis.loseTail(2000);
            onSale.kill(0);
            redis.start();
            onSale.start(0);
            await().atMost(LONG).until(() -> onSale.joined.get() == buyers);
            onSale.open();
            await().atMost(LONG).until(() -> onSale.admitted.get() > buyers / 4);
            onSale.kill(1);
            redis.kill();
            redis.loseTail(2000);
            redis.start();
            onSale.start(1);
            await().atMost(LONG).until(() -> onSale.admitted.get() == buyers);
            onSale.check();
        }
    }

    private static final class OnSale implements AutoCloseable {
        private static final int CONNECTIONS = 64;

        private final Map<String, String> environment;
        private final Settings settings;
        private final Tokens tokens;
        private final Sale sale;
        private final Vertx vertx = Vertx.vertx();
        private final HttpClient http = vertx.createHttpClient(
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(-1));
        private final Process[] rooms = new Process[2];
        private final int[] ports = new int[2];
        private final List<Buyer> buyers = new ArrayList<>();
        final AtomicInteger joined = new AtomicInteger();
        final AtomicInteger admitted = new AtomicInteger();
        final AtomicReference<String> wrong = new AtomicReference<>("");

        OnSale(RedisProcess redis, int count, int leaseSeconds) throws Exception {
            environment = new TreeMap<>(STORES.environment(Part.POSTGRES, Part.KAFKA));
            environment.put("TIDEGATE_REDIS_URL", redis.url());
            environment.put("TIDEGATE_WAITING_ROOM_EVENT_LOOPS", "1");
            environment.put("TIDEGATE_QUEUE_CLAIM_SECONDS", "60");
            environment.put("TIDEGATE_QUEUE_PRESENCE_SECONDS", "120");
            environment.put("TIDEGATE_QUEUE_POLLS_PER_SECOND_MAX", "12000");
            settings = SettingsLoader.load(environment);
            tokens = new Tokens(settings.tokens(), InstantSource.system());
            sale = SaleFixture.sale(
                    Instant.now().minusSeconds(60),
                    List.of(SaleFixture.lane("general", 1)),
                    60_000,
                    100_000,
                    leaseSeconds);
            SaleFixture.store(STORES, settings, sale, 200_000);
            control("paused");
            for (int i = 0; i < count; i++) {
                buyers.add(new Buyer(this, i));
            }
        }

        void begin() throws Exception {
            start(0);
            start(1);
            for (int i = 0; i < CONNECTIONS && i < buyers.size(); i++) {
                joinFrom(i);
            }
        }

        /** Each of so many threads of joins takes every so many-th buyer. */
        private void joinFrom(int index) {
            if (index < buyers.size()) {
                buyers.get(index).join(() -> joinFrom(index + CONNECTIONS));
            }
        }

        void open() throws Exception {
            control("active");
        }

        private void control(String control) throws Exception {
            try (var connection = STORES.connect(settings.database().url());
                    var statement = connection.createStatement()) {
                statement.execute(
                        "update sale set control = '%s' where event_id = %d".formatted(control, sale.event()));
            }
        }

        /** On a port of its own each time: after a kill another's connection may have taken the old one. */
        void start(int room) throws Exception {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            List<String> command = JavaCommand.jvm(ClassPaths.root(), "crashing", 256, "-XX:+UseSerialGC");
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    WaitingRoomMain.class.getName()));
            ProcessBuilder java = new ProcessBuilder(command);
            java.environment().putAll(environment);
            java.environment().put("TIDEGATE_WAITING_ROOM_PORT", Integer.toString(port));
            Path log = Files.createTempFile("waiting-room-", ".log");
            log.toFile().deleteOnExit();
            rooms[room] =
                    java.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            URI live = URI.create("http://127.0.0.1:" + port + "/health/live");
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(() ->
                            !rooms[room].isAlive() || live.toURL().openStream().readAllBytes().length > 0);
            assertThat(rooms[room].isAlive())
                    .as(() -> "the waiting room has ended: " + lines(log))
                    .isTrue();
            ports[room] = port;
        }

        private static String lines(Path log) {
            try {
                return Files.readString(log);
            } catch (IOException gone) {
                return gone.toString();
            }
        }

        void kill(int room) throws InterruptedException {
            rooms[room].destroyForcibly();
            rooms[room].waitFor(10, TimeUnit.SECONDS);
        }

        Future<JsonObject> call(HttpMethod method, String what, Buyer buyer) {
            RequestOptions options = new RequestOptions()
                    .setHost("127.0.0.1")
                    .setPort(ports[buyer.calls++ % 2])
                    .setMethod(method)
                    .setURI("/queue/" + Ids.eventId(sale.event()) + what)
                    .setTimeout(5000)
                    .putHeader("Authorization", "Bearer " + buyer.session);
            if (!buyer.receipt.isEmpty()) {
                options.putHeader("X-Queue-Place", buyer.receipt);
            }
            if (!buyer.pass.isEmpty()) {
                options.putHeader("X-Queue-Pass", buyer.pass);
            }
            return http.request(options)
                    .compose(request -> request.send(Buffer.buffer()))
                    .compose(response -> response.body()
                            .map(body -> new JsonObject()
                                    .put("status", response.statusCode())
                                    .put(
                                            "body",
                                            response.statusCode() == 200 ? body.toJsonObject() : new JsonObject())));
        }

        /**
         * From what buyers saw, and from the log of admissions. Who was called and had not taken the pass when Redis died
         * is called again, marked as returned: of two passes only one was ever given.
         */
        void check() throws Exception {
            assertThat(wrong.get()).isEmpty();
            try (var connection = STORES.connect(settings.database().url());
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("""
                            select account_id, count(*) from admission where event_id = %d and not returned
                            group by account_id having count(*) > 1""".formatted(sale.event()))) {
                List<String> twice = new ArrayList<>();
                while (rows.next()) {
                    twice.add(rows.getString(1));
                }
                assertThat(twice).as("admitted twice").isEmpty();
            }
        }

        @Override
        public void close() throws Exception {
            vertx.close().await();
            for (Process room : rooms) {
                if (room != null) {
                    room.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                }
            }
        }
    }

    /** One buyer's page. */
    private static final class Buyer {
        private static final long RETRY_MS = 500;

        private final OnSale onSale;
        private final String account;
        private final String session;
        private String receipt = "";
        private String pass = "";
        private long number;
        private int calls;

        Buyer(OnSale onSale, int index) {
            this.onSale = onSale;
            this.account = "buyer-" + index;
            this.calls = index;
            this.session =
                    onSale.tokens.sign(new Claims.Session(account, Instant.now().getEpochSecond() + 3600));
        }

        void join(Runnable then) {
            onSale.call(HttpMethod.POST, "/join", this).onComplete(answer -> {
                if (answer.succeeded() && answer.result().getInteger("status") == 200) {
                    pollIn(learn(answer.result().getJsonObject("body")));
                    onSale.joined.incrementAndGet();
                    then.run();
                } else {
                    onSale.vertx.setTimer(RETRY_MS, ignored -> join(then));
                }
            });
        }

        private void poll() {
            onSale.call(HttpMethod.GET, "/me", this).onComplete(answer -> {
                int status = answer.succeeded() ? answer.result().getInteger("status") : 503;
                long againMs = RETRY_MS * 4;
                if (status == 200) {
                    againMs = learn(answer.result().getJsonObject("body"));
                } else if (status == 404) {
                    onSale.wrong.set(account + " lost number " + number);
                }
                if (pass.isEmpty()) {
                    pollIn(againMs);
                }
            });
        }

        private void pollIn(long ms) {
            onSale.vertx.setTimer(ms, ignored -> poll());
        }

        /** When to ask again. */
        private long learn(JsonObject place) {
            long told = place.getLong("number", 0L);
            if (number != 0 && told != number) {
                onSale.wrong.set(account + " had number " + number + ", now " + told);
            }
            number = told;
            receipt = place.getString("receipt", receipt);
            if (place.getString("pass") != null && pass.isEmpty()) {
                pass = place.getString("pass");
                onSale.admitted.incrementAndGet();
            }
            return place.getLong("pollAfterMs");
        }
    }
}
