package io.tidegate.read.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.settings.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which questions the engine is asked, and which are answered from memory. */
class SearchAnswersTest {
    private static final int READERS = 50;

    private final HttpClient http = HttpClient.newHttpClient();
    private final SearchAnswers answers =
            new SearchAnswers(SettingsLoader.load(Map.of()).readApi());
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final AtomicInteger received = new AtomicInteger();
    private volatile CountDownLatch beforeAnswer = new CountDownLatch(0);
    private volatile boolean engineIsAway;
    private Served served;

    @BeforeEach
    void anEngineThatCounts() throws Exception {
        served = new Served(Vertx.vertx(), router -> {
            router.get("/:question").handler(ctx -> {
                received.incrementAndGet();
                answers.send(ctx, ctx.pathParam("question"), () -> ask(ctx.pathParam("question")));
            });
            router.route()
                    .failureHandler(ctx -> ctx.response().setStatusCode(503).end("{\"away\":true}"));
        });
    }

    @AfterEach
    void close() throws Exception {
        http.close();
        served.close();
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
    void manyWhoAskTheSameAtOnceAskTheEngineOnce() throws Exception {
        CountDownLatch answering = new CountDownLatch(1);
        beforeAnswer = answering;
        List<CompletableFuture<JsonObject>> readers =
                Stream.generate(() -> answerLater("busy")).limit(READERS).toList();
        await().atMost(60, TimeUnit.SECONDS).until(() -> received.get() == READERS);
        answering.countDown();
        for (CompletableFuture<JsonObject> reader : readers) {
            assertThat(reader.get(60, TimeUnit.SECONDS).getInteger("time")).isOne();
        }
        assertThat(times("busy")).isOne();
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
        try {
            beforeAnswer.await();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
        int time = asked.computeIfAbsent(question, q -> new AtomicInteger()).incrementAndGet();
        return new SearchAnswers.Found(
                Answer.json(Map.of("time", time), "no-store"),
                Answer.json(Map.of("time", time, "stale", true), "no-store"));
    }

    private int times(String question) {
        return asked.get(question).get();
    }

    private JsonObject answer(String question) {
        return answerLater(question).join();
    }

    private CompletableFuture<JsonObject> answerLater(String question) {
        URI uri = served.uri("/" + question.replace(" ", "%20"));
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> new JsonObject(answer.body()));
    }
}
