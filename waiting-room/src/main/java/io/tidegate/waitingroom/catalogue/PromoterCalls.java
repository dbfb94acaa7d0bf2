package io.tidegate.waitingroom.catalogue;

import io.tidegate.http.Blocking;
import io.tidegate.token.Claims;
import io.tidegate.waitingroom.identity.Identity;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** Runs promoters' calls as straight-line code on virtual threads. */
public final class PromoterCalls {
    private final Vertx vertx;
    private final Identity identity;

    public PromoterCalls(Vertx vertx, Identity identity) {
        this.vertx = vertx;
        this.identity = identity;
    }

    /** A handler of calls that only a promoter may make. */
    public Handler<RoutingContext> handler(Function<Request, Answer> work) {
        return ctx -> {
            Claims.Promoter promoter = identity.promoter(ctx);
            Request request = Request.of(ctx, promoter);
            Blocking.call(vertx, () -> work.apply(request))
                    .onSuccess(answer -> answer.write(ctx))
                    .onFailure(ctx::fail);
        };
    }
}
