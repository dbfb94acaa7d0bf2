package io.tidegate.read.http;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers to searches. Fresh ones are sent from memory; many misses of one question ask the engine once; the most frequent
 * questions are asked again ahead of time, so that nobody waits for them. Answers are kept beyond their time: while the
 * engine is away a frequent question still has its last answer, marked as stale; one that has none is a 503.
 */
final class SearchAnswers {
    private static final Logger log = LoggerFactory.getLogger(SearchAnswers.class);
    private static final Duration KEPT = Duration.ofHours(1);
    /** A question that was asked so often since it was last warmed is frequent. */
    private static final int FREQUENT = 3;

    private final Cache<String, Kept> answers;
    private final Map<String, CompletableFuture<Answer>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final long freshNanos;
    private final int warmMax;
    private final AtomicLong catalogue = new AtomicLong();

    SearchAnswers(Settings.ReadApi settings) {
        freshNanos = Duration.ofSeconds(settings.cacheSeconds()).toNanos();
        warmMax = settings.warmSearchesMax();
        answers = Caffeine.newBuilder()
                .maximumWeight(settings.cacheBytesMax())
                .weigher((String key, Kept kept) -> key.length() + 2 * kept.answer.weight())
                .expireAfterWrite(KEPT)
                .build();
    }

    /** Asks the engine, as of now; its answer in two versions. */
    interface Ask {
        Found ask() throws IOException;
    }

    /** The answer, and the same marked as stale. */
    record Found(Answer answer, Answer stale) {}

    /** The key says all that the answer depends on, but for the time. */
    void send(RoutingContext ctx, String key, Ask ask) {
        Kept kept = answers.getIfPresent(key);
        if (kept != null) {
            kept.uses.incrementAndGet();
            if (fresh(kept)) {
                kept.answer.send(ctx);
                return;
            }
        }
        Answers.on(ctx.vertx(), fetch(key, ask, kept == null ? new AtomicInteger(1) : kept.uses))
                .onSuccess(answer -> answer.send(ctx))
                .onFailure(failure -> stale(ctx, kept, failure));
    }

    /** The catalogue has changed: what is kept is good for bad times only. */
    void age() {
        catalogue.incrementAndGet();
    }

    /** Asks the most frequent questions again whose answers are no longer fresh. Blocks; called every so often. */
    void warm() {
        answers.asMap().entrySet().stream()
                .filter(entry -> entry.getValue().uses.get() >= FREQUENT && !fresh(entry.getValue()))
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().uses.get()))
                .limit(warmMax)
                .forEach(entry -> {
                    Kept kept = entry.getValue();
                    kept.uses.updateAndGet(uses -> uses / 2);
                    fetch(entry.getKey(), kept.ask, kept.uses)
                            .exceptionally(away -> kept.answer)
                            .join();
                });
    }

    private boolean fresh(Kept kept) {
        return kept.catalogue == catalogue.get() && System.nanoTime() - kept.madeNanos < freshNanos;
    }

    private CompletableFuture<Answer> fetch(String key, Ask ask, AtomicInteger uses) {
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> other = underWay.putIfAbsent(key, mine);
        if (other != null) {
            return other;
        }
        long before = catalogue.get();
        threads.execute(() -> {
            try {
                Found found = ask.ask();
                answers.put(key, new Kept(found.answer, found.stale, ask, uses, before, System.nanoTime()));
                underWay.remove(key);
                mine.complete(found.answer);
            } catch (IOException | RuntimeException failed) {
                underWay.remove(key);
                mine.completeExceptionally(failed);
            }
        });
        return mine;
    }

    private static void stale(RoutingContext ctx, @Nullable Kept kept, Throwable failure) {
        boolean away = failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof ElasticsearchException;
        if (!away) {
            ctx.fail(failure);
        } else if (kept != null) {
            ctx.response().putHeader("Warning", "110 - \"Response is Stale\"");
            kept.stale.send(ctx);
        } else {
            log.warn("search failed: {}", failure.getMessage());
            ctx.fail(HttpProblem.unavailable("search is away for a moment; everything else goes on"));
        }
    }

    private record Kept(Answer answer, Answer stale, Ask ask, AtomicInteger uses, long catalogue, long madeNanos) {}
}
