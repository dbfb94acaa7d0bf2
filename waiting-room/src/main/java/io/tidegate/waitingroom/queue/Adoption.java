package io.tidegate.waitingroom.queue;

import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.redis.Script;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a sale's queue in Redis. Postgres remembers how often that was done: the second time Redis has lost it, so
 * admission waits until every pass given before has ended, numbers begin beyond those given before, and places come
 * back by their receipts. The seeds of the draw are made here too, before anybody has a place. One an event loop.
 */
final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);
    private static final Script ADOPT = Script.load(Adoption.class, "adopt.lua");
    /** More numbers than a generation gives. */
    private static final long NUMBERS_A_GENERATION = 10_000_000;

    private final Vertx vertx;
    private final RedisLink redis;
    private final QueueRecords records;
    private final Map<Long, Future<Void>> running = new HashMap<>();

    Adoption(Vertx vertx, RedisLink redis, QueueRecords records) {
        this.vertx = vertx;
        this.redis = redis;
        this.records = records;
    }

    /** Done when Redis knows the queue; those who ask together cause one. */
    Future<Void> begin(Sale sale, String now) {
        Future<Void> known = running.get(sale.event());
        if (known != null) {
            return known;
        }
        Future<Void> begun = adopt(sale, now);
        if (!begun.isComplete()) {
            running.put(sale.event(), begun);
            begun.onComplete(ignored -> running.remove(sale.event()));
        }
        return begun;
    }

    private Future<Void> adopt(Sale sale, String now) {
        return Blocking.call(vertx, () -> records.begin(sale))
                .recover(failed -> {
                    log.warn("queue of {} cannot be begun: {}", sale.event(), failed.toString());
                    return Future.failedFuture(HttpProblem.unavailable("the queue cannot be begun now"));
                })
                .compose(generation -> ADOPT.run(
                        redis,
                        List.of(new Keys(sale.event()).sale()),
                        List.of(
                                now,
                                Long.toString(generation),
                                generation > 1 ? "1" : "0",
                                Long.toString(sale.leaseSeconds() * 1000L),
                                Long.toString((generation - 1) * NUMBERS_A_GENERATION))))
                .compose(ignored ->
                        redis.send(Request.cmd(Command.SADD).arg(Keys.QUEUES).arg(sale.event())))
                .mapEmpty();
    }
}
