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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * What everybody may know of a sale's queue. The draw's commitments are told from when there is a sale, root and list
 * once the lobby is frozen, the seed once the lane has opened.
 */
final class QueueStates {
    private final Vertx vertx;
    private final Views views;
    private final Outlooks outlooks;
    private final DrawRecords records;
    private final Beacon beacon;
    private final InstantSource clock;
    private final Executor loaders = Executors.newVirtualThreadPerTaskExecutor();
    private final AsyncCache<Long, List<DrawRecords.Public>> draws = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofSeconds(5))
            .maximumSize(10_000)
            .buildAsync();

    QueueStates(Vertx vertx, Views views, Outlooks outlooks, DrawRecords records, Beacon beacon, InstantSource clock) {
        this.beacon = beacon;
        this.vertx = vertx;
        this.views = views;
        this.outlooks = outlooks;
        this.records = records;
        this.clock = clock;
    }

    Future<JsonObject> of(Sale sale) {
        if (!sale.queued()) {
            return Future.succeededFuture(json(sale, Optional.empty(), List.of()));
        }
        if (!clock.instant().isBefore(sale.lobbyOpensAt())) {
            views.watch(sale.event());
        }
        CompletableFuture<List<DrawRecords.Public>> published = draws.get(
                sale.event(),
                (event, ignored) -> CompletableFuture.supplyAsync(() -> records.published(sale), loaders));
        return Future.fromCompletionStage(published, vertx.getOrCreateContext())
                .otherwise(List.of())
                .map(known -> json(sale, views.of(sale.event()), known));
    }

    private JsonObject json(Sale sale, Optional<Seen> seen, List<DrawRecords.Public> draws) {
        JsonArray lanes = new JsonArray();
        for (Sale.Lane lane : sale.lanes()) {
            Optional<QueueView.Lane> cursor = seen.flatMap(queue -> queue.view().lane(lane.name()));
            lanes.add(new JsonObject()
                    .put("name", lane.name())
                    .put("serving", cursor.map(QueueView.Lane::serving).orElse(0L))
                    .put("waiting", cursor.map(QueueView.Lane::waiting).orElse(0L)));
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
                .put(
                        "draw",
                        new JsonArray(
                                draws.stream().map(draw -> json(sale, draw)).toList()));
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

    /** As docs/draw.md explains it. */
    private JsonObject json(Sale sale, DrawRecords.Public draw) {
        JsonObject json = new JsonObject()
                .put("lane", draw.lane())
                .put("commitment", HexFormat.of().formatHex(draw.commitment()));
        if (draw.root() != null) {
            json.put("root", HexFormat.of().formatHex(draw.root()))
                    .put("places", draw.places())
                    .put("list", "/queue/" + Ids.eventId(sale.event()) + "/draw/" + draw.lane())
                    .put("pages", (draw.places() + DrawRecords.CHUNK - 1) / DrawRecords.CHUNK);
        }
        String named = draw.beacon() != null
                ? draw.beacon()
                : sale.lanes().stream()
                        .filter(lane -> lane.name().equals(draw.lane()))
                        .findFirst()
                        .flatMap(lane -> beacon.of(sale, lane))
                        .orElse(null);
        if (named != null) {
            json.put("beacon", named);
        }
        if (draw.beaconValue() != null) {
            json.put("beaconValue", draw.beaconValue());
        }
        if (draw.seed() != null) {
            json.put("seed", HexFormat.of().formatHex(draw.seed()));
        }
        return json;
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
