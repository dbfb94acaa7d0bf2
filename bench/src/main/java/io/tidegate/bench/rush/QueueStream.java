package io.tidegate.bench.rush;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on the stream of events for the one that admits (text/event-stream, as WHATWG HTML has it). */
final class QueueStream {
    private final CompletableFuture<JsonObject> admitted = new CompletableFuture<>();
    private final HttpClientResponse response;
    private String rest = "";
    private String event = "";

    private QueueStream(HttpClientResponse response) {
        this.response = response;
    }

    /** The data of {@code admitted}; empty when it has not come in this time, or the stream broke off. */
    static JsonObject awaitAdmission(HttpClientResponse response, long waitMs) throws InterruptedException {
        QueueStream stream = new QueueStream(response);
        response.handler(stream::read).exceptionHandler(broken -> stream.end()).endHandler(end -> stream.end());
        response.resume();
        try {
            return stream.admitted.get(waitMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException notYet) {
            return new JsonObject();
        } finally {
            stream.response.request().reset();
        }
    }

    private void end() {
        admitted.complete(new JsonObject());
    }

    private void read(Buffer chunk) {
        String text = rest + chunk;
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            line(text.substring(from, end).stripTrailing());
            from = end + 1;
        }
        rest = text.substring(from);
    }

    private void line(String line) {
        if (line.isEmpty()) {
            event = "";
        } else if (line.startsWith("event:")) {
            event = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:") && event.equals("admitted")) {
            admitted.complete(new JsonObject(line.substring("data:".length()).strip()));
        }
    }
}
