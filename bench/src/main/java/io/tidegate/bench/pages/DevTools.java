package io.tidegate.bench.pages;

import io.tidegate.bench.rig.Until;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium of one's own with one page, driven through its DevTools protocol: the suites' class path has no
 * driver of browsers, whose download is large, and they need a dozen calls. Closing it ends the program.
 */
final class DevTools implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(1);
    private static final long ANSWER_SECONDS_MAX = 60;
    private static final Duration LOOK = Duration.ofMillis(50);
    /** Where Chromium writes the port it has taken. */
    private static final String PORT_FILE = "DevToolsActivePort";

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonObject>> listeners = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final WebSocket socket;

    private DevTools(Process process, Path profile) throws IOException, InterruptedException {
        this.process = process;
        this.socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(page(port(profile))), new Messages())
                .join();
    }

    /** Starts it; {@code profile} is an empty folder. */
    static DevTools start(Path program, Path profile) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "--headless", "--remote-debugging-port=0", "--user-data-dir=" + profile));
        command.addAll(ChromiumProgram.ARGUMENTS);
        command.add("about:blank");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return new DevTools(process, profile);
        } catch (IOException | RuntimeException failed) {
            end(process);
            throw failed;
        }
    }

    private static int port(Path profile) throws IOException, InterruptedException {
        Path file = profile.resolve(PORT_FILE);
        return Until.seen("Chromium says its port", START_MAX, LOOK, () -> {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.<String>of();
            return lines.size() > 1 ? Optional.of(Integer.valueOf(lines.getFirst())) : Optional.empty();
        });
    }

    /** The address of its page, which comes a moment after the port. */
    private String page(int port) throws IOException, InterruptedException {
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        return Until.seen("Chromium has a page", START_MAX, LOOK, () -> {
            String targets =
                    http.send(list, HttpResponse.BodyHandlers.ofString()).body();
            return new JsonArray(targets)
                    .stream()
                            .map(JsonObject.class::cast)
                            .filter(target -> "page".equals(target.getString("type")))
                            .map(page -> page.getString("webSocketDebuggerUrl"))
                            .findFirst();
        });
    }

    /** A call and its result; a refusal is thrown. */
    JsonObject call(String method, JsonObject parameters) {
        return send(method, parameters)
                .orTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
    }

    CompletableFuture<JsonObject> send(String method, JsonObject parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        String text = new JsonObject()
                .put("id", id)
                .put("method", method)
                .put("params", parameters)
                .encode();
        synchronized (socket) {
            socket.sendText(text, true).join();
        }
        return answer;
    }

    /** What an expression gives in the page, a promise's value; null for none. */
    @Nullable
    Object evaluate(String expression) {
        JsonObject result = call(
                "Runtime.evaluate",
                new JsonObject()
                        .put("expression", expression)
                        .put("awaitPromise", true)
                        .put("returnByValue", true));
        if (result.containsKey("exceptionDetails")) {
            throw new IllegalStateException(
                    expression + ": " + result.getJsonObject("exceptionDetails").encode());
        }
        return result.getJsonObject("result").getValue("value");
    }

    /** Calls this at each event of the name, on a thread that may block. */
    void on(String event, Consumer<JsonObject> listener) {
        listeners.put(event, listener);
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
        end(process);
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(JsonObject message) {
        Integer id = message.getInteger("id");
        CompletableFuture<JsonObject> answer = id == null ? null : waiting.remove(id);
        if (answer == null) {
            Consumer<JsonObject> listener = listeners.get(message.getString("method", ""));
            if (listener != null) {
                Thread.startVirtualThread(() -> listener.accept(message.getJsonObject("params")));
            }
        } else if (message.containsKey("error")) {
            answer.completeExceptionally(
                    new IllegalStateException(message.getJsonObject("error").encode()));
        } else {
            answer.complete(message.getJsonObject("result"));
        }
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                take(new JsonObject(parts.toString()));
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
