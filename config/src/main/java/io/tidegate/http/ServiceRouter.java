package io.tidegate.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every process's HTTP has in common: the version header, health, metrics, the OpenAPI document, and each refusal
 * as problem details. Never a stack trace in an answer.
 */
public final class ServiceRouter {
    /** The API's version; within it, changes only add. */
    public static final String VERSION = "1";

    private static final Logger log = LoggerFactory.getLogger(ServiceRouter.class);
    private static final String JSON = "application/json";
    private static final Map<Integer, String> TITLES = Map.of(
            400, "The request is not valid",
            404, "Not found",
            405, "This method is not allowed here",
            406, "Not acceptable",
            413, "The body is too large",
            414, "The address is too long",
            415, "The body's type is not supported");

    private ServiceRouter() {}

    /** A router with the common routes; the process adds its own. */
    public static Router create(Vertx vertx, Health health, PrometheusMeterRegistry metrics) {
        Router router = Router.router(vertx);
        router.route().handler(new RequestMetrics(metrics));
        router.route().handler(ctx -> {
            ctx.response().putHeader("Tidegate-Version", VERSION);
            ctx.next();
        });
        read(router, "/health/live").handler(ctx -> json(ctx, 200, new JsonObject().put("status", "live")));
        read(router, "/health/ready")
                .handler(ctx -> health.report()
                        .onSuccess(
                                report -> json(ctx, "notReady".equals(report.getString("status")) ? 503 : 200, report))
                        .onFailure(ctx::fail));
        read(router, "/metrics").handler(ctx -> {
            ctx.response().putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            end(ctx.request(), Buffer.buffer(metrics.scrape()));
        });
        Buffer openApi = openApi();
        read(router, "/openapi.json").handler(ctx -> {
            ctx.response().putHeader("Content-Type", JSON);
            end(ctx.request(), openApi);
        });
        for (int status : TITLES.keySet()) {
            router.errorHandler(status, ServiceRouter::fail);
        }
        router.errorHandler(405, ctx -> {
            if (!ctx.response().headers().contains(HttpHeaders.ALLOW)) {
                ctx.response().putHeader(HttpHeaders.ALLOW, allowed(router, ctx.normalizedPath()));
            }
            fail(ctx);
        });
        router.errorHandler(500, ServiceRouter::fail);
        return router;
    }

    /** A route for GET, and for HEAD, which is the same without the body. */
    public static Route read(Router router, String path) {
        return router.get(path).method(HttpMethod.HEAD);
    }

    /** When the answer is complete or its client gone; at once where that is so already, as Vert.x tells it to nobody later. */
    public static void atEnd(RoutingContext ctx, Runnable done) {
        if (ctx.response().ended() || ctx.response().closed()) {
            done.run();
        } else {
            ctx.addEndHandler(ignored -> done.run());
        }
    }

    /** Answers with JSON. */
    public static void json(RoutingContext ctx, int status, JsonObject body) {
        ctx.response().setStatusCode(status).putHeader("Content-Type", JSON);
        end(ctx.request(), body.toBuffer());
    }

    /** Sends the body; to HEAD only how long it is, which over HTTP/2 Vert.x leaves to us. */
    public static void end(HttpServerRequest request, Buffer body) {
        if (request.method().equals(HttpMethod.HEAD)) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        } else {
            request.response().end(body);
        }
    }

    /** The methods of a path's routes, which a 405 has to name (RFC 9110, 15.5.6). */
    private static String allowed(Router router, String path) {
        return router.getRoutes().stream()
                .filter(route -> answers(route, path))
                .flatMap(route -> route.methods().stream())
                .map(HttpMethod::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static boolean answers(Route route, String path) {
        String own = route.getPath();
        if (own == null || route.methods() == null) {
            return false; // looks at every request, or at every method
        }
        String pattern = own.replace(".", "\\.").replaceAll(":\\w+", "[^/]+");
        return path.matches(pattern + (route.isExactPath() ? "/?" : ".*"));
    }

    private static void fail(RoutingContext ctx) {
        HttpProblem problem = problem(ctx);
        if (ctx.response().ended()) {
            return;
        }
        if (ctx.response().headWritten()) {
            ctx.request().connection().close();
            return;
        }
        problem.headers().forEach((name, value) -> ctx.response().putHeader(name, value));
        ctx.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Cache-Control", "no-store");
        end(ctx.request(), problem.body().toBuffer());
    }

    private static HttpProblem problem(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        if (failure instanceof HttpProblem problem) {
            return problem;
        }
        int status = ctx.statusCode();
        if (TITLES.containsKey(status)) {
            String title = TITLES.get(status);
            String slug = status == 404 ? "not-found" : "http-" + status;
            return HttpProblem.of(
                    status,
                    slug,
                    title,
                    ctx.request().method() + " " + ctx.request().path());
        }
        if (hasBadEscape(ctx.request().uri())) {
            return HttpProblem.badRequest("the address cannot be read: a % that two hexadecimal digits do not follow");
        }
        log.error("{} {} failed", ctx.request().method(), ctx.request().path(), failure);
        return HttpProblem.of(500, "internal-error", "Something went wrong on our side", "It has been logged.");
    }

    /** Nothing that decodes such an address gets past it; whatever it threw, the client is to blame. */
    private static boolean hasBadEscape(String uri) {
        for (int at = uri.indexOf('%'); at >= 0; at = uri.indexOf('%', at + 1)) {
            boolean isHex = at + 2 < uri.length()
                    && Character.digit(uri.charAt(at + 1), 16) >= 0
                    && Character.digit(uri.charAt(at + 2), 16) >= 0;
            if (!isHex) {
                return true;
            }
        }
        return false;
    }

    private static Buffer openApi() {
        try (InputStream in = ServiceRouter.class.getResourceAsStream("openapi.json")) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
