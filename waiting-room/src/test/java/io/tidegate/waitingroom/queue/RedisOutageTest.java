package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.WaitingRoomMain;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What buyers see while Redis hangs, dies, or forgets everything. */
class RedisOutageTest {
    private static final TestStores STORES = TestStores.shared();
    private static final Duration LONG = Duration.ofSeconds(20);

    private static TestStores own;
    private static Settings settings;
    private static WaitingRoomMain room;
    private static Tokens tokens;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws Exception {
        own = TestStores.start();
        Map<String, String> environment = new TreeMap<>(STORES.environment(Part.POSTGRES, Part.KAFKA));
        environment.put("TIDEGATE_REDIS_URL", own.redis());
        environment.put("TIDEGATE_WAITING_ROOM_PORT", "0");
        environment.put("TIDEGATE_WAITING_ROOM_EVENT_LOOPS", "1");
        settings = SettingsLoader.load(environment);
        tokens = new Tokens(settings.tokens(), InstantSource.system());
        room = WaitingRoomMain.start(settings);
    }

    @AfterAll
    static void stop() throws Exception {
        room.close();
        own.close();
    }

    private HttpResponse<String> call(String method, Sale sale, String what, String account, String receipt)
            throws Exception {
        long soon = Instant.now().plusSeconds(3600).getEpochSecond();
        URI uri = URI.create("http://127.0.0.1:" + room.port() + "/queue/" + Ids.eventId(sale.event()) + what);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + tokens.sign(new Claims.Session(account, soon)))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!receipt.isEmpty()) {
            request.header("X-Queue-Place", receipt);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private JsonObject join(Sale sale, String account) throws Exception {
        return new JsonObject(call("POST", sale, "/join", account, "").body());
    }

    private JsonObject me(Sale sale, String account, String receipt) {
        return await().atMost(LONG)
                .ignoreExceptions()
                .until(() -> call("GET", sale, "/me", account, receipt), answer -> answer.statusCode() == 200)
                .body()
                .transform(JsonObject::new);
    }

    private static Sale slow() throws Exception {
        Sale sale = SaleFixture.sale(Instant.now().minusSeconds(5), List.of(SaleFixture.lane("general", 1)), 1, 1, 60);
        SaleFixture.store(STORES, settings, sale, 5);
        return sale;
    }

    @Test
    void while_redis_hangs_calls_answer_503_and_afterwards_the_place_is_the_same() throws Exception {
        Sale sale = slow();
        join(sale, "ann");
        JsonObject before = join(sale, "bob");
        own.processes().pause("redis");
        try {
            HttpResponse<String> joined = call("POST", sale, "/join", "carl", "");
            assertThat(joined.statusCode()).isEqualTo(503);
            assertThat(joined.headers().firstValue("Retry-After")).isPresent();
            await().atMost(LONG)
                    .until(() -> call("GET", sale, "/me", "bob", before.getString("receipt"))
                                    .statusCode()
                            == 503);
        } finally {
            own.processes().resume("redis");
        }
        assertThat(me(sale, "bob", "").getLong("number")).isEqualTo(before.getLong("number"));
    }

    @Test
    void a_killed_redis_comes_back_with_every_place() throws Exception {
        Sale sale = slow();
        join(sale, "ann");
        JsonObject before = join(sale, "bob");
        own.processes().kill("redis");
        assertThat(me(sale, "bob", "").getLong("number")).isEqualTo(before.getLong("number"));
    }

    @Test
    void a_place_that_redis_forgot_comes_back_by_its_receipt_and_a_pass_still_verifies() throws Exception {
        Sale sale = slow();
        join(sale, "ann");
        JsonObject bob = join(sale, "bob");
        String pass = await().atMost(LONG).until(() -> me(sale, "ann", "").getString("pass"), found -> found != null);
        try (var connection = STORES.connect(settings.database().url());
                var statement = connection.createStatement()) {
            statement.execute("update queue_generation set begun_at = now() - interval '1 hour'");
        }
        forgetEverything();
        assertThat(tokens.verify(pass, Claims.Pass.class)).isPresent();
        JsonObject back = await().atMost(LONG)
                .until(
                        () -> me(sale, "bob", bob.getString("receipt")),
                        place -> !place.getString("receipt").equals(bob.getString("receipt")));
        assertThat(back.getLong("number")).isEqualTo(bob.getLong("number"));
        assertThat(back.getString("state")).isEqualTo("queued");
        assertThat(join(sale, "carl").getLong("number")).isGreaterThan(1_000_000);
    }

    private static void forgetEverything() throws Exception {
        URI redis = URI.create(own.redis());
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("+OK");
        }
    }
}
