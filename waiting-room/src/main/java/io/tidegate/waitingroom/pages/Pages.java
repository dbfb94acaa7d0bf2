package io.tidegate.waitingroom.pages;

import io.tidegate.http.AcceptEncoding;
import io.tidegate.http.ServiceRouter;
import io.tidegate.settings.Settings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Serves the web pages. Every page's address answers with the same HTML, whose script shows what the address says;
 * addresses of pages are apart from those of the API. The home page shares its address with the API's index and is for
 * whoever prefers HTML. Made once, mounted on every event loop.
 */
public final class Pages {
    private static final List<String> ADDRESSES = List.of(
            "/find",
            "/event/:id",
            "/event/:id/queue",
            "/event/:id/seats",
            "/event/:id/pay",
            "/venue/:id",
            "/performer/:id",
            "/my/orders",
            "/my/orders/:id",
            "/console",
            "/console/*");
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final Assets assets = new Assets(new Libraries());
    private final ContentPolicy policy;
    private final Buffer shell;
    private final Buffer shellGzipped;
    private final String shellTag;

    /** Reads and hashes all files; one that is missing stops the start with its name. */
    public Pages(Settings settings) {
        policy = new ContentPolicy(settings.stripe());
        byte[] html = assets.html("index.html").getBytes(StandardCharsets.UTF_8);
        shell = Buffer.buffer(html);
        shellGzipped = Buffer.buffer(Asset.gzip(html));
        shellTag = "\"" + Asset.hash(html) + "\"";
    }

    /** The routes of pages and assets. */
    public void mount(Router router) {
        ServiceRouter.read(router, "/").handler(ctx -> {
            if (prefersHtml(ctx.request())) {
                page(ctx);
            } else {
                ctx.next();
            }
        });
        ADDRESSES.forEach(address -> ServiceRouter.read(router, address).handler(this::page));
        ServiceRouter.read(router, Asset.FOLDER + "*").handler(this::asset);
    }

    private static boolean prefersHtml(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }

    private void page(RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        policy.put(response.headers());
        response.putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("ETag", shellTag)
                .putHeader("Vary", "Accept, Accept-Encoding");
        if (shellTag.equals(ctx.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
        } else {
            end(ctx, shell, shellGzipped);
        }
    }

    private void asset(RoutingContext ctx) {
        Asset asset = assets.at(ctx.normalizedPath()).orElse(null);
        if (asset == null) {
            ctx.fail(404);
            return;
        }
        policy.put(ctx.response().headers());
        ctx.response()
                .putHeader("Content-Type", asset.contentType())
                .putHeader("Cache-Control", FOR_EVER)
                .putHeader("Vary", "Accept-Encoding");
        end(ctx, Buffer.buffer(asset.content()), Buffer.buffer(asset.gzipped()));
    }

    private static void end(RoutingContext ctx, Buffer plain, Buffer gzipped) {
        if (AcceptEncoding.takesGzip(ctx.request())) {
            ctx.response().putHeader("Content-Encoding", "gzip");
            ServiceRouter.end(ctx.request(), gzipped);
        } else {
            ServiceRouter.end(ctx.request(), plain);
        }
    }
}
