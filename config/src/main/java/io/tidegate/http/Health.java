package io.tidegate.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What this process depends on, each with a check. {@code /health/live} answers while the process runs;
 * {@code /health/ready} is 200 only while every required dependency answers, and tells each one's state and cause.
 */
public final class Health {
    private static final long CHECK_MS_MAX = 2000;

    private final Map<String, Check> checks = new LinkedHashMap<>();

    /** Adds a dependency without which the process is not ready. */
    public Health require(String name, Supplier<Future<?>> check) {
        checks.put(name, new Check(check, true));
        return this;
    }

    /** Adds a dependency whose absence is told, but leaves the process ready. */
    public Health watch(String name, Supplier<Future<?>> check) {
        checks.put(name, new Check(check, false));
        return this;
    }

    /** {@code {status: ready|degraded|notReady, dependencies{name: {status: up|down, cause?}}}}. */
    Future<JsonObject> report() {
        JsonObject dependencies = new JsonObject();
        boolean[] required = {true};
        boolean[] all = {true};
        List<Future<?>> running = new ArrayList<>();
        checks.forEach((name, check) -> running.add(check.run().transform(result -> {
            JsonObject state = new JsonObject().put("status", result.succeeded() ? "up" : "down");
            if (result.failed()) {
                state.put("cause", cause(result.cause()));
                required[0] &= !check.required;
                all[0] = false;
            }
            dependencies.put(name, state);
            return Future.succeededFuture();
        })));
        return Future.join(running)
                .map(ignored -> new JsonObject()
                        .put("status", !required[0] ? "notReady" : all[0] ? "ready" : "degraded")
                        .put("dependencies", dependencies));
    }

    private static String cause(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private record Check(Supplier<Future<?>> probe, boolean required) {
        Future<?> run() {
            try {
                return probe.get().timeout(CHECK_MS_MAX, TimeUnit.MILLISECONDS);
            } catch (RuntimeException failed) {
                return Future.failedFuture(failed);
            }
        }
    }
}
