package io.tidegate.read.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.http.HttpProblem;
import io.tidegate.settings.SettingsLoader;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is loaded, and how often; every request here asks for the same. */
class AnswersTest {
    private static final int READERS = 50;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Answers answers = new Answers(SettingsLoader.load(Map.of()).readApi());
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger loads = new AtomicInteger();
    private volatile Supplier<Answer> load = () -> Answer.json(Map.of("a", 1), "no-store");
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(Vertx.vertx(), router -> {
            router.get().handler(ctx -> {
                received.incrementAndGet();
                answers.send(ctx, "the same", () -> {
                    loads.incrementAndGet();
                    return load.get();
                });
            });
            router.route()
                    .failureHandler(ctx -> ctx.response()
                            .setStatusCode(ctx.failure() instanceof HttpProblem problem ? problem.status() : 500)
                            .end());
        });
    }

    @AfterEach
    void close() throws Exception {
        http.close();
        served.close();
    }

    @Test
    void manyMissesAtOnceAreOneLoad() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        load = () -> {
            try {
                loading.await();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
            return Answer.json(Map.of("a", 1), "no-store");
        };
        List<CompletableFuture<Integer>> readers =
                Stream.generate(this::statusLater).limit(READERS).toList();
        await().atMost(60, TimeUnit.SECONDS).until(() -> received.get() == READERS);
        loading.countDown();
        for (CompletableFuture<Integer> reader : readers) {
            assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(200);
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void thatThereIsNoSuchThingIsKeptUntilTheCatalogueChanges() {
        load = () -> {
            throw HttpProblem.notFound("nothing");
        };
        assertThat(statusLater().join()).isEqualTo(404);
        assertThat(statusLater().join()).isEqualTo(404);
        assertThat(loads).hasValue(1);
        answers.drop();
        load = () -> Answer.json(Map.of("a", 1), "no-store");
        assertThat(statusLater().join()).isEqualTo(200);
    }

    @Test
    void thatTheDatabaseIsAwayIsNotKept() {
        load = () -> {
            throw HttpProblem.unavailable("away");
        };
        assertThat(statusLater().join()).isEqualTo(503);
        load = () -> Answer.json(Map.of("a", 1), "no-store");
        await().atMost(60, TimeUnit.SECONDS).until(() -> statusLater().join() == 200);
    }

    private CompletableFuture<Integer> statusLater() {
        return http.sendAsync(HttpRequest.newBuilder(served.uri("/")).build(), HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }
}
