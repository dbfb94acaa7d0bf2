package io.tidegate.bench.rush;

import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * What all buyers' browsers have in common here: kept connections to the front door and to Stripe, fewer than there are
 * buyers, and a connection of its own for each stream. Who finds none free waits, at no cost but a parked thread.
 */
final class Connections implements AutoCloseable {
    private static final int REQUESTS_MAX = 1024;

    private final Server gateway;
    private final LoadClient streams;
    private final long timeoutMs;
    private final Semaphore free = new Semaphore(REQUESTS_MAX, true);
    private final Map<Server, LeanClient> clients = new ConcurrentHashMap<>();

    /**
     * Connects as soon as somebody asks.
     *
     * @param streams for streams alone
     * @param timeoutMs how long an answer may take
     */
    Connections(Server gateway, LoadClient streams, long timeoutMs) {
        this.gateway = gateway;
        this.streams = streams;
        this.timeoutMs = timeoutMs;
    }

    Server gateway() {
        return gateway;
    }

    /** Sends it as soon as a connection is free. */
    Future<LeanClient.Answer> send(Server server, Buffer request) throws InterruptedException {
        free.acquire();
        try {
            return clients.computeIfAbsent(server, this::connect).send(request).onComplete(done -> free.release());
        } catch (UncheckedIOException refused) {
            free.release();
            return Future.failedFuture(refused.getCause());
        }
    }

    private LeanClient connect(Server server) {
        try {
            return new LeanClient(server, REQUESTS_MAX, timeoutMs);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** A stream of events, as it comes. */
    Future<HttpClientResponse> stream(String path, Map<String, String> headers) {
        return streams.open(new Call(gateway, HttpMethod.GET, path, headers, null));
    }

    @Override
    public void close() {
        clients.values().forEach(LeanClient::close);
    }
}
