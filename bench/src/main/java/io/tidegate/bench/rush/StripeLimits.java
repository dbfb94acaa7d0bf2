package io.tidegate.bench.rush;

import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Makes the Stripe simulator refuse what is beyond Stripe's own default limits, and stop doing so. */
final class StripeLimits {
    private StripeLimits() {}

    /**
     * What the limits did to a run.
     *
     * @param refused calls that Stripe refused
     * @param secondsRefused in how many different seconds it refused any: so long the limit held up the sale
     */
    record Effect(long refused, long secondsRefused) {
        static final Effect NONE = new Effect(0, 0);
    }

    /** Stripe itself has no such switch, and needs none: where the base is empty this does nothing. */
    static void impose(LoadClient http, String apiBase) {
        if (!apiBase.isEmpty()) {
            call(http, apiBase, HttpMethod.POST, "/_settings", new JsonObject().put("limits", "default"));
        }
    }

    /** Takes the limits off again; returns what they did. */
    static Effect lift(LoadClient http, String apiBase) {
        if (apiBase.isEmpty()) {
            return Effect.NONE;
        }
        JsonObject did = call(http, apiBase, HttpMethod.GET, "/_limits", new JsonObject());
        call(http, apiBase, HttpMethod.POST, "/_settings", new JsonObject().put("limits", "off"));
        return new Effect(did.getLong("refused"), did.getLong("secondsRefused"));
    }

    private static JsonObject call(LoadClient http, String apiBase, HttpMethod method, String path, JsonObject body) {
        Map<String, String> headers = Map.of("Content-Type", "application/json");
        Buffer content = method.equals(HttpMethod.GET) ? Buffer.buffer() : body.toBuffer();
        var answer = http.send(new Call(Server.of(apiBase), method, path, headers, content))
                .await();
        if (answer.status() != 200) {
            throw new IllegalStateException("the Stripe simulator did not take its limits: " + answer.status());
        }
        return new JsonObject(answer.body());
    }
}
