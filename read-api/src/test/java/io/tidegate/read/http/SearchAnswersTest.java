package io.tidegate.read.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.settings.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which questions the engine is asked, and which are answered from memory. */
class SearchAnswersTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final SearchAnswers answers =
            new SearchAnswers(SettingsLoader.load(Map.of()).readApi());
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private volatile boolean engineIsAway;
    private HttpServer server;

    @BeforeEach
    void anEngineThatCounts() throws Exception {
        Router router = Router.router(vertx);
        router.get("/:question")
                .handler(ctx -> answers.send(ctx, ctx.pathParam("question"), () -> ask(ctx.pathParam("question"))));
        router.route().failureHandler(ctx -> ctx.response().setStatusCode(503).end("{\"away\":true}"));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        http.close();
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void aFrequentQuestionIsAskedAgainBeforeAnybodyWaitsForIt() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(answer("frequent").getInteger("time")).isOne();
        }
        answer("rare");
        answers.warm();
        assertThat(times("frequent")).as("its answer is fresh").isOne();

        answers.age();
        answers.warm();
        assertThat(times("frequent")).isEqualTo(2);
        assertThat(times("rare")).isOne();
        assertThat(answer("frequent").getInteger("time")).isEqualTo(2);
        assertThat(times("frequent")).as("answered from memory").isEqualTo(2);
        assertThat(answer("rare").getInteger("time")).isEqualTo(2);
    }

    @Test
    void whatNobodyAsksAnyMoreIsNotKeptWarmForLong() throws Exception {
        for (int i = 0; i < 8; i++) {
            answer("yesterday's");
        }
        for (int i = 0; i < 20; i++) {
            answers.age();
            answers.warm();
        }
        int times = times("yesterday's");
        answers.age();
        answers.warm();
        assertThat(times("yesterday's")).isEqualTo(times).isLessThan(5);
    }

    @Test
    void whileTheEngineIsAwayWarmingLosesNothing() throws Exception {
        for (int i = 0; i < 4; i++) {
            answer("frequent");
        }
        answers.age();
        engineIsAway = true;
        answers.warm();
        assertThat(answer("frequent").getBoolean("stale")).isTrue();
        assertThat(answer("never asked").getBoolean("away")).isTrue();
        engineIsAway = false;
        assertThat(answer("frequent").containsKey("stale")).isFalse();
    }

    private SearchAnswers.Found ask(String question) throws IOException {
        if (engineIsAway) {
            throw new IOException("away");
        }
        int time = asked.computeIfAbsent(question, q -> new AtomicInteger()).incrementAndGet();
        return new SearchAnswers.Found(
                Answer.json(Map.of("time", time), "no-store"),
                Answer.json(Map.of("time", time, "stale", true), "no-store"));
    }

    private int times(String question) {
        return asked.get(question).get();
    }

    private JsonObject answer(String question) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/" + question.replace(" ", "%20"));
        return new JsonObject(http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }
}
