package io.tidegate.read.http;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Finished answers in memory, by request. Many misses of one key are one load; a failed one is not kept. */
final class Answers {
    private final Executor loads = Executors.newVirtualThreadPerTaskExecutor();
    private final AsyncCache<String, Answer> answers;

    Answers(Settings.ReadApi settings) {
        answers = Caffeine.newBuilder()
                .maximumWeight(settings.cacheBytesMax())
                .weigher((String key, Answer answer) -> key.length() + answer.weight())
                .expireAfterWrite(Duration.ofSeconds(settings.cacheSeconds()))
                .recordStats()
                .executor(Runnable::run) // its upkeep, as the catalogue's
                .buildAsync();
    }

    /** Sends the kept answer, or that which {@code load} makes on a virtual thread. */
    void send(RoutingContext ctx, String key, Supplier<Answer> load) {
        CompletableFuture<Answer> answer =
                answers.get(key, (k, ignored) -> CompletableFuture.supplyAsync(() -> load(load), loads));
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            answer.join().send(ctx);
            return;
        }
        on(ctx.vertx(), answer).onSuccess(made -> made.send(ctx)).onFailure(ctx::fail);
    }

    /** That there is no such thing is an answer too, as good as any other until the catalogue changes. */
    private static Answer load(Supplier<Answer> load) {
        try {
            return load.get();
        } catch (HttpProblem refused) {
            if (refused.status() == 404) {
                return Answer.refusal(refused);
            }
            throw refused;
        }
    }

    /** Hits, misses, loads and evictions: {@code cache.gets} and its like, with this cache's name as a tag. */
    void measure(MeterRegistry metrics) {
        CaffeineCacheMetrics.monitor(metrics, answers, "answers");
    }

    void drop() {
        answers.synchronous().invalidateAll();
    }

    /** The same as a Vert.x future on the caller's context, with the cause itself when it fails. */
    static <T> Future<T> on(Vertx vertx, CompletableFuture<T> future) {
        return Future.fromCompletionStage(future, vertx.getOrCreateContext())
                .recover(failure -> Future.failedFuture(Failures.cause(failure)));
    }
}
