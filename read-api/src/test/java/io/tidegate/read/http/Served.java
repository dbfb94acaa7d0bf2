package io.tidegate.read.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Routes of a test's own, served on a port of this machine. */
final class Served implements AutoCloseable {
    private static final long SECONDS_MAX = 30;

    final Vertx vertx;
    private final HttpServer server;

    Served(Vertx vertx, Consumer<Router> routes) throws Exception {
        this.vertx = vertx;
        Router router = Router.router(vertx);
        routes.accept(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await(SECONDS_MAX, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    @Override
    public void close() throws Exception {
        vertx.close().await(SECONDS_MAX, TimeUnit.SECONDS);
    }
}
