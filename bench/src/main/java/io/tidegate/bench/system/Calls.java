package io.tidegate.bench.system;

import io.tidegate.bench.Target;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests to the system, by as many buyers as it takes, each with a session of its own. */
final class Calls {
    private final LoadClient http;
    private final Server gateway;
    private final Tokens tokens;
    private final long sessionEnd;
    private final String run = Long.toString(System.nanoTime(), 36);

    Calls(LoadClient http, Target target) {
        this.http = http;
        this.gateway = target.gateway();
        this.tokens = new Tokens(target.settings().tokens(), InstantSource.system());
        this.sessionEnd = Instant.now().plusSeconds(86_400).getEpochSecond();
    }

    /** The session of the buyer with this number. */
    String session(String who, long number) {
        return tokens.sign(new Claims.Session("ac_" + who + run + Long.toString(number, 36), sessionEnd));
    }

    Future<Answer> get(String path, Map<String, String> headers) {
        return http.send(new Call(gateway, HttpMethod.GET, path, headers, null));
    }

    Future<Answer> post(String session, String path, @Nullable JsonObject body, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Authorization", "Bearer " + session);
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        return http.send(new Call(gateway, HttpMethod.POST, path, headers, body == null ? null : body.toBuffer()));
    }

    /** A form, as a buyer's browser sends it to Stripe. */
    Future<Answer> form(String apiBase, String path, String key, String form) {
        Map<String, String> headers =
                Map.of("Authorization", "Bearer " + key, "Content-Type", "application/x-www-form-urlencoded");
        return http.send(new Call(Server.of(apiBase), HttpMethod.POST, path, headers, Buffer.buffer(form)));
    }
}
