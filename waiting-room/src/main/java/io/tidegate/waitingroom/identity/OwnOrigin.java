package io.tidegate.waitingroom.identity;

import io.tidegate.http.HttpProblem;
import io.vertx.ext.web.RoutingContext;

/** Whether a request was made by our own pages: browsers say it in the header {@code Origin}, and let no page forge it. */
public final class OwnOrigin {
    private final String origin;

    /** @param publicUrl where our pages are served from */
    public OwnOrigin(String publicUrl) {
        this.origin = publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
    }

    /** What a browser sends unasked, such as a cookie, proves nothing without it: another or none is a 403 problem. */
    void require(RoutingContext ctx) {
        if (!origin.equals(ctx.request().getHeader("Origin"))) {
            throw HttpProblem.forbidden("with a cookie, the header Origin has to be " + origin);
        }
    }

    /** A page elsewhere may not log its visitors in here; programs, which send none, may. */
    void refuseForeign(RoutingContext ctx) {
        String sent = ctx.request().getHeader("Origin");
        if (sent != null && !sent.equals(origin)) {
            throw HttpProblem.forbidden("pages of " + origin + " only");
        }
    }
}
