package io.tidegate.waitingroom.catalogue;

import io.tidegate.http.ServiceRouter;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What a promoter's call is answered; a body with {@code rowVersion} carries it as its ETag. */
public record Answer(int status, Optional<String> location, JsonObject body) {

    public static Answer ok(JsonObject body) {
        return new Answer(200, Optional.empty(), body);
    }

    public static Answer created(String location, JsonObject body) {
        return new Answer(201, Optional.of(location), body);
    }

    public static Answer gone() {
        return new Answer(204, Optional.empty(), new JsonObject());
    }

    public static String etag(long rowVersion) {
        return "\"" + rowVersion + "\"";
    }

    public void write(RoutingContext ctx) {
        location.ifPresent(where -> ctx.response().putHeader("Location", where));
        ctx.response().putHeader("Cache-Control", "no-store");
        Long rowVersion = body.getLong("rowVersion");
        if (rowVersion != null) {
            ctx.response().putHeader("ETag", etag(rowVersion));
        }
        if (status == 204) {
            ctx.response().setStatusCode(204).end();
        } else {
            ServiceRouter.json(ctx, status, body);
        }
    }
}
