package io.tidegate.waitingroom.identity;

import io.tidegate.token.Claims;
import io.vertx.ext.web.RoutingContext;

/** Who is calling. A missing or bad token is a 401 problem, a token of the other kind a 403; both are thrown. */
public interface Identity {
    /** The account of the buyer who calls, by bearer token or cookie (then a mutation's Origin must match). */
    String buyer(RoutingContext ctx);

    /** The promoter who calls, by bearer token or cookie. */
    Claims.Promoter promoter(RoutingContext ctx);
}
