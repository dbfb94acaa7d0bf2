package io.tidegate.waitingroom.catalogue.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.tidegate.store.Database;
import io.tidegate.waitingroom.catalogue.Revisions;
import io.tidegate.waitingroom.identity.Identity;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** {@code POST /promoter/import}: a stream in, a stream out, the memory of one batch in between. */
public final class ImportRoute {
    private static final Set<String> LINES =
            Set.of("application/x-ndjson", "application/jsonl", "application/json-seq");
    private static final Set<String> DOCUMENTS = Set.of("application/ld+json", "application/json");

    private final Vertx vertx;
    private final Identity identity;
    private final Importer importer;
    private final Settings.CatalogueImport settings;
    private final ObjectMapper json;
    private final Semaphore underWay;

    /** One for all event loops, as what may be under way is counted here. */
    public ImportRoute(Vertx vertx, Identity identity, Database database, Revisions revisions, Settings settings) {
        this.vertx = vertx;
        this.identity = identity;
        this.importer = new Importer(database, revisions, settings.kafka().partitions());
        this.settings = settings.catalogueImport();
        this.json = ItemJson.mapper(this.settings.itemBytesMax());
        this.underWay = new Semaphore(this.settings.importsMax());
    }

    /** Before any handler that reads the body. */
    public void mount(Router router) {
        router.post("/promoter/import").handler(this::take);
    }

    private void take(RoutingContext ctx) {
        String promoterId = identity.promoter(ctx).promoterId();
        boolean inLines = inLines(ctx.request());
        if (!underWay.tryAcquire()) {
            throw HttpProblem.unavailable("as many imports as may be are under way: try again later");
        }
        ctx.request().pause();
        if ("100-continue".equalsIgnoreCase(ctx.request().getHeader("Expect"))) {
            ctx.response().writeContinue();
        }
        RequestInput in = new RequestInput(ctx.request(), settings.bytesMax());
        Report report = new Report(ctx);
        Blocking.call(vertx, () -> {
                    new ImportRun(importer, promoterId, settings.batchMax(), report).run(lines(in, inLines));
                    return report.end();
                })
                .onComplete(ignored -> underWay.release())
                .onFailure(failed -> report.fail(failed))
                .onComplete(ignored -> drain(ctx.request()));
    }

    /** A client that is still sending hears the answer when it has done so. */
    private static void drain(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.handler(ignored -> {}).endHandler(ignored -> {}).resume();
        }
    }

    private Lines lines(InputStream in, boolean inLines) throws IOException {
        int itemBytesMax = settings.itemBytesMax();
        return inLines
                ? new NdjsonLines(new BufferedInputStream(in), json, itemBytesMax)
                : new DocumentLines(in, json, itemBytesMax);
    }

    private static boolean inLines(HttpServerRequest request) {
        String type = Optional.ofNullable(request.getHeader("Content-Type"))
                .map(given -> given.split(";")[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!LINES.contains(type) && !DOCUMENTS.contains(type)) {
            throw HttpProblem.of(
                    415,
                    "unsupported-media-type",
                    "The body's type is not supported",
                    "allowed: application/ld+json, or application/x-ndjson with an event a line");
        }
        return LINES.contains(type);
    }
}
