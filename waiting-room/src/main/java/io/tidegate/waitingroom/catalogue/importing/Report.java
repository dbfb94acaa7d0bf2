package io.tidegate.waitingroom.catalogue.importing;

import io.tidegate.http.HttpProblem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The answer to an import: a line of JSON for each item, as soon as its batch is committed, and a last one with the sums.
 * A client that does not read holds the import up. Used by one thread that may block.
 */
final class Report {
    private final RoutingContext ctx;
    private final Context loop;
    private final Map<Result.Kind, Long> counts = new EnumMap<>(Result.Kind.class);
    private Buffer lines = Buffer.buffer();
    private volatile boolean begun;

    Report(RoutingContext ctx) {
        this.ctx = ctx;
        this.loop = ctx.vertx().getOrCreateContext();
    }

    void line(long number, Optional<Item> item, Result result) {
        counts.merge(result.kind(), 1L, Long::sum);
        append(result.json(number, item));
    }

    /** Sends what has been told so far; returns when it is on its way. */
    void send() {
        if (lines.length() > 0) {
            Buffer some = lines;
            lines = Buffer.buffer();
            await(() -> response().write(some));
        }
    }

    /** The last line, with the sums. */
    boolean end() {
        append(sums().put("complete", true));
        Buffer last = lines;
        await(() -> response().end(last));
        return true;
    }

    /** An import that stops half way says so in its last line, or in its status if nothing was told yet. */
    void fail(Throwable failed) {
        if (!begun) {
            ctx.fail(failed);
        } else if (!ctx.response().ended() && !ctx.response().closed()) {
            String reason =
                    failed instanceof HttpProblem problem ? problem.getMessage() : "something went wrong on our side";
            ctx.response()
                    .end(sums().put("complete", false).put("reason", reason).encode() + "\n");
        }
    }

    private JsonObject sums() {
        JsonObject sums = new JsonObject();
        for (Result.Kind kind : Result.Kind.values()) {
            sums.put(kind.text(), counts.getOrDefault(kind, 0L));
        }
        return sums;
    }

    private void append(JsonObject json) {
        lines.appendBuffer(json.toBuffer()).appendByte((byte) '\n');
    }

    private HttpServerResponse response() {
        HttpServerResponse response = ctx.response();
        if (!begun) {
            begun = true;
            response.setChunked(true)
                    .putHeader("Content-Type", "application/x-ndjson")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Accel-Buffering", "no");
        }
        return response;
    }

    private void await(Supplier<Future<Void>> write) {
        Promise<Void> written = Promise.promise();
        loop.runOnContext(ignored -> write.get().onComplete(written));
        written.future().toCompletionStage().toCompletableFuture().join();
    }
}
