package io.tidegate.bench.rig;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The load side's HTTP: HTTP/1.1 with keep-alive over a bounded pool, on event loops of its own, and nothing on top. A
 * request without an answer in time fails and gives up its connection.
 */
public final class LoadClient implements AutoCloseable {
    private static final int CONNECT_MS = 5000;
    private static final int KEEP_ALIVE_SECONDS = 60;
    /** Streams of events to each server, each on a connection of its own. */
    private static final int STREAMS_MAX = 20_000;

    private final Vertx vertx;
    private final HttpClientAgent http;
    /** Apart: a stream keeps its connection, and many would leave none for requests. */
    private final HttpClientAgent streams;

    private final List<Context> loops;
    private final AtomicInteger next = new AtomicInteger();
    private final long timeoutMs;

    /**
     * A client.
     *
     * @param connectionsMax connections to each server at most; more requests wait for one
     * @param timeoutMs how long an answer may take
     */
    public LoadClient(int eventLoops, int connectionsMax, long timeoutMs) {
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
        this.loops = Stream.generate(((VertxInternal) vertx)::createEventLoopContext)
                .limit(eventLoops)
                .map(Context.class::cast)
                .toList();
        this.timeoutMs = timeoutMs;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true);
        this.http = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(connectionsMax));
        this.streams = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(STREAMS_MAX));
    }

    /** A server's address. */
    public record Server(String host, int port) {
        /** The server of a URL such as {@code http://127.0.0.1:8080}. */
        public static Server of(String url) {
            URI uri = URI.create(url);
            return new Server(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
        }
    }

    /** A request; {@code path} with its query. */
    public record Call(
            Server server,
            HttpMethod method,
            String path,
            Map<String, String> headers,
            @Nullable Buffer body) {}

    /** An answer, read to its end. */
    public record Answer(int status, MultiMap headers, Buffer body) {}

    /** Sends it; fails when no answer comes in time. */
    public Future<Answer> send(Call call) {
        return onEventLoop(() -> request(http, call)
                .compose(request -> request.idleTimeout(timeoutMs).send(bodyOf(call)))
                .compose(response ->
                        response.body().map(body -> new Answer(response.statusCode(), response.headers(), body)))
                .timeout(timeoutMs + CONNECT_MS, TimeUnit.MILLISECONDS));
    }

    /** Sends it and leaves the body to be read as it comes, without a limit in time: for streams of events. */
    public Future<HttpClientResponse> open(Call call) {
        return onEventLoop(() -> request(streams, call)
                .compose(request -> request.send(bodyOf(call)).map(HttpClientResponse::pause)));
    }

    /** On any other thread an answer's body could arrive before somebody reads it, and be lost. */
    private <T> Future<T> onEventLoop(Supplier<Future<T>> call) {
        Promise<T> answer = Promise.promise();
        Context loop = loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
        loop.runOnContext(ignored -> {
            try {
                call.get().onComplete(answer);
            } catch (IllegalStateException closed) {
                answer.fail(closed);
            }
        });
        return answer.future();
    }

    @Override
    public void close() {
        http.close().await();
        streams.close().await();
        vertx.close().await();
    }

    private static Future<HttpClientRequest> request(HttpClientAgent client, Call call) {
        RequestOptions options = new RequestOptions()
                .setHost(call.server.host)
                .setPort(call.server.port)
                .setMethod(call.method)
                .setURI(call.path);
        call.headers.forEach(options::putHeader);
        return client.request(options);
    }

    private static Buffer bodyOf(Call call) {
        return call.body == null ? Buffer.buffer() : call.body;
    }
}
