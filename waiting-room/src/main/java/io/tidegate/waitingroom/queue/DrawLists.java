package io.tidegate.waitingroom.queue;

import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The published list of a draw: place ids in order, a line each. Whole as a stream, whose SHA-256 is the root, or a page
 * of {@link DrawRecords#CHUNK} at a time. It never changes.
 */
final class DrawLists {
    private final Vertx vertx;
    private final DrawRecords records;

    DrawLists(Vertx vertx, DrawRecords records) {
        this.vertx = vertx;
        this.records = records;
    }

    /** Answers; 404 while there is no list, or no such page. */
    Future<Void> answer(RoutingContext ctx, long event, String lane, @Nullable String page) {
        int first = page == null ? 0 : number(page);
        return page(event, lane, first).compose(found -> {
            byte[] lines = found.orElseThrow(() -> HttpProblem.notFound("no such list of a draw"));
            HttpServerResponse response = ctx.response()
                    .putHeader("Content-Type", "text/plain; charset=us-ascii")
                    .putHeader("Cache-Control", "public, max-age=86400, immutable");
            if (page != null) {
                return response.end(Buffer.buffer(lines));
            }
            response.setChunked(true);
            return response.write(Buffer.buffer(lines)).compose(ignored -> rest(response, event, lane, 1));
        });
    }

    /** The next page is read when the client has taken the last. */
    private Future<Void> rest(HttpServerResponse response, long event, String lane, int page) {
        return page(event, lane, page)
                .compose(found -> found.isEmpty()
                        ? response.end()
                        : response.write(Buffer.buffer(found.get()))
                                .compose(ignored -> rest(response, event, lane, page + 1)));
    }

    private Future<Optional<byte[]>> page(long event, String lane, int page) {
        return Blocking.call(vertx, () -> records.page(event, lane, page));
    }

    private static int number(String page) {
        if (!page.matches("\\d{1,6}")) {
            throw HttpProblem.badRequest("page: a number from 0");
        }
        return Integer.parseInt(page);
    }
}
