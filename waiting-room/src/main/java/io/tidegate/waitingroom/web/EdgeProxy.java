package io.tidegate.waitingroom.web;

import io.tidegate.http.HttpProblem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.MediaType;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.List;

/**
 * Stands in for the edge where there is none: the public reads are forwarded to read-api, streams and the live seat
 * map's WebSocket too, nothing is buffered. While read-api is away they answer a 503 problem.
 */
public final class EdgeProxy {
    private static final List<String> PATHS =
            List.of("/events", "/events/*", "/search", "/search/*", "/venues/*", "/performers/*");
    private static final int CONNECTIONS_MAX = 20_000;

    private final HttpProxy proxy;

    public EdgeProxy(Vertx vertx, String readApiUrl) {
        URI origin = URI.create(readApiUrl);
        int port = origin.getPort() >= 0 ? origin.getPort() : origin.getScheme().equals("https") ? 443 : 80;
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(origin.getScheme().equals("https"))
                        .setConnectTimeout(2000),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
        this.proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
                .origin(port, origin.getHost())
                .addInterceptor(new Away(), true);
    }

    /** Before any handler that reads the body. */
    public void mount(Router router) {
        for (String path : PATHS) {
            router.route(path).handler(this::forward);
        }
    }

    private void forward(RoutingContext ctx) {
        HttpMethod method = ctx.request().method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            ctx.response().putHeader("Allow", "GET, HEAD");
            ctx.fail(405);
            return;
        }
        ctx.response().headers().remove("Tidegate-Version"); // read-api sets its own
        proxy.handle(ctx.request());
    }

    /** What read-api cannot answer because it cannot be reached becomes a problem of ours. */
    private static final class Away implements ProxyInterceptor {
        private static final MediaType PROBLEM = MediaType.parse("application/problem+json");

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            return context.sendRequest().recover(failed -> Future.succeededFuture(unavailable(context)));
        }

        private static ProxyResponse unavailable(ProxyContext context) {
            HttpProblem problem = HttpProblem.unavailable("events and search cannot be read at the moment");
            ProxyResponse response = context.request().release().response();
            response.setStatusCode(problem.status());
            problem.headers().forEach(response::putHeader);
            return response.setBody(Body.body(problem.body().toBuffer(), PROBLEM));
        }
    }
}
