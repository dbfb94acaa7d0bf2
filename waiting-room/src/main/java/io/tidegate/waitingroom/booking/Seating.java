package io.tidegate.waitingroom.booking;

import static io.tidegate.db.Tables.EVENT_LEDGER;
import static io.tidegate.db.Tables.VENUE_LAYOUT;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.store.Database;
import io.tidegate.wire.SaleTerms;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The seats of events that have a sale, from memory; prices at most some seconds old. For labels in answers: what was
 * decided is in the reply.
 */
public final class Seating {
    private static final int EVENTS_MAX = 2000;
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final Duration KEEP = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Database database;
    private final Executor loads = Executors.newVirtualThreadPerTaskExecutor();
    /** Its upkeep is done by whoever looks something up: a thread for it would be woken for nearly every booking. */
    private final AsyncLoadingCache<Long, @Nullable EventSeats> events = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(EVENTS_MAX)
            .refreshAfterWrite(REFRESH)
            .expireAfterAccess(KEEP)
            .buildAsync(this::loadApart);

    public Seating(Vertx vertx, Database database) {
        this.vertx = vertx;
        this.database = database;
    }

    /** Empty while the event has no sale. */
    public Future<Optional<EventSeats>> of(long event) {
        var seats = events.get(event);
        if (seats.isDone() && !seats.isCompletedExceptionally()) {
            return Future.succeededFuture(Optional.ofNullable(seats.join()));
        }
        return Future.fromCompletionStage(seats, vertx.getOrCreateContext()).map(Optional::ofNullable);
    }

    private CompletableFuture<@Nullable EventSeats> loadApart(long event, Executor ignored) {
        return CompletableFuture.supplyAsync(() -> load(event), loads);
    }

    private @Nullable EventSeats load(long event) {
        return database.run(db -> load(db, event));
    }

    private static @Nullable EventSeats load(DSLContext db, long event) {
        byte[] bytes = db.select(EVENT_LEDGER.TERMS)
                .from(EVENT_LEDGER)
                .where(EVENT_LEDGER.EVENT_ID.eq(event))
                .fetchOne(EVENT_LEDGER.TERMS);
        if (bytes == null) {
            return null;
        }
        SaleTerms terms = parse(bytes);
        return db.select(VENUE_LAYOUT.LAYOUT)
                .from(VENUE_LAYOUT)
                .where(
                        VENUE_LAYOUT.VENUE_ID.eq(terms.getVenueId()),
                        VENUE_LAYOUT.LAYOUT_VERSION.eq(terms.getLayoutVersion()))
                .fetchOptional(VENUE_LAYOUT.LAYOUT)
                .map(layout -> new EventSeats(event, new TicketNumbers(VenueLayout.parse(layout.data())), terms))
                .orElse(null);
    }

    private static SaleTerms parse(byte[] bytes) {
        try {
            return SaleTerms.parseFrom(bytes);
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
