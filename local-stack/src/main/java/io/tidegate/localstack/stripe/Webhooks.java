package io.tidegate.localstack.stripe;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Delivers events to the one webhook there is, signed as Stripe signs, at least once: until a 2xx answer, with growing
 * pauses. In no order that can be relied on. Used on one event loop.
 */
final class Webhooks {
    private static final int IN_FLIGHT_MAX = 64;
    private static final int TIMEOUT_MS = 10_000;
    private static final long RETRY_MS = 500;
    private static final long RETRY_MS_MAX = 30_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final Keys keys;
    private final InstantSource clock;
    private final Supplier<Behaviour> behaviour;
    private final Consumer<String> delivered;
    private final Queue<Delivery> waiting = new ArrayDeque<>();
    private String apiVersion;
    private int inFlight;

    private record Delivery(Event event, int attempt) {}

    /** Tells the id of each event that was taken. */
    Webhooks(
            Vertx vertx,
            Keys keys,
            InstantSource clock,
            Supplier<Behaviour> behaviour,
            String apiVersion,
            Consumer<String> delivered) {
        this.vertx = vertx;
        this.keys = keys;
        this.clock = clock;
        this.behaviour = behaviour;
        this.apiVersion = apiVersion;
        this.delivered = delivered;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(TIMEOUT_MS),
                new PoolOptions().setHttp1MaxSize(IN_FLIGHT_MAX));
    }

    /** Events are told in the version that the account's calls use. */
    void apiVersion(String version) {
        apiVersion = version;
    }

    /** Delivers an event, perhaps late, perhaps twice, as the settings want. */
    void publish(Event event) {
        Behaviour now = behaviour.get();
        if (now.webhookUrl().isEmpty()) {
            return;
        }
        enqueueLater(new Delivery(event, 0), random(now.webhookDelayMs()));
        if (now.webhookDuplicateRate() > 0 && ThreadLocalRandom.current().nextDouble() < now.webhookDuplicateRate()) {
            enqueueLater(new Delivery(event, 0), random(now.webhookDelayMs()));
        }
    }

    private void enqueueLater(Delivery delivery, long delayMs) {
        if (delayMs > 0) {
            vertx.setTimer(delayMs, timer -> enqueue(delivery));
        } else {
            enqueue(delivery);
        }
    }

    private void enqueue(Delivery delivery) {
        waiting.add(delivery);
        pump();
    }

    private void pump() {
        while (inFlight < IN_FLIGHT_MAX && !waiting.isEmpty()) {
            Delivery next = waiting.remove();
            inFlight++;
            send(next.event).onComplete(result -> {
                inFlight--;
                if (result.succeeded() && result.result() / 100 == 2) {
                    delivered.accept(next.event.id());
                } else {
                    long pause = Math.min(RETRY_MS_MAX, RETRY_MS << Math.min(next.attempt, 10));
                    enqueueLater(new Delivery(next.event, next.attempt + 1), pause + random(pause));
                }
                pump();
            });
        }
    }

    private Future<Integer> send(Event event) {
        String payload = Shapes.event(event, apiVersion, 1).encode();
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(behaviour.get().webhookUrl())
                .setTimeout(TIMEOUT_MS)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .putHeader("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                .putHeader("Stripe-Signature", keys.signature(clock.instant().getEpochSecond(), payload));
        return client.request(request)
                .compose(sending -> sending.send(Buffer.buffer(payload)))
                .compose(answer -> answer.end().map(answer.statusCode()));
    }

    private static long random(long max) {
        return max <= 0 ? 0 : ThreadLocalRandom.current().nextLong(max + 1);
    }
}
