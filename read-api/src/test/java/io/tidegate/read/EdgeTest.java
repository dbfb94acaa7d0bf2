package io.tidegate.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestEdge;
import io.tidegate.localstack.openapi.OpenApiDocument;
import io.tidegate.settings.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The deployment's edge, a real nginx, in front of a real read-api and something in the waiting room's place. */
@EnabledIf(value = "nginxIsThere", disabledReason = "the edge: nginx is not installed")
class EdgeTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final AtomicInteger ASKED = new AtomicInteger();

    @TempDir
    static Path directory;

    private static House house;
    private static ReadApiMain api;
    private static TestEdge edge;
    private final HttpClient http = HttpClient.newHttpClient();

    static boolean nginxIsThere() {
        return TestEdge.nginx().isPresent();
    }

    @BeforeAll
    static void start() throws Exception {
        house = House.shared();
        Map<String, String> environment = new HashMap<>(house.environment);
        environment.put("TIDEGATE_READ_API_INDEXER", "false");
        api = new ReadApiMain(SettingsLoader.load(environment));
        HttpServer waitingRoom = VERTX.createHttpServer()
                .requestHandler(EdgeTest::waitingRoom)
                .listen(0, "127.0.0.1")
                .await();
        edge = TestEdge.start(TestEdge.nginx().orElseThrow(), directory, waitingRoom.actualPort(), api.port());
    }

    @AfterAll
    static void stop() throws Exception {
        edge.close();
        api.close();
        VERTX.close().await();
    }

    private static void waitingRoom(HttpServerRequest request) {
        ASKED.incrementAndGet();
        if (request.path().endsWith("/stream")) {
            request.response()
                    .setChunked(true)
                    .putHeader("Content-Type", "text/event-stream")
                    .write("event: place\ndata: {}\n\n");
        } else {
            request.response().putHeader("Cache-Control", "no-store").end("from the waiting room");
        }
    }

    @Test
    void whatReadApiMarksCacheableIsCachedAndServedStaleWhileReadApiIsAway() throws Exception {
        String page = "/events/" + Ids.eventId(house.event("Cached at the Edge"));
        HttpResponse<String> first = get(page);
        HttpResponse<String> second =
                await().until(() -> get(page), answer -> cache(answer).equals("HIT"));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(cache(first)).isEqualTo("MISS");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("ETag")).isPresent();

        int port = api.port();
        api.close();
        // Its freshness is over soon, and it is served for all that.
        await().until(() -> !cache(get(page)).equals("HIT"));
        HttpResponse<String> stale = get(page);
        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(stale.body()).isEqualTo(first.body());
        HttpResponse<String> neverSeen = get("/events/ev_999");
        assertThat(neverSeen.statusCode()).isEqualTo(503);
        assertThat(neverSeen.headers().firstValue("Retry-After")).isPresent();
        assertThat(neverSeen.headers().firstValue("Content-Type")).contains("application/problem+json");

        Map<String, String> environment = new HashMap<>(house.environment);
        environment.put("TIDEGATE_READ_API_INDEXER", "false");
        environment.put("TIDEGATE_READ_API_PORT", Integer.toString(port));
        // Somebody's connection may sit on the port for a moment.
        api = await().ignoreExceptions()
                .until(() -> new ReadApiMain(SettingsLoader.load(environment)), Objects::nonNull);
        await().until(() -> get("/events/ev_999").statusCode() == 404);
    }

    @Test
    void whatIsNotMarkedIsNotCached() throws Exception {
        int before = ASKED.get();
        get("/orders");
        assertThat(get("/orders").body()).isEqualTo("from the waiting room");
        assertThat(ASKED.get() - before).isEqualTo(2);
    }

    @Test
    void everyReadOfTheDocumentGoesToReadApi() throws Exception {
        int before = ASKED.get();
        for (String call : OpenApiDocument.ours().calls("reads")) {
            HttpResponse<String> answer = get(call.replace("GET ", "").replaceAll("\\{\\w+}", "x_1"));
            assertThat(answer.headers().firstValue("Tidegate-Version")).as(call).isPresent();
        }
        assertThat(ASKED).hasValue(before);
    }

    @Test
    void streamsPassThroughAsTheyCome() throws Exception {
        long event = house.event("Streamed through the Edge");
        house.schedule(event);
        String path = "/events/" + Ids.eventId(event) + "/availability/stream";
        try (BufferedReader stream = stream(path)) {
            // The stream stays open, so a buffer would hold this back for ever.
            assertThat(stream.readLine()).isNotNull();
            house.change(event, 1, 2);
            await().until(() -> stream.readLine(), line -> line.equals("id: 2"));
        }
        try (BufferedReader stream = stream("/queue/ev_1/stream")) {
            assertThat(stream.readLine()).isEqualTo("event: place");
        }
    }

    @Test
    void browsersGetHttp2AndMetricsAreNotForThem() throws Exception {
        try (HttpClient browser =
                HttpClient.newBuilder().sslContext(trustingAll()).build()) {
            URI orders = URI.create(edge.tlsUrl() + "/orders");
            HttpResponse<String> answer =
                    browser.send(HttpRequest.newBuilder(orders).build(), BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        assertThat(get("/metrics").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path), BodyHandlers.ofString());
    }

    private BufferedReader stream(String path) throws Exception {
        return new BufferedReader(new InputStreamReader(
                http.send(request(path), BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(edge.url() + path))
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    private static String cache(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Cache").orElse("");
    }

    private static SSLContext trustingAll() throws Exception {
        TrustManager all = new X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {all}, new SecureRandom());
        return context;
    }
}
