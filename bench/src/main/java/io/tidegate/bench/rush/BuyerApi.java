package io.tidegate.bench.rush;

import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One buyer's calls, as a patient browser makes them: what got no answer, or "later", is sent again as it was, with the
 * same Idempotency-Key, until it is answered. Each blocks its (virtual) thread; an interrupt ends it.
 */
final class BuyerApi {
    private static final long RETRY_MS = 500;
    private static final long RETRY_MS_MAX = 5000;

    private final LoadClient http;
    private final Server gateway;
    private final Counts counts;
    private String token = "";

    BuyerApi(LoadClient http, Server gateway, Counts counts) {
        this.http = http;
        this.gateway = gateway;
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
        return reply(call(gateway, HttpMethod.GET, path, headers, null));
    }

    Reply post(String path, JsonObject body, Map<String, String> headers) throws InterruptedException {
        return reply(call(gateway, HttpMethod.POST, path, headers, body.toBuffer()));
    }

    void delete(String path) throws InterruptedException {
        reply(call(gateway, HttpMethod.DELETE, path, Map.of(), null));
    }

    /** The same command twice at the same time, as a double click sends it; the second answer, the first in passing. */
    Reply postTwice(String path, JsonObject body, Map<String, String> headers, Acknowledged acknowledged)
            throws InterruptedException {
        Call call = call(gateway, HttpMethod.POST, path, headers, body.toBuffer());
        Future<Answer> one = http.send(call);
        Reply two = reply(call);
        try {
            Answer first = one.await();
            if (first.status() == 201 && two.status == 201) {
                acknowledged.same(path, json(first.body()).getString("holdId", ""), two.json.getString("holdId", ""));
            }
        } catch (RuntimeException noAnswer) {
            // the other one had one
        }
        return two;
    }

    /** A stream of events, as it comes. */
    Future<HttpClientResponse> stream(String path, Map<String, String> headers) {
        return http.open(call(gateway, HttpMethod.GET, path, headers, null));
    }

    /** A buyer's browser at Stripe, with the publishable key. */
    Reply stripe(String apiBase, String path, String publishableKey, String form) throws InterruptedException {
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer " + publishableKey, "Content-Type", "application/x-www-form-urlencoded");
        return reply(new Call(Server.of(apiBase), HttpMethod.POST, path, headers, Buffer.buffer(form)));
    }

    private Call call(
            Server server, HttpMethod method, String path, Map<String, String> headers, @Nullable Buffer body) {
        Map<String, String> all = new HashMap<>(headers);
        if (!token.isEmpty()) {
            all.put("Authorization", "Bearer " + token);
        }
        if (body != null) {
            all.put("Content-Type", "application/json");
        }
        return new Call(server, method, path, all, body);
    }

    private Reply reply(Call call) throws InterruptedException {
        for (long pauseMs = RETRY_MS; ; pauseMs = Math.min(2 * pauseMs, RETRY_MS_MAX)) {
            long waitMs = pauseMs;
            try {
                Answer answer = http.send(call).await();
                if (!isLater(answer.status())) {
                    return new Reply(answer.status(), json(answer.body()));
                }
                counts.retried(call.method() + " " + answer.status());
                waitMs = retryAfterMs(answer, pauseMs);
            } catch (RuntimeException noAnswer) {
                counts.retried(call.method() + " " + noAnswer.getClass().getSimpleName());
            } catch (Throwable failed) { // await throws what the future failed with, checked or not
                passOn(failed);
                counts.retried(call.method() + " " + failed.getClass().getSimpleName());
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
        String header = answer.headers().get("Retry-After");
        try {
            return header == null ? otherwiseMs : Math.clamp(1000 * Long.parseLong(header), 100, RETRY_MS_MAX);
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
