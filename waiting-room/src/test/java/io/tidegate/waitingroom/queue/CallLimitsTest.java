package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two instances whose limits a test reaches, behind an edge that tells clients' addresses. */
class CallLimitsTest {
    private static final TestStores STORES = TestStores.shared();
    private static final int OF_ACCOUNT = 20;
    private static final int OF_CLIENT = 30;
    private static final int OF_ALL_A_SECOND = 4;
    private static final int TRIES_MAX = 1000;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Settings settings;
    private static Tokens tokens;
    /** Bounds what an account and an address may do. */
    private static WaitingRoomMain wary;
    /** Bounds all joins together. */
    private static WaitingRoomMain narrow;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> stores = STORES.environment(Part.POSTGRES, Part.REDIS, Part.KAFKA);
        wary = room(
                stores,
                Map.of(
                        "TIDEGATE_QUEUE_CALLS_PER_ACCOUNT_MINUTE_MAX", Integer.toString(OF_ACCOUNT),
                        "TIDEGATE_QUEUE_JOINS_PER_CLIENT_MINUTE_MAX", Integer.toString(OF_CLIENT)));
        narrow = room(
                stores,
                Map.of(
                        "TIDEGATE_QUEUE_JOINS_PER_SECOND_MAX",
                        Integer.toString(OF_ALL_A_SECOND),
                        "TIDEGATE_QUEUE_RETRY_SPREAD_SECONDS",
                        "1"));
        settings = SettingsLoader.load(stores);
        tokens = new Tokens(settings.tokens(), InstantSource.system());
    }

    private static WaitingRoomMain room(Map<String, String> stores, Map<String, String> limits) throws Exception {
        Map<String, String> environment = new TreeMap<>(stores);
        environment.put("TIDEGATE_WAITING_ROOM_PORT", "0");
        environment.put("TIDEGATE_WAITING_ROOM_EVENT_LOOPS", "1");
        environment.put("TIDEGATE_WAITING_ROOM_READ_API_URL", "");
        environment.put("TIDEGATE_WAITING_ROOM_CLIENT_ADDRESS_HEADER", "X-Forwarded-For");
        environment.putAll(limits);
        return WaitingRoomMain.start(SettingsLoader.load(environment));
    }

    @AfterAll
    static void stop() throws Exception {
        wary.close();
        narrow.close();
    }

    /** Admits nobody but the first: all others wait. */
    private static Sale sale() throws Exception {
        Sale sale = SaleFixture.sale(Instant.now().minusSeconds(5), List.of(SaleFixture.lane("general", 1)), 1, 1, 60);
        SaleFixture.store(STORES, settings, sale, 5);
        return sale;
    }

    private static HttpResponse<String> join(WaitingRoomMain room, Sale sale, String account, String address)
            throws IOException, InterruptedException {
        return call(room, "POST", sale, "/join", account, address);
    }

    private static HttpResponse<String> me(WaitingRoomMain room, Sale sale, String account) throws Exception {
        return call(room, "GET", sale, "/me", account, "10.0.0.1");
    }

    private static HttpResponse<String> call(
            WaitingRoomMain room, String method, Sale sale, String what, String account, String address)
            throws IOException, InterruptedException {
        long ends = Instant.now().plusSeconds(3600).getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + room.port() + "/queue/" + Ids.eventId(sale.event()) + what))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + tokens.sign(new Claims.Session(account, ends)))
                .header("X-Forwarded-For", address)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static long number(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body()).getLong("number");
    }

    private static void assertTooMany(HttpResponse<String> answer, String what) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(retryAfterSeconds(answer)).isPositive();
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("type")).isEqualTo("/problems/too-many-requests");
        assertThat(problem.getString("detail")).contains(what);
    }

    private static long retryAfterSeconds(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("Retry-After").orElseThrow();
    }

    /** The first refusal among so many of the same. */
    private static HttpResponse<String> untilRefused(Callable<HttpResponse<String>> call) throws Exception {
        HttpResponse<String> answer = call.call();
        for (int again = 0; again < TRIES_MAX && answer.statusCode() == 200; again++) {
            answer = call.call();
        }
        return answer;
    }

    @Test
    void an_account_that_calls_too_often_is_sent_away_and_keeps_its_place() throws Exception {
        Sale sale = sale();
        join(wary, sale, "first", "10.0.1.1");
        long number = number(join(wary, sale, "hasty", "10.0.1.1"));
        assertTooMany(untilRefused(() -> me(wary, sale, "hasty")), "calls of this account");
        assertTooMany(untilRefused(() -> join(wary, sale, "hasty", "10.0.1.2")), "calls of this account");
        assertThat(number(join(wary, sale, "calm", "10.0.1.1")))
                .as("nobody else is kept out")
                .isEqualTo(number + 1);
        assertThat(number(me(narrow, sale, "hasty"))).as("the place").isEqualTo(number);
    }

    @Test
    void one_address_cannot_fill_a_queue_and_what_a_client_writes_before_its_own_counts_for_nothing() throws Exception {
        Sale sale = sale();
        int[] bots = {0};
        HttpResponse<String> refused =
                untilRefused(() -> join(wary, sale, "bot" + ++bots[0], "10.9.9." + bots[0] % 256 + ", 10.0.3.1"));
        assertTooMany(refused, "joins from here");
        assertThat(join(wary, sale, "human", "10.0.3.2").statusCode()).isEqualTo(200);
    }

    /** Who is sent away comes back when told to, until all have a place; and the places have no gap. */
    @Test
    void a_storm_of_joins_is_spread_out_and_loses_nobody() throws Exception {
        Sale sale = sale();
        List<Future<Arrival>> arrivals = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int buyer = 0; buyer < 5 * OF_ALL_A_SECOND; buyer++) {
                String account = "storm" + buyer;
                arrivals.add(threads.submit(() -> arrive(sale, account)));
            }
        }
        List<Arrival> arrived = new ArrayList<>();
        for (Future<Arrival> arrival : arrivals) {
            arrived.add(arrival.get());
        }
        assertThat(arrived)
                .extracting(Arrival::number)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, arrived.size()).boxed().toList());
        assertThat(arrived).anyMatch(arrival -> arrival.refusals > 0);
    }

    private record Arrival(long number, int refusals) {}

    private static Arrival arrive(Sale sale, String account) throws Exception {
        HttpResponse<String> answer = join(narrow, sale, account, "10.1.1.1");
        int refusals = 0;
        for (; answer.statusCode() == 429 && refusals < TRIES_MAX; refusals++) {
            assertTooMany(answer, "joins at this moment");
            Thread.sleep(1000 * retryAfterSeconds(answer));
            answer = join(narrow, sale, account, "10.1.1.1");
        }
        return new Arrival(number(answer), refusals);
    }
}
