package io.tidegate.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Straight-line code that blocks, on a virtual thread; the result comes back on the caller's Vert.x context. */
public final class Blocking {
    private static final ExecutorService VIRTUAL_THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private Blocking() {}

    public static <T> Future<T> call(Vertx vertx, Callable<T> work) {
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        VIRTUAL_THREADS.execute(() -> {
            try {
                T result = work.call();
                context.runOnContext(ignored -> promise.complete(result));
            } catch (Exception | LinkageError failed) {
                context.runOnContext(ignored -> promise.fail(failed));
            }
        });
        return promise.future();
    }
}
