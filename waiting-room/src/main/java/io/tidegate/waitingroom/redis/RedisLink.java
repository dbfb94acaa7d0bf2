package io.tidegate.waitingroom.redis;

import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's connection to Redis, opened when first needed and again after a loss. Requests are pipelined in the
 * order in which they are sent. While Redis is away every request fails at once with a 503 problem. Not for use from
 * another thread than its event loop.
 */
public final class RedisLink {
    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
    private static final long ANSWER_MS_MAX = 2000;
    private static final long RECONNECT_AFTER_MS = 200;

    private final Vertx vertx;
    private final Redis client;
    private final boolean spread;
    private @Nullable Future<RedisConnection> connection;
    private long failedAtNanos;
    private boolean failing;
    private boolean closing;
    private List<Gathered> gathered = new ArrayList<>();

    public RedisLink(Vertx vertx, Settings.Redis settings) {
        this.vertx = vertx;
        this.spread = settings.cluster();
        this.client = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setType(settings.cluster() ? RedisClientType.CLUSTER : RedisClientType.STANDALONE)
                        .setEndpoints(settings.urls())
                        .setMaxPoolSize(settings.poolMax())
                        .setMaxWaitingHandlers(settings.poolWaitingMax()));
    }

    /** Redis's answer, null for its nil; an error that Redis answered fails with its {@link ErrorType}, all else with a 503 problem. */
    @SuppressWarnings("NullAway") // nil: only for who sends a command that may answer it
    public Future<Response> send(Request request) {
        return answered(connection -> connection.send(request));
    }

    /**
     * The same, written and read together with all others of this turn of the event loop: under load, a system call for
     * many instead of one each, here and at Redis. Only for what may be done twice: should one of them be refused, each is
     * sent again alone.
     */
    public Future<Response> gather(Request request) {
        if (spread) {
            return send(request); // together only within a node of the cluster
        }
        // Of this loop: the time-out of a promise without a context is kept by a thread of its own, woken for each.
        Promise<Response> answer = ((VertxInternal) vertx).getOrCreateContext().promise();
        gathered.add(new Gathered(request, answer));
        if (gathered.size() == 1) {
            vertx.runOnContext(ignored -> sendGathered());
        }
        return answer.future();
    }

    private record Gathered(Request request, Promise<Response> answer) {}

    private void sendGathered() {
        List<Gathered> all = gathered;
        gathered = new ArrayList<>();
        if (all.size() == 1) {
            sendAlone(all.getFirst());
            return;
        }
        List<Request> requests = all.stream().map(Gathered::request).toList();
        answered(connection -> connection.batch(requests))
                .onSuccess(answers -> {
                    for (int i = 0; i < all.size(); i++) {
                        all.get(i).answer.complete(answers.get(i));
                    }
                })
                .onFailure(failure -> {
                    if (failure instanceof ErrorType) {
                        all.forEach(this::sendAlone);
                    } else {
                        all.forEach(one -> one.answer.fail(failure));
                    }
                });
    }

    private void sendAlone(Gathered one) {
        send(one.request).onComplete(one.answer);
    }

    private <T> Future<T> answered(Function<RedisConnection, Future<T>> call) {
        Future<RedisConnection> open = connection();
        RedisConnection ready = open.result();
        Future<T> answer = ready == null ? open.compose(call) : call.apply(ready);
        return answer.timeout(ANSWER_MS_MAX, TimeUnit.MILLISECONDS).recover(RedisLink::away);
    }

    public Future<Response> ping() {
        return send(Request.cmd(Command.PING));
    }

    public Future<Void> close() {
        closing = true;
        return client.close();
    }

    private static <T> Future<T> away(Throwable failure) {
        if (failure instanceof ErrorType) {
            return Future.failedFuture(failure);
        }
        return Future.failedFuture(HttpProblem.unavailable("the waiting room's memory cannot be reached"));
    }

    private Future<RedisConnection> connection() {
        Future<RedisConnection> known = connection;
        if (known != null) {
            return known;
        }
        if (failing && System.nanoTime() - failedAtNanos < TimeUnit.MILLISECONDS.toNanos(RECONNECT_AFTER_MS)) {
            return Future.failedFuture("Redis is away");
        }
        Future<RedisConnection> opening = client.connect()
                .timeout(ANSWER_MS_MAX, TimeUnit.MILLISECONDS)
                .onSuccess(this::opened)
                .onFailure(this::lost);
        connection = opening.isComplete() && opening.failed() ? null : opening;
        return opening;
    }

    private void opened(RedisConnection opened) {
        if (failing) {
            log.info("Redis is back");
        }
        failing = false;
        opened.exceptionHandler(this::lost);
        opened.endHandler(ignored -> lost(new IllegalStateException("connection closed")));
    }

    private void lost(Throwable cause) {
        if (!failing && !closing) {
            log.warn("Redis is away: {}", cause.toString());
        }
        failing = true;
        failedAtNanos = System.nanoTime();
        connection = null;
    }
}
