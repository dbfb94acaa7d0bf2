package io.tidegate.bench.read;

import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** How many events a search finds, as its client is told. */
final class Found {
    private Found() {}

    /** 0 also while search does not answer. */
    static long total(LoadClient http, Server server, String parameters) {
        Call search = new Call(server, HttpMethod.GET, "/search?limit=1&" + parameters, Map.of(), null);
        Answer answer = http.send(search).await();
        return answer.status() == 200 ? new JsonObject(answer.body()).getLong("total") : 0;
    }
}
