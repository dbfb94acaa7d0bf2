package io.tidegate.waitingroom.queue;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.queue.Views.Seen;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * What everybody may know of a sale's queue. The draw's commitments are told from when the queue has begun; root, seed
 * and list are yet to come.
 */
final class QueueStates {
    private final Vertx vertx;
    private final Views views;
    private final Outlooks outlooks;
    private final QueueRecords records;
    private final InstantSource clock;
    private final Executor loaders = Executors.newVirtualThreadPerTaskExecutor();
    private final AsyncCache<Long, Map<String, byte[]>> commitments = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofSeconds(5))
            .maximumSize(10_000)
            .buildAsync();

    QueueStates(Vertx vertx, Views views, Outlooks outlooks, QueueRecords records, InstantSource clock) {
        this.vertx = vertx;
        this.views = views;
        this.outlooks = outlooks;
        this.records = records;
        this.clock = clock;
    }

    Future<JsonObject> of(Sale sale) {
        if (sale.queued() && !clock.instant().isBefore(sale.lobbyOpensAt())) {
            views.watch(sale.event());
        }
        CompletableFuture<Map<String, byte[]>> draws = commitments.get(
                sale.event(),
                (event, ignored) -> CompletableFuture.supplyAsync(() -> records.commitments(event), loaders));
        return Future.fromCompletionStage(draws, vertx.getOrCreateContext())
                .otherwise(Map.of())
                .map(known -> json(sale, views.of(sale.event()), known));
    }

    private JsonObject json(Sale sale, Optional<Seen> seen, Map<String, byte[]> draws) {
        JsonArray lanes = new JsonArray();
        JsonArray draw = new JsonArray();
        for (Sale.Lane lane : sale.lanes()) {
            Optional<QueueView.Lane> cursor = seen.flatMap(queue -> queue.view().lane(lane.name()));
            lanes.add(new JsonObject()
                    .put("name", lane.name())
                    .put("serving", cursor.map(QueueView.Lane::serving).orElse(0L))
                    .put("waiting", cursor.map(QueueView.Lane::waiting).orElse(0L)));
            byte[] commitment = draws.get(lane.name());
            if (commitment != null) {
                draw.add(new JsonObject()
                        .put("lane", lane.name())
                        .put("commitment", HexFormat.of().formatHex(commitment)));
            }
        }
        JsonObject json = new JsonObject()
                .put("eventId", Ids.eventId(sale.event()))
                .put("state", state(sale, seen))
                .put("lobbyOpensAt", sale.lobbyOpensAt().toString())
                .put("opensAt", sale.opensAt().toString())
                .put("queued", sale.queued())
                .put("lanes", lanes)
                .put(
                        "admittedPerMinute",
                        Math.round(seen.map(queue -> queue.rates().perMinute()).orElse(0.0)))
                .put("priceBands", bands(sale))
                .put("draw", draw);
        seen.flatMap(Seen::stock).ifPresent(level -> json.put("available", level.available()));
        if (sale.control().equals(SaleTermsJson.DRAINING)) {
            json.put("draining", true);
        }
        seen.map(Seen::reason).filter(reason -> !reason.isEmpty()).ifPresent(reason -> json.put("reason", reason));
        return json;
    }

    private JsonArray bands(Sale sale) {
        return Outlooks.json(
                outlooks.of(sale.event()).map(outlook -> outlook.news().bands()).orElse(List.of()));
    }

    /** scheduled, lobby, drawing, open, paused, soldOut, temporarilyUnavailable or closed. */
    private String state(Sale sale, Optional<Seen> seen) {
        Instant now = clock.instant();
        if (sale.control().equals(SaleTermsJson.CLOSED) || !now.isBefore(sale.closesAt())) {
            return "closed";
        }
        if (sale.control().equals(SaleTermsJson.PAUSED)) {
            return "paused";
        }
        if (now.isBefore(sale.lobbyOpensAt())) {
            return "scheduled";
        }
        boolean drawing = seen.stream()
                .flatMap(queue -> queue.view().lanes().stream())
                .anyMatch(lane -> lane.state().equals("drawing"));
        if (now.isBefore(sale.opensAt())) {
            return "lobby";
        }
        return drawing ? "drawing" : seen.map(Seen::state).orElse("open");
    }
}
