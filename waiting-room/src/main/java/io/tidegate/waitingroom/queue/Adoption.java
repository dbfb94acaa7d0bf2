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
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a sale's queue in a process of Redis, or goes on with it. Instances that end in good order seal their queues; a
 * Redis that comes back with the seal, and with the opening that Postgres counted last, has lost nothing. Any other that
 * is new to a queue has lost it, or with its former process perhaps the last second of it: admission waits until every
 * pass given before has ended, numbers begin beyond those given before, who was admitted lately is admitted still, by the
 * log, and places come back by their receipts. The seeds of the draw are made here too, before anybody has a place. One
 * an event loop.
 */
final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);
    private static final Script RUN = QueueStore.load("run");
    private static final Script ADOPT = QueueStore.load("adopt");
    private static final Script READMIT = QueueStore.load("readmit");
    private static final int READMIT_MAX = 500;
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
    Future<Void> begin(Sale sale, long nowMs) {
        Future<Void> known = running.get(sale.event());
        if (known != null) {
            return known;
        }
        Future<Void> begun = adopt(sale, nowMs);
        if (!begun.isComplete()) {
            running.put(sale.event(), begun);
            begun.onComplete(ignored -> running.remove(sale.event()));
        }
        return begun;
    }

    private Future<Void> adopt(Sale sale, long nowMs) {
        Keys keys = Keys.of(sale);
        long leaseMs = sale.leaseSeconds() * 1000L;
        return RUN.run(redis, keys.keys(), keys.arguments(nowMs))
                .compose(found -> Blocking.call(vertx, () -> records.begin(sale, found(found))))
                .recover(failed -> {
                    log.warn("queue of {} cannot be begun: {}", sale.event(), failed.toString());
                    return Future.failedFuture(HttpProblem.unavailable("the queue cannot be begun now"));
                })
                .compose(begun -> ADOPT.run(
                                redis,
                                keys.keys(),
                                keys.arguments(
                                        nowMs,
                                        begun.generation(),
                                        leaseMs,
                                        (begun.generation() - 1) * NUMBERS_A_GENERATION,
                                        sale.graceSeconds() * 1000L,
                                        begun.opening(),
                                        begun.kept() ? 1 : 0))
                        .compose(ignored -> readmit(sale, keys, nowMs, begun.admittedLately(), 0)))
                .compose(ignored ->
                        redis.send(Request.cmd(Command.SADD).arg(Keys.QUEUES).arg(sale.event())))
                .mapEmpty();
    }

    private static QueueRecords.Found found(Response answer) {
        return new QueueRecords.Found(
                answer.get(0).toString(),
                answer.get(1).toString(),
                Long.parseLong(answer.get(2).toString()),
                Long.parseLong(answer.get(3).toString()),
                answer.get(4).toString().equals("1"));
    }

    private Future<Void> readmit(Sale sale, Keys keys, long nowMs, List<QueueRecords.Logged> admitted, int done) {
        if (done >= admitted.size()) {
            return Future.succeededFuture();
        }
        int end = Math.min(done + READMIT_MAX, admitted.size());
        List<String> arguments = keys.arguments(nowMs);
        for (QueueRecords.Logged one : admitted.subList(done, end)) {
            arguments.addAll(List.of(
                    one.account(),
                    one.lane(),
                    Long.toString(one.number()),
                    Long.toString(one.atMs()),
                    Long.toString(one.atMs() + sale.leaseSeconds() * 1000L)));
        }
        return READMIT.run(redis, keys.keys(), arguments).compose(ignored -> readmit(sale, keys, nowMs, admitted, end));
    }
}
