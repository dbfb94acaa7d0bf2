package io.tidegate.bench.queue;

import io.tidegate.bench.rig.LoadClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Streams of server-sent events, held open; counts those that were told of their admission. */
final class HeldStreams {
    private static final int OPENING_MAX = 200;
    private static final byte[] ADMITTED = "event: admitted".getBytes(StandardCharsets.US_ASCII);

    private final LoadClient http;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger admitted = new AtomicInteger();

    HeldStreams(LoadClient http) {
        this.http = http;
    }

    /** Opens one a call; returns when each has its first bytes or failed. */
    void open(List<LoadClient.Call> calls) throws InterruptedException {
        Semaphore opening = new Semaphore(OPENING_MAX);
        for (LoadClient.Call call : calls) {
            opening.acquire();
            http.open(call).onFailure(ignored -> opening.release()).onSuccess(response -> follow(response, opening));
        }
        opening.acquire(OPENING_MAX);
    }

    private void follow(HttpClientResponse response, Semaphore opening) {
        if (response.statusCode() == 200) {
            opened.incrementAndGet();
            boolean[] told = {false};
            response.handler(bytes -> {
                if (!told[0] && contains(bytes)) {
                    told[0] = true;
                    admitted.incrementAndGet();
                }
            });
        }
        response.resume();
        opening.release();
    }

    /** An event's first line is written in one piece. */
    private static boolean contains(Buffer bytes) {
        return bytes.toString(StandardCharsets.US_ASCII).contains(new String(ADMITTED, StandardCharsets.US_ASCII));
    }

    int opened() {
        return opened.get();
    }

    int admitted() {
        return admitted.get();
    }
}
