package io.tidegate.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each route takes to answer: {@code tidegate.http.requests}, by method, route (as it is written in the code,
 * so that no id makes a series of its own) and status. A stream counts when it ends, without its duration.
 */
final class RequestMetrics implements Handler<RoutingContext> {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

    private record Answered(String method, String route, int status) {}

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void handle(RoutingContext ctx) {
        long beganNanos = System.nanoTime();
        ctx.addEndHandler(ended -> {
            boolean stream = "text/event-stream".equals(ctx.response().headers().get("Content-Type"));
            Answered answered = new Answered(
                    ctx.request().method().name(), route(ctx), ctx.response().getStatusCode());
            timers.computeIfAbsent(answered, this::timer)
                    .record(stream ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - beganNanos));
        });
        ctx.next();
    }

    private static String route(RoutingContext ctx) {
        Route route = ctx.currentRoute();
        String path = route == null ? null : route.getPath();
        return path == null ? "none" : path;
    }

    private Timer timer(Answered answered) {
        return Timer.builder("tidegate.http.requests")
                .description("Calls answered")
                .tags("method", answered.method, "route", answered.route)
                .tag("status", Integer.toString(answered.status))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
