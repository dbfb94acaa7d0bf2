package io.tidegate.waitingroom.sale;

import io.tidegate.settings.Settings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every instance at once that a sale's settings have changed, over Redis's publish and subscribe. It only makes
 * faster what happens by itself: without Redis, settings are read anew within a second.
 */
public final class SaleNews extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(SaleNews.class);
    private static final String CHANNEL = "tidegate:sale-changes";
    private static final long RECONNECT_AFTER_MS = 500;
    private static final long CONNECT_MS_MAX = 2000;

    private final Settings.Redis settings;
    private final LongConsumer hearer;
    private @Nullable Context loop;
    private @Nullable Redis client;
    private @Nullable RedisConnection subscribed;

    /** @param hearer is told the event of each changed sale, on this verticle's loop or on the teller's thread */
    public SaleNews(Settings.Redis settings, LongConsumer hearer) {
        this.settings = settings;
        this.hearer = hearer;
    }

    /** From any thread, once the change is committed; this instance knows of it when this returns. */
    public void tell(long event) {
        hearer.accept(event);
        Context on = loop;
        if (on != null) {
            on.runOnContext(ignored -> publish(event));
        }
    }

    @Override
    public Future<?> start() {
        loop = vertx.getOrCreateContext();
        client = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(settings.urls().getFirst())
                        .setMaxPoolSize(2));
        return listen(client).otherwiseEmpty();
    }

    @Override
    public Future<?> stop() {
        Redis open = client;
        client = null;
        return open == null ? Future.succeededFuture() : open.close();
    }

    /** Done when subscribed, or when the first attempt has failed; then it goes on trying. */
    private Future<Void> listen(Redis redis) {
        Promise<Void> first = Promise.promise();
        redis.connect()
                .timeout(CONNECT_MS_MAX, TimeUnit.MILLISECONDS)
                .compose(connection -> {
                    connection.handler(this::heard);
                    connection.exceptionHandler(ignored -> again(connection));
                    connection.endHandler(ignored -> again(connection));
                    subscribed = connection;
                    return connection.send(Request.cmd(Command.SUBSCRIBE).arg(CHANNEL));
                })
                .onSuccess(ignored -> first.tryComplete())
                .onFailure(failed -> {
                    log.debug("sale changes are not heard: {}", failed.toString());
                    first.tryComplete();
                    later();
                });
        return first.future();
    }

    private void again(RedisConnection lost) {
        if (lost.equals(subscribed)) {
            subscribed = null;
            lost.close();
            later();
        }
    }

    private void later() {
        vertx.setTimer(RECONNECT_AFTER_MS, ignored -> {
            Redis open = client;
            if (open != null) {
                listen(open);
            }
        });
    }

    private void publish(long event) {
        Redis open = client;
        if (open != null) {
            open.send(Request.cmd(Command.PUBLISH).arg(CHANNEL).arg(Long.toString(event)))
                    .onFailure(failed -> log.debug("a sale's change is not told: {}", failed.toString()));
        }
    }

    private void heard(Response message) {
        boolean news = message.size() == 3 && message.get(0).toString().equals("message");
        if (news && message.get(2).toString().matches("\\d{1,16}")) {
            hearer.accept(Long.parseLong(message.get(2).toString()));
        }
    }
}
