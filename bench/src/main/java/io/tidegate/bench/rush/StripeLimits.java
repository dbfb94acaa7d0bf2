package io.tidegate.bench.rush;

import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Makes the Stripe simulator refuse what is beyond Stripe's own default limits, and stop doing so. */
final class StripeLimits {
    private StripeLimits() {}

    /** Stripe itself has no such switch, and needs none: where the base is empty this does nothing. */
    static void set(LoadClient http, String apiBase, boolean on) {
        if (apiBase.isEmpty()) {
            return;
        }
        JsonObject body = new JsonObject().put("limits", on ? "default" : "off");
        Map<String, String> headers = Map.of("Content-Type", "application/json");
        int status = http.send(new Call(Server.of(apiBase), HttpMethod.POST, "/_settings", headers, body.toBuffer()))
                .await()
                .status();
        if (status != 200) {
            throw new IllegalStateException("the Stripe simulator did not take its limits: " + status);
        }
    }
}
