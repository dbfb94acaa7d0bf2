package io.tidegate.bench.system;

import io.tidegate.bench.Target;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LeanClient.Answer;
import io.tidegate.bench.rig.LoadClient;
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

/** Requests to the system, by as many buyers as it takes, each with a session of its own. */
final class Calls {
    private final LeanClient gateway;
    private final LoadClient stripe;
    private final Tokens tokens;
    private final long sessionEnd;
    private final String run = Long.toString(System.nanoTime(), 36);

    Calls(LeanClient gateway, LoadClient stripe, Target target) {
        this.gateway = gateway;
        this.stripe = stripe;
        this.tokens = new Tokens(target.settings().tokens(), InstantSource.system());
        this.sessionEnd = Instant.now().plusSeconds(86_400).getEpochSecond();
    }

    /** The session of the buyer with this number. */
    String session(String who, long number) {
        return tokens.sign(new Claims.Session("ac_" + who + run + Long.toString(number, 36), sessionEnd));
    }

    Future<Answer> get(String path) {
        return gateway.send(LeanClient.request(HttpMethod.GET, path, Map.of(), ""));
    }

    Future<Answer> post(String session, String path, JsonObject body) {
        return send(posting(session, path, body, Map.of()));
    }

    /** A call that is encoded now, to be sent when it is due. */
    static Buffer posting(String session, String path, JsonObject body, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Authorization", "Bearer " + session);
        headers.put("Content-Type", "application/json");
        return LeanClient.request(HttpMethod.POST, path, headers, body.encode());
    }

    Future<Answer> send(Buffer request) {
        return gateway.send(request);
    }

    /** A form, as a buyer's browser sends it to Stripe. */
    Future<LoadClient.Answer> form(String apiBase, String path, String key, String form) {
        Map<String, String> headers =
                Map.of("Authorization", "Bearer " + key, "Content-Type", "application/x-www-form-urlencoded");
        return stripe.send(new Call(Server.of(apiBase), HttpMethod.POST, path, headers, Buffer.buffer(form)));
    }
}
