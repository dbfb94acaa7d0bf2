package io.tidegate.waitingroom.insight;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.waitingroom.booking.EventSeats;
import io.tidegate.waitingroom.command.ReplyListener;
import io.tidegate.waitingroom.queue.Queues;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Promoters' live streams of one instance: once a second each tells its sale's figures as a server-sent event
 * {@code figures}. However many watch a sale, it is reckoned once a second.
 */
public final class LiveStreams {
    private static final long EVERY_MS = 1000;

    private final BookingServices services;
    private final Queues queues;
    private final CommitTimes commits;
    private final Cache<Long, LiveFeed> feeds =
            Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(5)).build();
    private final AtomicInteger open = new AtomicInteger();
    private final Cache<Long, JsonObject> latest =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofMillis(900)).build();
    private final Cache<Long, Money> money =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofSeconds(10)).build();

    public LiveStreams(BookingServices services, Queues queues) {
        this.services = services;
        this.queues = queues;
        this.commits = new CommitTimes(services.clock());
    }

    /** Sees the replies, from which the time of commits follows. */
    public ReplyListener replies() {
        return commits;
    }

    /** Answers with the stream; too many are a 503 problem. */
    void open(RoutingContext ctx, long event) {
        if (open.incrementAndGet() > services.settings().queue().promoterStreamsMax()) {
            open.decrementAndGet();
            throw HttpProblem.unavailable("too many live streams are open");
        }
        HttpServerResponse response = ctx.response();
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        long timer = services.vertx().setPeriodic(1, EVERY_MS, ignored -> tell(response, event));
        ServiceRouter.atEnd(ctx, () -> closed(timer));
    }

    private void closed(long timer) {
        if (services.vertx().cancelTimer(timer)) {
            open.decrementAndGet();
        }
    }

    private void tell(HttpServerResponse response, long event) {
        if (response.writeQueueFull() || response.ended() || response.closed()) {
            return;
        }
        figures(event).onSuccess(json -> {
            if (!response.ended() && !response.closed()) {
                response.write(
                        "id: " + services.clock().millis() + "\nevent: figures\ndata: " + json.encode() + "\n\n");
            }
        });
    }

    /** The figures as they are, or were within the second. */
    private Future<JsonObject> figures(long event) {
        JsonObject known = latest.getIfPresent(event);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return services.sales().find(event).compose(sale -> {
            if (sale.isEmpty()) {
                return Future.failedFuture("the sale has gone");
            }
            return services.database()
                    .call(db -> Money.of(db, event))
                    .onSuccess(sum -> money.put(event, sum))
                    .otherwiseEmpty()
                    .compose(ignored -> services.seating().of(event).otherwise(Optional.empty()))
                    .map(seats ->
                            reckon(sale.get(), seats.map(EventSeats::currency).orElse("")));
        });
    }

    private synchronized JsonObject reckon(Sale sale, String currency) {
        JsonObject again = latest.getIfPresent(sale.event());
        if (again != null) {
            return again;
        }
        OptionalLong p99 = commits.p99Ms(sale.event());
        LiveFeed.Beside beside = new LiveFeed.Beside(
                queues.tickets(sale.event()), Optional.ofNullable(money.getIfPresent(sale.event())), p99, currency);
        JsonObject json = feeds.get(sale.event(), event -> new LiveFeed())
                .take(sale, queues.figures(sale), beside, services.clock().millis());
        latest.put(sale.event(), json);
        return json;
    }
}
