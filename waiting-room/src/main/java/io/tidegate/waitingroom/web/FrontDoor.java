package io.tidegate.waitingroom.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidegate.http.Health;
import io.tidegate.http.HttpServers;
import io.tidegate.http.ServiceRouter;
import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.pages.Pages;
import io.tidegate.waitingroom.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of one event loop; as many as there are loops share the port. Order on a request's way: what every
 * process answers, the pages, reads to read-api, the body's bound, our own routes.
 */
public final class FrontDoor extends VerticleBase {
    private static final int IDLE_SECONDS_MAX = 120;
    /** A number for Vert.x: servers that name the same one share whatever port is free. */
    private static final int ANY_PORT_TOGETHER = 1;

    private final Settings.WaitingRoom settings;
    private final Function<RedisLink, Health> health;
    private final PrometheusMeterRegistry metrics;
    private final Settings.Redis redisSettings;
    private final Pages pages;
    private final Consumer<Router> streamed;
    private final Routes routes;
    private final CompletionStage<?> dealt;
    private @Nullable HttpServer server;
    private @Nullable RedisLink redis;
    private @Nullable Thread loop;
    private List<Route> answered = List.of();

    /** Puts our own routes on a loop's router. */
    public interface Routes {
        void mount(Router router, RedisLink redis);
    }

    /**
     * A door that is not open yet.
     *
     * @param streamed puts routes that read their bodies by themselves on a loop's router
     * @param dealt until then it makes nothing: event loops are dealt out in turn, to doors but also to clients and timers
     */
    public FrontDoor(
            Settings settings,
            Function<RedisLink, Health> health,
            PrometheusMeterRegistry metrics,
            Pages pages,
            Consumer<Router> streamed,
            Routes routes,
            CompletionStage<?> dealt) {
        this.settings = settings.waitingRoom();
        this.redisSettings = settings.redis();
        this.health = health;
        this.metrics = metrics;
        this.pages = pages;
        this.streamed = streamed;
        this.routes = routes;
        this.dealt = dealt;
    }

    @Override
    public Future<?> start() {
        loop = Thread.currentThread();
        return Future.fromCompletionStage(dealt, context).compose(ignored -> open());
    }

    private Future<?> open() {
        RedisLink link = new RedisLink(vertx, redisSettings);
        redis = link;
        Router router = ServiceRouter.create(vertx, health.apply(link), metrics);
        pages.mount(router);
        ServiceRouter.read(router, "/").handler(FrontDoor::index);
        if (!settings.readApiUrl().isEmpty()) {
            new EdgeProxy(vertx, settings.readApiUrl()).mount(router);
        }
        streamed.accept(router);
        router.route().handler(BodyHandler.create(false).setBodyLimit(settings.bodyBytesMax()));
        routes.mount(router, link);
        answered = router.getRoutes();
        SocketAddress address = settings.port() == 0
                ? SocketAddress.sharedRandomPort(ANY_PORT_TOGETHER, settings.host())
                : SocketAddress.inetSocketAddress(settings.port(), settings.host());
        HttpServer http = HttpServers.create(vertx, settings.host(), settings.port(), IDLE_SECONDS_MAX);
        server = http;
        return http.requestHandler(router).listen(address);
    }

    /** The port that is listened on, known once started. */
    public int port() {
        HttpServer started = server;
        return started == null ? -1 : started.actualPort();
    }

    /** What it answers, known once started. */
    public List<Route> answered() {
        return answered;
    }

    /** The thread that serves it, known once started. */
    public @Nullable Thread loop() {
        return loop;
    }

    @Override
    public Future<?> stop() {
        HttpServer http = server;
        RedisLink link = redis;
        Future<?> closed = http == null ? Future.succeededFuture() : http.close();
        return closed.eventually(() -> link == null ? Future.succeededFuture() : link.close());
    }

    private static void index(RoutingContext ctx) {
        ServiceRouter.json(
                ctx,
                200,
                new JsonObject()
                        .put("name", "Tidegate")
                        .put("openapi", "/openapi.json")
                        .put("events", "/events")
                        .put("search", "/search")
                        .put("session", "/session")
                        .put("ready", "/health/ready"));
    }
}
