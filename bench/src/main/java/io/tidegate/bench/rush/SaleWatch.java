package io.tidegate.bench.rush;

import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Asks the reads once in a while how an event's sale stands, as anyone may, and tells its buyers when it is sold out. */
final class SaleWatch {
    private final LoadClient http;
    private final Server gateway;

    SaleWatch(LoadClient http, Server gateway) {
        this.http = http;
        this.gateway = gateway;
    }

    /** One look; what cannot be seen now is seen next time. */
    void look(OnSale sale) {
        if (sale.isOver()) {
            return;
        }
        Call call = new Call(gateway, HttpMethod.GET, "/events/" + sale.eventId(), Map.of(), null);
        http.send(call).onSuccess(answer -> read(sale, answer));
    }

    private static void read(OnSale sale, Answer answer) {
        if (answer.status() == 200) {
            JsonObject state = new JsonObject(answer.body()).getJsonObject("sale");
            if (state != null && "soldOut".equals(state.getString("state"))) {
                sale.soldOut();
            }
        }
    }
}
