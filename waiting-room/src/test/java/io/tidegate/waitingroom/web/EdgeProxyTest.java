package io.tidegate.waitingroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.openapi.OpenApiDocument;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that are forwarded to an origin that the test plays. */
class EdgeProxyTest {
    /** A query to which the origin answers the same, whatever the path. */
    private static final String PROBE = "who-answers";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CompletableFuture<HttpServerResponse> streaming = new CompletableFuture<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router reads = Router.router(vertx);
        reads.get().handler(ctx -> {
            if (PROBE.equals(ctx.request().query())) {
                ctx.end(PROBE);
            } else {
                ctx.next();
            }
        });
        reads.get("/events/ev_1")
                .handler(ctx -> ctx.response()
                        .putHeader("ETag", "\"7\"")
                        .end("query " + ctx.request().query()));
        reads.get("/events/ev_1/availability/stream").handler(ctx -> {
            ctx.response().setChunked(true).write("id: 1\n\n");
            streaming.complete(ctx.response());
        });
        reads.get("/events/ev_1/availability/ws")
                .handler(ctx -> ctx.request()
                        .toWebSocket()
                        .onSuccess(
                                socket -> socket.textMessageHandler(text -> socket.writeTextMessage("heard " + text))));
        HttpServer origin = vertx.createHttpServer()
                .requestHandler(reads)
                .listen(0, "127.0.0.1")
                .await();
        Router front = Router.router(vertx);
        new EdgeProxy(vertx, "http://127.0.0.1:" + origin.actualPort()).mount(front);
        port = vertx.createHttpServer()
                .requestHandler(front)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    @Test
    void an_answer_comes_back_with_its_headers() throws Exception {
        HttpResponse<String> answer = http.send(get("/events/ev_1?a=b%20c"), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("query a=b%20c");
        assertThat(answer.headers().firstValue("ETag")).hasValue("\"7\"");
    }

    @Test
    void every_read_of_the_document_goes_to_the_origin() throws Exception {
        for (String call : OpenApiDocument.ours().calls("reads")) {
            String path = call.replace("GET ", "").replaceAll("\\{\\w+}", "x_1");
            assertThat(http.send(get(path + "?" + PROBE), BodyHandlers.ofString())
                            .body())
                    .as(call)
                    .isEqualTo(PROBE);
        }
    }

    @Test
    void a_stream_is_passed_on_while_it_is_written() throws Exception {
        var answer = http.send(get("/events/ev_1/availability/stream"), BodyHandlers.ofInputStream());
        assertThat(new String(answer.body().readNBytes(7))).isEqualTo("id: 1\n\n");
        streaming.get(5, TimeUnit.SECONDS).write("id: 2\n\n");
        assertThat(new String(answer.body().readNBytes(7))).isEqualTo("id: 2\n\n");
        answer.body().close();
    }

    @Test
    void a_web_socket_goes_through_both_ways() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + port + "/events/ev_1/availability/ws"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                                heard.complete(text.toString());
                                return WebSocket.Listener.super.onText(from, text, last);
                            }
                        })
                .get(5, TimeUnit.SECONDS);
        socket.sendText("seq 7", true);
        assertThat(heard.get(5, TimeUnit.SECONDS)).isEqualTo("heard seq 7");
        socket.abort();
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
    }
}
