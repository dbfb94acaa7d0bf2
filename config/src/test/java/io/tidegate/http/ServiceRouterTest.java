package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceRouterTest {
    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Promise<Void> prepared = Promise.promise();
    private final AtomicInteger ends = new AtomicInteger();
    private HttpServer server;
    private volatile boolean storeIsUp = true;

    @BeforeEach
    void start() {
        Health health = new Health()
                .require("store", () -> storeIsUp ? Future.succeededFuture() : Future.failedFuture("it is away"));
        Router router = ServiceRouter.create(vertx, health, Telemetry.registry("test"));
        router.get("/things/:id").handler(ctx -> ctx.end(ctx.pathParam("id")));
        router.put("/things/:id").handler(ctx -> ctx.end());
        router.get("/prepared").handler(ctx -> {
            ctx.request().connection().closeHandler(ignored -> gone.countDown());
            asked.countDown();
            prepared.future().onSuccess(ignored -> {
                ServiceRouter.atEnd(ctx, ends::incrementAndGet);
                if (!ctx.response().closed()) {
                    ctx.response().end();
                    ServiceRouter.atEnd(ctx, ends::incrementAndGet);
                }
            });
        });
        router.get("/broken").handler(ctx -> {
            throw new IllegalStateException("a secret of the code");
        });
        server = HttpServers.create(vertx, "127.0.0.1", 0, 10)
                .requestHandler(router)
                .listen()
                .await();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /nothing HTTP/1.1, 404, /problems/not-found",
        "POST /things/1 HTTP/1.1, 405, /problems/http-405",
        "GET /things/%zz HTTP/1.1, 400, /problems/bad-request",
        "GET /things/% HTTP/1.1, 400, /problems/bad-request",
        "GET /broken HTTP/1.1, 500, /problems/internal-error",
        "this is not HTTP, 400, /problems/bad-request"
    })
    void whateverIsRefusedIsRefusedWithProblemDetails(String line, int status, String type) throws Exception {
        String answer = raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .matches(text -> text.substring("HTTP/1.1 ".length()).startsWith("" + status))
                .contains("Tidegate-Version: 1")
                .doesNotContain("secret");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("content-type: application/problem+json");
        JsonObject body = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n")));
        assertThat(body.getString("type")).isEqualTo(type);
        assertThat(body.getInteger("status")).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"/things/1, 'GET, PUT'", "/health/live, 'GET, HEAD'"})
    void whoUsesAWrongMethodIsToldTheRightOnes(String path, String allowed) throws Exception {
        String answer = raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 405").containsIgnoringCase("allow: " + allowed + "\r\n");
    }

    @Test
    void headIsAnsweredAsGetIsButForTheBodyOverHttp2Too() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/openapi.json");
        for (HttpClient.Version version : HttpClient.Version.values()) {
            try (HttpClient http = HttpClient.newBuilder().version(version).build()) {
                HttpResponse<String> get =
                        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                HttpResponse<String> head =
                        http.send(HttpRequest.newBuilder(uri).HEAD().build(), HttpResponse.BodyHandlers.ofString());
                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(head.body()).isEmpty();
                assertThat(head.headers().firstValue("Content-Length"))
                        .isPresent()
                        .isEqualTo(get.headers().firstValue("Content-Length"));
            }
        }
    }

    @Test
    void anAddressTooLongToReadIsRefusedToo() throws Exception {
        String answer = raw("GET /" + "a".repeat(70_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.0 414");
    }

    @Test
    void readinessTellsEachDependencyAndItsCause() throws Exception {
        String ready = raw("GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(ready).startsWith("HTTP/1.1 200").contains("\"store\":{\"status\":\"up\"}");
        storeIsUp = false;
        String not = raw("GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(not).startsWith("HTTP/1.1 503").contains("it is away");
        assertThat(raw("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void whoLeftWhileTheAnswerWasBeingPreparedIsHeardOfNevertheless() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.getOutputStream()
                    .write("GET /prepared HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ends).hasValue(0);
        prepared.complete();
        await().until(() -> ends.get() == 1);
    }

    @Test
    void anAnswerEndsOnceWhetherThatIsAskedForBeforeOrAfterwards() throws Exception {
        prepared.complete();
        assertThat(raw("GET /prepared HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        await().until(() -> ends.get() == 2);
    }

    private String raw(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    @Test
    void metricsTellHowLongEachRouteTookWithoutASeriesForEachId() throws Exception {
        raw("GET /things/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        raw("GET /things/2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        await().untilAsserted(() -> assertThat(raw("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .containsPattern("tidegate_http_requests_seconds_count\\{method=\"GET\",route=\"/things/:id\","
                        + "service=\"test\",status=\"200\"} 2\\n")
                .contains("tidegate_http_requests_seconds_bucket{")
                .contains("process_uptime_seconds{"));
    }
}
