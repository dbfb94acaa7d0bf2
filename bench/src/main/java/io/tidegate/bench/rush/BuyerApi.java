package io.tidegate.bench.rush;

import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LeanClient.Answer;
import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * One buyer's calls, as a patient browser makes them: what got no answer, or "later", is sent again as it was, with the
 * same Idempotency-Key, until it is answered. Each blocks its (virtual) thread; an interrupt ends it.
 */
final class BuyerApi {
    private static final long RETRY_MS = 500;
    private static final long RETRY_MS_MAX = 5000;

    private final Connections connections;
    private final Counts counts;
    private String token = "";

    BuyerApi(Connections connections, Counts counts) {
        this.connections = connections;
        this.counts = counts;
    }

    /** An answer with its JSON; a body that is none counts as empty. */
    record Reply(int status, JsonObject json) {
        boolean ok() {
            return status / 100 == 2;
        }

        /** Whether it is the problem with this slug. */
        boolean problem(String slug) {
            return ("/problems/" + slug).equals(json.getString("type"));
        }
    }

    /** Logs in; what follows is sent with the session's token. */
    void login(String email) throws InterruptedException {
        Reply session = post("/session", new JsonObject().put("email", email), Map.of());
        token = session.json.getString("token", "");
        if (!session.ok()) {
            counts.unexpected("POST /session", session.status);
        }
    }

    Reply get(String path, Map<String, String> headers) throws InterruptedException {
        return reply(HttpMethod.GET, path, headers, "");
    }

    Reply post(String path, JsonObject body, Map<String, String> headers) throws InterruptedException {
        return reply(HttpMethod.POST, path, headers, body.encode());
    }

    void delete(String path) throws InterruptedException {
        reply(HttpMethod.DELETE, path, Map.of(), "");
    }

    /** The same command twice at the same time, as a double click sends it; the second answer, the first in passing. */
    Reply postTwice(String path, JsonObject body, Map<String, String> headers, Acknowledged acknowledged)
            throws InterruptedException {
        Buffer request = request(HttpMethod.POST, path, headers, body.encode());
        Future<Answer> one = connections.send(connections.gateway(), request);
        Reply two = reply(connections.gateway(), HttpMethod.POST.name(), request);
        try {
            Answer first = one.await();
            if (first.status() == 201 && two.status == 201) {
                acknowledged.same(path, json(first.body()).getString("holdId", ""), two.json.getString("holdId", ""));
            }
        } catch (Throwable noAnswer) { // await throws what the future failed with, checked or not
            passOn(noAnswer); // otherwise: the other one had an answer
        }
        return two;
    }

    /** A stream of events, as it comes. */
    Future<HttpClientResponse> stream(String path, Map<String, String> headers) {
        return connections.stream(path, withToken(headers));
    }

    /** A buyer's browser at Stripe, with the publishable key. */
    Reply stripe(String apiBase, String path, String publishableKey, String form) throws InterruptedException {
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer " + publishableKey, "Content-Type", "application/x-www-form-urlencoded");
        return reply(Server.of(apiBase), "Stripe", LeanClient.request(HttpMethod.POST, path, headers, form));
    }

    private Map<String, String> withToken(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        if (!token.isEmpty()) {
            all.put("Authorization", "Bearer " + token);
        }
        return all;
    }

    private Buffer request(HttpMethod method, String path, Map<String, String> headers, String json) {
        Map<String, String> all = withToken(headers);
        if (!json.isEmpty()) {
            all.put("Content-Type", "application/json");
        }
        return LeanClient.request(method, path, all, json);
    }

    private Reply reply(HttpMethod method, String path, Map<String, String> headers, String json)
            throws InterruptedException {
        return reply(connections.gateway(), method.name(), request(method, path, headers, json));
    }

    private Reply reply(Server server, String what, Buffer request) throws InterruptedException {
        for (long pauseMs = RETRY_MS; ; pauseMs = Math.min(2 * pauseMs, RETRY_MS_MAX)) {
            long waitMs = pauseMs;
            try {
                Answer answer = connections.send(server, request).await();
                if (!isLater(answer.status())) {
                    return new Reply(answer.status(), json(answer.body()));
                }
                counts.retried(what + " " + answer.status());
                waitMs = retryAfterMs(answer, pauseMs);
            } catch (Throwable failed) { // await throws what the future failed with, checked or not
                passOn(failed);
                counts.retried(what + " " + failed.getClass().getSimpleName());
            }
            Thread.sleep(waitMs);
        }
    }

    /** Throws on what no new attempt can mend. */
    static void passOn(Throwable failed) throws InterruptedException {
        if (failed instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (failed instanceof Error error) {
            throw error;
        }
    }

    /** 202 too: asking again waits for the same outcome. */
    private static boolean isLater(int status) {
        return status == 202 || status == 429 || status == 502 || status == 503 || status == 504;
    }

    private static long retryAfterMs(Answer answer, long otherwiseMs) {
        String header = answer.header("Retry-After").orElse("");
        try {
            return header.isEmpty() ? otherwiseMs : Math.clamp(1000 * Long.parseLong(header), 100, RETRY_MS_MAX);
        } catch (NumberFormatException aDate) {
            return otherwiseMs;
        }
    }

    private static JsonObject json(Buffer body) {
        try {
            return body.length() == 0 ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException | ClassCastException notAnObject) {
            return new JsonObject();
        }
    }
}
