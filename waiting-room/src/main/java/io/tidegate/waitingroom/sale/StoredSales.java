package io.tidegate.waitingroom.sale;

import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.SALE;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.sale.SaleTermsJson.Head;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The sales as Postgres has them, from memory for less than a second: what a promoter changes is in effect on every
 * instance within that time, and at once where {@link SaleNews} is heard. Many who miss together cause one load. While Postgres is down, an answer already known
 * goes on being given; a sale never seen is a 503 problem.
 */
public final class StoredSales implements Sales {
    private static final Duration FRESH = Duration.ofMillis(900);
    private static final int ENTRIES_MAX = 50_000;

    private final Vertx vertx;
    private final DSLContext database;
    private final Settings.Queue defaults;
    private final Executor loaders = Executors.newVirtualThreadPerTaskExecutor();
    private final AsyncCache<Long, Optional<Sale>> fresh;
    private final AsyncCache<Long, Optional<Sale>> lastKnown =
            Caffeine.newBuilder().maximumSize(ENTRIES_MAX).buildAsync();

    public StoredSales(Vertx vertx, DSLContext database, Settings.Queue defaults) {
        this(vertx, database, defaults, FRESH);
    }

    StoredSales(Vertx vertx, DSLContext database, Settings.Queue defaults, Duration freshFor) {
        this.vertx = vertx;
        this.database = database;
        this.defaults = defaults;
        this.fresh = Caffeine.newBuilder()
                .executor(Runnable::run) // its upkeep; a thread for that would be woken for every few calls
                .expireAfterWrite(freshFor)
                .maximumSize(ENTRIES_MAX)
                .buildAsync();
    }

    @Override
    public Future<Optional<Sale>> find(long event) {
        CompletableFuture<Optional<Sale>> sale =
                fresh.get(event, (key, ignored) -> CompletableFuture.supplyAsync(() -> load(key), loaders));
        if (sale.isDone() && !sale.isCompletedExceptionally()) {
            return Future.succeededFuture(sale.join());
        }
        return Future.fromCompletionStage(sale, vertx.getOrCreateContext()).recover(failed -> stale(event));
    }

    /** The sale has changed: the next who asks is told the new settings. */
    public void changed(long event) {
        fresh.synchronous().invalidate(event);
    }

    private Future<Optional<Sale>> stale(long event) {
        CompletableFuture<Optional<Sale>> known = lastKnown.getIfPresent(event);
        return known == null
                ? Future.failedFuture(HttpProblem.unavailable("the sale's settings cannot be read at the moment"))
                : Future.succeededFuture(known.join());
    }

    private Optional<Sale> load(long event) {
        Optional<Sale> sale = database.select(SALE.asterisk(), EVENT.PROMOTER_ID)
                .from(SALE)
                .join(EVENT)
                .on(EVENT.EVENT_ID.eq(SALE.EVENT_ID))
                .where(SALE.EVENT_ID.eq(event))
                .fetchOptional(this::sale);
        lastKnown.put(event, CompletableFuture.completedFuture(sale));
        return sale;
    }

    private Sale sale(Record row) {
        Head head = new Head(
                row.get(SALE.EVENT_ID),
                row.get(EVENT.PROMOTER_ID),
                row.get(SALE.LOBBY_OPENS_AT).toInstant(),
                row.get(SALE.OPENS_AT).toInstant(),
                row.get(SALE.CLOSES_AT).toInstant(),
                row.get(SALE.QUEUED),
                row.get(SALE.CONTROL),
                row.get(SALE.ROW_VERSION));
        return SaleTermsJson.stored(head, row.get(SALE.TERMS).data(), defaults);
    }
}
