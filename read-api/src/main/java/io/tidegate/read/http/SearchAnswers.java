package io.tidegate.read.http;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers to searches, kept beyond their time: while the search engine is away, a frequent query still has its last
 * answer, marked as stale; one that has none is a 503.
 */
final class SearchAnswers {
    private static final Logger log = LoggerFactory.getLogger(SearchAnswers.class);
    private static final Duration KEPT = Duration.ofHours(1);

    private final Cache<String, Kept> answers;
    private final long freshNanos;
    private final AtomicLong catalogue = new AtomicLong();

    SearchAnswers(Settings.ReadApi settings) {
        freshNanos = Duration.ofSeconds(settings.cacheSeconds()).toNanos();
        answers = Caffeine.newBuilder()
                .maximumWeight(settings.cacheBytesMax())
                .weigher((String key, Kept kept) -> key.length() + 2 * kept.answer.weight())
                .expireAfterWrite(KEPT)
                .build();
    }

    /** Asks the engine; its answer in two versions. */
    interface Ask {
        Found ask() throws IOException;
    }

    /** The answer, and the same marked as stale. */
    record Found(Answer answer, Answer stale) {}

    void send(RoutingContext ctx, String key, Ask ask) {
        Kept kept = answers.getIfPresent(key);
        if (kept != null && kept.catalogue == catalogue.get() && System.nanoTime() - kept.madeNanos < freshNanos) {
            kept.answer.send(ctx);
            return;
        }
        long before = catalogue.get();
        Blocking.call(ctx.vertx(), () -> {
                    Found found = ask.ask();
                    answers.put(key, new Kept(found.answer, found.stale, before, System.nanoTime()));
                    return found.answer;
                })
                .onSuccess(answer -> answer.send(ctx))
                .onFailure(failure -> stale(ctx, kept, failure));
    }

    /** The catalogue has changed: what is kept is good for bad times only. */
    void age() {
        catalogue.incrementAndGet();
    }

    private static void stale(RoutingContext ctx, @org.jspecify.annotations.Nullable Kept kept, Throwable failure) {
        boolean away = failure instanceof IOException || failure instanceof ElasticsearchException;
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

    private record Kept(Answer answer, Answer stale, long catalogue, long madeNanos) {}
}
