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
import io.tidegate.topic.Topics;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.WaitingRoomMain;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.SeatChange;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole waiting room over HTTP, on real Postgres, Redis and Kafka; the test plays the writer. */
class WaitingRoomHttpTest {
    private static final TestStores STORES = TestStores.shared();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long SOON = Instant.now().plusSeconds(3600).getEpochSecond();

    private static Settings settings;
    private static WaitingRoomMain room;
    private static Tokens tokens;
    private static KafkaProducer<byte[], byte[]> writer;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> environment = new TreeMap<>(STORES.environment(Part.POSTGRES, Part.REDIS, Part.KAFKA));
        environment.put("TIDEGATE_WAITING_ROOM_PORT", "0");
        environment.put("TIDEGATE_WAITING_ROOM_EVENT_LOOPS", "1");
        environment.put("TIDEGATE_WAITING_ROOM_READ_API_URL", "http://127.0.0.1:1");
        settings = SettingsLoader.load(environment);
        room = WaitingRoomMain.start(settings);
        tokens = new Tokens(settings.tokens(), InstantSource.system());
        writer = new KafkaProducer<>(
                Map.of("bootstrap.servers", settings.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() throws Exception {
        writer.close();
        room.close();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + room.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder as(String account, String path) {
        return to(path).header("Authorization", "Bearer " + session(account));
    }

    private static String session(String account) {
        return tokens.sign(new Claims.Session(account, SOON));
    }

    private static JsonObject join(Sale sale, String account) throws Exception {
        HttpResponse<String> answer = send(as(account, path(sale) + "/join").POST(body("{}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static JsonObject me(Sale sale, String account) throws Exception {
        return new JsonObject(send(as(account, path(sale) + "/me").GET()).body());
    }

    private static JsonObject admitted(Sale sale, String account) {
        return await().until(() -> me(sale, account), json -> "admitted".equals(json.getString("state")));
    }

    private static HttpRequest.BodyPublisher body(String json) {
        return HttpRequest.BodyPublishers.ofString(json);
    }

    private static String path(Sale sale) {
        return "/queue/" + Ids.eventId(sale.event());
    }

    private static Sale stored(Sale sale, int tickets) throws Exception {
        SaleFixture.store(STORES, settings, sale, tickets);
        return sale;
    }

    private static void change(Sale sale, SeatChange.Builder change) throws Exception {
        byte[] key = ByteBuffer.allocate(8).putLong(sale.event()).array();
        writer.send(new ProducerRecord<>(
                        Topics.of(settings.kafka()).seatChanges(),
                        Ids.partition(sale.event()),
                        key,
                        change.setEventId(sale.event()).build().toByteArray()))
                .get();
    }

    @Test
    void a_buyer_logs_in_joins_and_is_admitted_with_a_pass_that_any_instance_verifies() throws Exception {
        Sale sale = stored(SaleFixture.open(), 10);
        HttpResponse<String> login = send(to("/session").POST(body("{\"email\":\" Ann@Example.com \"}")));
        JsonObject session = new JsonObject(login.body());
        assertThat(login.headers().firstValue("Set-Cookie").orElse(""))
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Lax");
        HttpRequest.Builder join = to(path(sale) + "/join")
                .header("Authorization", "Bearer " + session.getString("token"))
                .POST(body(""));
        JsonObject joined = new JsonObject(send(join).body());
        assertThat(joined.getLong("number")).isEqualTo(1);

        JsonObject place = admitted(sale, session.getString("accountId"));
        Claims.Pass pass =
                tokens.verify(place.getString("pass"), Claims.Pass.class).orElseThrow();
        assertThat(pass.sub()).isEqualTo(session.getString("accountId"));
        assertThat(pass.event()).isEqualTo(sale.event());
        assertThat(pass.exp())
                .isLessThanOrEqualTo(
                        Instant.parse(place.getString("leaseExpiresAt")).getEpochSecond());
    }

    @Test
    void the_same_address_is_the_same_account_however_it_is_written() throws Exception {
        String one = new JsonObject(send(to("/session").POST(body("{\"email\":\"B@x.org\"}")))
                        .body())
                .getString("accountId");
        String two = new JsonObject(send(to("/session").POST(body("{\"email\":\"b@X.org\"}")))
                        .body())
                .getString("accountId");
        assertThat(one).isEqualTo(two).matches("ac_[a-z2-7]{16}");
    }

    @Test
    void with_the_receipt_a_waiting_buyer_is_told_the_place_and_without_it_the_same() throws Exception {
        Sale sale = stored(SaleFixture.sale(Instant.now().minusSeconds(5), lanes(), 1, 1, 60), 10);
        join(sale, "first");
        JsonObject joined = join(sale, "second");
        HttpRequest.Builder poll =
                as("second", path(sale) + "/me").header("X-Queue-Place", joined.getString("receipt"));
        await().until(() -> new JsonObject(send(poll.copy().GET()).body()).getLong("serving") == 1);
        JsonObject told = new JsonObject(send(poll.GET()).body());
        assertThat(told.getString("state")).isEqualTo("queued");
        assertThat(told.getLong("number")).isEqualTo(2);
        assertThat(told.getLong("ahead")).isZero();
        assertThat(told.getJsonObject("eta").getLong("p90Seconds")).isPositive();
        assertThat(me(sale, "second").getLong("number")).isEqualTo(2);
        HttpRequest.Builder other =
                as("third", path(sale) + "/me").header("X-Queue-Place", joined.getString("receipt"));
        assertThat(send(other.GET()).statusCode()).as("another's receipt").isEqualTo(404);
    }

    private static List<Sale.Lane> lanes() {
        return List.of(SaleFixture.lane("general", 1));
    }

    @Test
    void nobody_is_admitted_while_nothing_is_left_and_again_when_a_seat_returns() throws Exception {
        Sale sale = stored(SaleFixture.open(), 1);
        join(sale, "ann");
        admitted(sale, "ann");
        change(sale, SeatChange.newBuilder().setSeq(2).addHeld(0).addHolds(hold("ann", HoldChange.State.LIVE)));
        await().until(() -> state(sale).getString("state").equals("temporarilyUnavailable"));
        join(sale, "bob");
        assertThat(me(sale, "bob").getString("state")).isEqualTo("queued");
        change(sale, SeatChange.newBuilder().setSeq(3).addAvailable(0).addHolds(hold("ann", HoldChange.State.EXPIRED)));
        admitted(sale, "bob");
        assertThat(send(as("ann", path(sale) + "/me").GET()).statusCode())
                .as("an expired hold ends the place")
                .isEqualTo(404);
        change(sale, SeatChange.newBuilder().setSeq(4).addSold(0));
        await().until(() -> state(sale).getString("state").equals("soldOut"));
    }

    private static HoldChange hold(String account, HoldChange.State state) {
        return HoldChange.newBuilder()
                .setHoldNo(1)
                .setAccountId(account)
                .setState(state)
                .setExpiresAtMs(System.currentTimeMillis() + 600_000)
                .build();
    }

    @Test
    void the_public_state_may_be_cached_for_a_second_and_a_buyer_s_own_place_not_at_all() throws Exception {
        Sale sale = stored(SaleFixture.open(), 1);
        assertThat(send(to(path(sale)).GET()).headers().firstValue("Cache-Control"))
                .hasValue("public, max-age=1");
        join(sale, "ann");
        assertThat(send(as("ann", path(sale) + "/me").GET()).headers().firstValue("Cache-Control"))
                .hasValue("no-store");
    }

    /** The first who waits is noted with what it is told; when it is called, that is held against the wait it had. */
    @Test
    void how_wrong_the_estimated_waits_were_is_a_metric() throws Exception {
        Sale sale = stored(SaleFixture.sale(Instant.now().minusSeconds(5), lanes(), 30, 10, 60), 10);
        List.of("ann", "bob", "cleo").stream()
                .map(account -> as(account, path(sale) + "/join").POST(body("{}")))
                .map(join -> HTTP.sendAsync(join.build(), BodyHandlers.ofString()))
                .toList()
                .forEach(CompletableFuture::join);
        await().atMost(Duration.ofSeconds(60)).until(() -> metric("tidegate_queue_eta_checks_total") > 0);
        assertThat(metric("tidegate_queue_eta_ratio_count")).isPositive();
    }

    /** The sum over all of its tags. */
    private static double metric(String name) throws Exception {
        return send(to("/metrics").GET())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static JsonObject state(Sale sale) throws Exception {
        return new JsonObject(send(to(path(sale)).GET()).body());
    }

    @Test
    void a_stream_tells_the_place_then_the_admission_and_then_its_end() throws Exception {
        Sale sale = stored(SaleFixture.sale(Instant.now().plusSeconds(600), lanes(), 6000, 10, 6), 10);
        assertThat(join(sale, "ann").getString("state")).isEqualTo("lobby");
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        HttpResponse<Stream<String>> stream =
                HTTP.send(as("ann", path(sale) + "/stream").GET().build(), BodyHandlers.ofLines());
        CompletableFuture<Void> reading =
                CompletableFuture.runAsync(() -> stream.body().forEach(lines::add));
        await().until(() -> lines.contains("event: place"));
        SaleFixture.openNow(STORES, settings, sale.event());
        await().atMost(LONG).until(() -> lines.contains("event: admitted"));
        assertThat(lines.stream().filter("event: admitted"::equals)).hasSize(1);
        assertThat(lines).anyMatch(line -> line.startsWith("data: ") && line.contains("\"pass\""));
        assertThat(lines).anyMatch(line -> line.startsWith("id: "));
        send(as("ann", path(sale) + "/me").DELETE());
        reading.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
        assertThat(lines).anyMatch(line -> line.startsWith("data: ") && line.contains("\"place-ended\""));
    }

    @Test
    void an_unqueued_sale_admits_at_once() throws Exception {
        Sale sale = stored(SaleFixture.unqueued(SaleFixture.open()), 1);
        JsonObject joined = join(sale, "ann");
        assertThat(joined.getString("state")).isEqualTo("admitted");
        assertThat(tokens.verify(joined.getString("pass"), Claims.Pass.class)).isPresent();
    }

    @Test
    void before_the_lobby_opens_a_join_is_told_when_to_come() throws Exception {
        Sale sale = stored(SaleFixture.sale(Instant.now().plusSeconds(7200), lanes(), 1, 1, 60), 1);
        HttpResponse<String> answer = send(as("ann", path(sale) + "/join").POST(body("{}")));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(answer.body()).getString("type")).isEqualTo("/problems/sale-not-open");
        assertThat(new JsonObject(answer.body()).getString("lobbyOpensAt"))
                .isEqualTo(sale.lobbyOpensAt().toString());
        assertThat(state(sale).getString("state")).isEqualTo("scheduled");
    }

    @Test
    void a_priority_token_gives_its_lane_and_a_bad_one_the_plain_lane_with_a_notice() throws Exception {
        Sale.Lane fans = new Sale.Lane("fans", 3, null, true, List.of(), 0, 0);
        Sale sale = stored(
                SaleFixture.sale(
                        Instant.now().minusSeconds(5), List.of(SaleFixture.lane("general", 1), fans), 1, 1, 60),
                1);
        String good = tokens.sign(new Claims.Priority("p1", sale.event(), "fans", "ann", SOON));
        assertThat(joinWith(sale, "ann", good).getString("lane")).isEqualTo("fans");
        JsonObject foreign = joinWith(sale, "bob", good);
        assertThat(foreign.getString("lane")).isEqualTo("general");
        assertThat(foreign.getString("notice")).isNotBlank();
        assertThat(joinWith(sale, "eve", "forged").getString("notice")).isNotBlank();
    }

    private static JsonObject joinWith(Sale sale, String account, String token) throws Exception {
        String json = new JsonObject().put("priorityToken", token).encode();
        return new JsonObject(
                send(as(account, path(sale) + "/join").POST(body(json))).body());
    }

    @Test
    void a_cookie_needs_our_own_origin_to_change_anything() throws Exception {
        Sale sale = stored(SaleFixture.open(), 1);
        HttpRequest.Builder join = to(path(sale) + "/join")
                .header("Cookie", "tidegate_session=" + session("ann"))
                .POST(body("{}"));
        assertThat(send(join.copy()).statusCode()).isEqualTo(403);
        assertThat(send(join.copy().header("Origin", "http://evil.example")).statusCode())
                .isEqualTo(403);
        assertThat(send(join.copy().header("Origin", settings.waitingRoom().publicUrl()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(to(path(sale) + "/me")
                                .header("Cookie", "tidegate_session=" + session("ann"))
                                .GET())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void who_leaves_has_no_place_any_more() throws Exception {
        Sale sale = stored(SaleFixture.open(), 1);
        join(sale, "ann");
        assertThat(send(as("ann", path(sale) + "/me").DELETE()).statusCode()).isEqualTo(204);
        assertThat(send(as("ann", path(sale) + "/me").DELETE()).statusCode()).isEqualTo(404);
        assertThat(send(as("ann", path(sale) + "/me").GET()).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "none, 401",
        "garbage, 401",
        "'', 401",
        "promoter, 403",
        "ended, 401",
        "pass, 401",
    })
    void only_a_buyer_s_session_opens_a_queue(String kind, int status) throws Exception {
        Sale sale = stored(SaleFixture.open(), 1);
        String token = switch (kind) {
            case "promoter" -> tokens.sign(new Claims.Promoter("p", "promoter-1", SOON));
            case "ended" -> tokens.sign(new Claims.Session("ann", 1));
            case "pass" -> tokens.sign(new Claims.Pass("ann", sale.event(), "general", List.of(), 0, 0, false, SOON));
            default -> kind;
        };
        for (String call : List.of("POST /join", "GET /me", "GET /stream", "DELETE /me")) {
            String[] parts = call.split(" ");
            HttpRequest.Builder request = to(path(sale) + parts[1]).method(parts[0], body(""));
            if (!kind.equals("none")) {
                request.header("Authorization", "Bearer " + token);
            }
            assertProblem(send(request), status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/queue/ev_zzz", "/queue/nonsense", "/queue/ev_-1", "/queue/%00", "/nowhere", "/queue"})
    void unknown_addresses_are_404(String path) throws Exception {
        assertProblem(send(to(path).GET()), 404);
    }

    @Test
    void a_sale_that_does_not_exist_is_404_for_everybody() throws Exception {
        assertProblem(send(as("ann", "/queue/ev_7vvvvvv/join").POST(body("{}"))), 404);
        assertProblem(send(as("ann", "/queue/ev_7vvvvvv/me").GET()), 404);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /queue/ev_1",
        "GET, /queue/ev_1/join",
        "POST, /queue/ev_1/me",
        "GET, /session",
        "POST, /events",
        "DELETE, /search",
        "PUT, /venues/vn_1",
    })
    void wrong_methods_are_405(String method, String path) throws Exception {
        assertProblem(send(as("ann", path).method(method, body("{}"))), 405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "nonsense",
                "\"text\"",
                "{\"email\":7}",
                "{\"email\":\"\"}",
                "{\"email\":\"nobody\"}",
                "{\"email\":\"a@b@c\"}",
                "{\"email\":\"a b@c.de\"}",
                "{\"email\":\"a\\u0000@c.de\"}",
                "{\"email\":null}",
                "{}",
                ""
            })
    void a_login_without_a_plausible_address_is_400(String json) throws Exception {
        assertProblem(send(to("/session").POST(body(json))), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "{\"priorityToken\":7}", "{\"priorityToken\":[]}", "\u0000"})
    void a_join_with_a_malformed_body_is_400(String json) throws Exception {
        Sale sale = stored(SaleFixture.open(), 1);
        assertProblem(send(as("ann", path(sale) + "/join").POST(body(json))), 400);
    }

    @Test
    void a_body_over_the_limit_is_413() throws Exception {
        String huge = "{\"email\":\"" + "a".repeat(70_000) + "\"}";
        assertProblem(send(to("/session").POST(body(huge))), 413);
    }

    @Test
    void without_the_read_api_events_answer_503() throws Exception {
        HttpResponse<String> answer = send(to("/events").GET());
        assertProblem(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void many_who_join_at_once_get_dense_numbers() throws Exception {
        Sale sale = stored(SaleFixture.sale(Instant.now().minusSeconds(5), lanes(), 1, 1, 60), 1);
        List<CompletableFuture<HttpResponse<String>>> joins = IntStream.range(0, 200)
                .mapToObj(i -> HTTP.sendAsync(
                        as("b" + i, path(sale) + "/join").POST(body("{}")).build(), BodyHandlers.ofString()))
                .toList();
        List<Long> numbers = joins.stream()
                .map(CompletableFuture::join)
                .map(answer -> new JsonObject(answer.body()).getLong("number"))
                .sorted()
                .toList();
        assertThat(numbers)
                .isEqualTo(IntStream.rangeClosed(1, 200).mapToObj(i -> (long) i).toList());
    }

    @Test
    void every_dependency_is_named_in_the_health() throws Exception {
        await().until(() -> send(to("/health/ready").GET()).statusCode() == 200);
        JsonObject health = new JsonObject(send(to("/health/ready").GET()).body());
        assertThat(health.getJsonObject("dependencies").fieldNames()).contains("postgres", "redis", "kafka");
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("type")).startsWith("/problems/");
        assertThat(answer.body()).doesNotContain("Exception");
    }

    @Test
    void a_receipt_and_a_pass_of_another_account_are_worth_nothing() throws Exception {
        Sale sale = stored(SaleFixture.open(), 10);
        String receipt = join(sale, "ann").getString("receipt");
        String pass = admitted(sale, "ann").getString("pass");
        HttpResponse<String> stolen = send(as("mallory", path(sale) + "/me")
                .header("X-Queue-Place", receipt)
                .header("X-Queue-Pass", pass)
                .GET());
        assertThat(stolen.statusCode()).isEqualTo(404);
        JsonObject own = new JsonObject(send(as("mallory", path(sale) + "/join")
                        .header("X-Queue-Place", receipt)
                        .header("X-Queue-Pass", pass)
                        .POST(body("{}")))
                .body());
        assertThat(own.getLong("number")).as("behind ann, as for anybody").isEqualTo(2);
    }
}
