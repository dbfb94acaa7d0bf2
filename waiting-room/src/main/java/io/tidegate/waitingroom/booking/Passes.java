package io.tidegate.waitingroom.booking;

import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.wire.Allowance;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Admission, checked without I/O: the pass has to be ours, valid, of this account and of this event. */
final class Passes {
    private static final String HEADER = "X-Queue-Pass";

    private final Tokens tokens;

    Passes(Tokens tokens) {
        this.tokens = tokens;
    }

    /** What the caller's pass allows; empty when the sale needs none; a 403 problem is thrown when there is none. */
    Optional<Allowance> allowance(RoutingContext ctx, String account, Sale sale) {
        if (!sale.queued()) {
            return Optional.empty();
        }
        String token = ctx.request().getHeader(HEADER);
        Claims.Pass pass = Optional.ofNullable(token)
                .flatMap(text -> tokens.verify(text, Claims.Pass.class))
                .filter(claims -> claims.event() == sale.event() && claims.sub().equals(account))
                .orElseThrow(() -> Refusals.passRequired(sale.event()));
        return Optional.of(Allowance.newBuilder()
                .setLane(pass.lane())
                .addAllSectionIds(pass.sections())
                .setTicketsMax(pass.ticketsMax())
                .setLaneTicketsMax(pass.laneTicketsMax())
                .setEarlyOpening(pass.early())
                .build());
    }
}
