package io.tidegate.waitingroom.queue;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.identity.Identity;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.Sales;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.LongConsumer;

/** {@code /queue/{eventId}}: the public state, and each buyer's own place. One event loop's. */
final class QueueRoutes {
    private static final String RECEIPT_HEADER = "X-Queue-Place";
    private static final String PASS_HEADER = "X-Queue-Pass";
    private static final int TOKEN_CHARS_MAX = 4096;

    private final Identity identity;
    private final Sales sales;
    private final Places places;
    private final PlaceAnswers answers;
    private final QueueStates states;
    private final DrawLists lists;
    private final CallLimits limits;
    private final Streams streams;
    private final LongConsumer joined;

    /**
     * The routes of one loop.
     *
     * @param joined is told the event of each join
     */
    QueueRoutes(
            Identity identity,
            Sales sales,
            Places places,
            PlaceAnswers answers,
            QueueStates states,
            DrawLists lists,
            CallLimits limits,
            Streams streams,
            LongConsumer joined) {
        this.identity = identity;
        this.sales = sales;
        this.places = places;
        this.answers = answers;
        this.states = states;
        this.lists = lists;
        this.limits = limits;
        this.streams = streams;
        this.joined = joined;
    }

    void mount(Router router) {
        router.get("/queue/:eventId").handler(this::state);
        router.get("/queue/:eventId/draw/:lane").handler(this::list);
        router.post("/queue/:eventId/join").handler(this::join);
        router.get("/queue/:eventId/me").handler(this::me);
        router.delete("/queue/:eventId/me").handler(this::leave);
        router.get("/queue/:eventId/stream").handler(this::stream);
    }

    private void state(RoutingContext ctx) {
        sale(ctx)
                .compose(states::of)
                .onSuccess(json -> {
                    ctx.response().putHeader("Cache-Control", "public, max-age=1");
                    ServiceRouter.json(ctx, 200, json);
                })
                .onFailure(ctx::fail);
    }

    private void list(RoutingContext ctx) {
        String lane = Optional.ofNullable(ctx.pathParam("lane")).orElse("");
        String page = ctx.request().getParam("page");
        sale(ctx).compose(sale -> lists.answer(ctx, sale.event(), lane, page)).onFailure(ctx::fail);
    }

    private void join(RoutingContext ctx) {
        String account = identity.buyer(ctx);
        limits.join(ctx, account);
        String token = Fields.body(ctx)
                .optionalString("priorityToken", TOKEN_CHARS_MAX)
                .orElse(null);
        Places.Shown shown = shown(ctx);
        sale(ctx)
                .compose(sale -> places.closed(sale)
                        ? Future.succeededFuture(answers.closed(sale, account))
                        : places.join(sale, account, token, shown).map(place -> {
                            joined.accept(sale.event());
                            JsonObject json = answers.of(sale, account, place.place());
                            return place.notice().isEmpty() ? json : json.put("notice", place.notice());
                        }))
                .onSuccess(json -> answer(ctx, json))
                .onFailure(ctx::fail);
    }

    private void me(RoutingContext ctx) {
        String account = caller(ctx);
        Places.Shown shown = shown(ctx);
        sale(ctx)
                .compose(sale -> places.own(sale, account, shown)
                        .map(place -> place.map(known -> answers.of(sale, account, known.place(), known.receipt()))
                                .orElseThrow(() -> noPlace(sale))))
                .onSuccess(json -> answer(ctx, json))
                .onFailure(ctx::fail);
    }

    private void leave(RoutingContext ctx) {
        String account = caller(ctx);
        sale(ctx)
                .compose(sale -> places.leave(sale, account).map(left -> {
                    if (!left) {
                        throw noPlace(sale);
                    }
                    return sale;
                }))
                .onSuccess(ignored -> ctx.response().setStatusCode(204).end())
                .onFailure(ctx::fail);
    }

    private void stream(RoutingContext ctx) {
        String account = caller(ctx);
        Places.Shown shown = shown(ctx);
        sale(ctx)
                .compose(sale -> places.own(sale, account, shown).map(place -> {
                    Place own = place.map(Places.Known::place).orElseThrow(() -> noPlace(sale));
                    streams.open(ctx, sale, account, own);
                    return sale;
                }))
                .onFailure(ctx::fail);
    }

    /** The buyer who asks about the own place, once more than before. */
    private String caller(RoutingContext ctx) {
        String account = identity.buyer(ctx);
        limits.call(account);
        return account;
    }

    private static Places.Shown shown(RoutingContext ctx) {
        return new Places.Shown(
                ctx.request().getHeader(RECEIPT_HEADER), ctx.request().getHeader(PASS_HEADER));
    }

    /** The sale of the address's event; unknown is 404. */
    private Future<Sale> sale(RoutingContext ctx) {
        String id = Optional.ofNullable(ctx.pathParam("eventId")).orElse("");
        var event = Ids.parseEventId(id);
        if (event.isEmpty()) {
            throw HttpProblem.notFound("no sale of " + id);
        }
        return sales.find(event.getAsLong())
                .map(sale -> sale.orElseThrow(() -> HttpProblem.notFound("no sale of " + id)));
    }

    private static HttpProblem noPlace(Sale sale) {
        return HttpProblem.of(404, "no-place", "No place in this queue", "It was never taken, was left, or has ended.")
                .with("joinUrl", "/queue/" + Ids.eventId(sale.event()) + "/join");
    }

    private static void answer(RoutingContext ctx, JsonObject json) {
        ctx.response().putHeader("Cache-Control", "no-store");
        ServiceRouter.json(ctx, 200, json);
    }
}
