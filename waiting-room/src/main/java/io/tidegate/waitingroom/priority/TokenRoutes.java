package io.tidegate.waitingroom.priority;

import static io.tidegate.db.Tables.SALE_CHANGE;

import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.token.Claims;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.waitingroom.catalogue.Answer;
import io.tidegate.waitingroom.catalogue.IdempotentAnswers;
import io.tidegate.waitingroom.catalogue.Request;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;

/**
 * {@code POST /promoter/sales/{eventId}/priority-tokens}: signed tokens in bulk, streamed as JSON or, where the caller
 * accepts {@code text/csv}, as CSV. What is kept is a line in the log of changes; under the same Idempotency-Key the same
 * tokens come again.
 */
public final class TokenRoutes {
    private final BookingServices services;
    private final IdempotentAnswers answers;

    private TokenRoutes(BookingServices services) {
        this.services = services;
        this.answers = new IdempotentAnswers(services.database(), services.clock());
    }

    /** Adds the route. */
    public static void mount(Router router, BookingServices services) {
        TokenRoutes routes = new TokenRoutes(services);
        router.post("/promoter/sales/:eventId/priority-tokens").handler(routes::issue);
    }

    private void issue(RoutingContext ctx) {
        Claims.Promoter promoter = services.identity().promoter(ctx);
        Request request = Request.of(ctx, promoter);
        OptionalLong event = Ids.parseEventId(request.path("eventId"));
        if (event.isEmpty()) {
            throw noSale();
        }
        services.sales()
                .find(event.getAsLong())
                .map(sale -> own(sale, request))
                .compose(sale -> batch(sale, request))
                .onSuccess(batch -> new TokenStream(
                                services.vertx(), ctx.response(), batch, services.tokens(), wantsCsv(ctx))
                        .begin())
                .onFailure(ctx::fail);
    }

    private Future<TokenBatch> batch(Sale sale, Request request) {
        TokenBatch wanted = TokenBatch.read(
                sale,
                request.body(),
                UUID.randomUUID().toString(),
                services.settings().queue(),
                services.clock().instant());
        return Blocking.call(
                        services.vertx(),
                        () -> answers.once(request, db -> {
                            record(db, request, wanted);
                            return Answer.created(request.target(), wanted.stored());
                        }))
                .map(answer -> TokenBatch.stored(answer.body()));
    }

    private static void record(DSLContext db, Request request, TokenBatch batch) {
        JsonObject what = new JsonObject().put("what", "priority-tokens").put("now", batch.summary());
        db.insertInto(SALE_CHANGE)
                .set(SALE_CHANGE.EVENT_ID, batch.event())
                .set(SALE_CHANGE.CHANGED_BY, request.promoter().sub())
                .set(SALE_CHANGE.WHAT, JSONB.valueOf(what.encode()))
                .execute();
    }

    private static Sale own(Optional<Sale> sale, Request request) {
        return sale.filter(known -> known.promoterId().equals(request.promoterId()))
                .orElseThrow(TokenRoutes::noSale);
    }

    private static HttpProblem noSale() {
        return HttpProblem.notFound("no such sale");
    }

    private static boolean wantsCsv(RoutingContext ctx) {
        String accept = ctx.request().getHeader("Accept");
        return accept != null && accept.contains("text/csv");
    }
}
