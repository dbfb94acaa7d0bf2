package io.tidegate.waitingroom.insight;

import static io.tidegate.db.Tables.EVENT;

import io.tidegate.http.Blocking;
import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.ids.Ids;
import io.tidegate.token.Claims;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.waitingroom.queue.Queues;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.OptionalLong;

/** What a promoter sees of a sale: beforehand simulated, live each second, and the report afterwards. */
public final class InsightRoutes {
    private static final String PATH = "/promoter/sales/:eventId";

    private final BookingServices services;
    private final Queues queues;
    private final LiveStreams streams;

    private InsightRoutes(BookingServices services, Queues queues, LiveStreams streams) {
        this.services = services;
        this.queues = queues;
        this.streams = streams;
    }

    /** Adds the routes. */
    public static void mount(Router router, BookingServices services, Queues queues, LiveStreams streams) {
        InsightRoutes routes = new InsightRoutes(services, queues, streams);
        router.post(PATH + "/simulate").handler(routes::simulate);
        router.get(PATH + "/stream").handler(routes::stream);
        router.get(PATH + "/report").handler(routes::report);
    }

    private void simulate(RoutingContext ctx) {
        own(ctx).compose(sale -> {
                    Scenario scenario = Scenarios.read(sale, queues.figures(sale), Fields.body(ctx));
                    return Blocking.call(
                            services.vertx(), () -> Simulator.run(scenario).json());
                })
                .onSuccess(json -> ServiceRouter.json(ctx, 200, json))
                .onFailure(ctx::fail);
    }

    private void stream(RoutingContext ctx) {
        own(ctx).map(sale -> {
                    streams.open(ctx, sale.event());
                    return sale;
                })
                .onFailure(ctx::fail);
    }

    private void report(RoutingContext ctx) {
        boolean csv = wantsCsv(ctx);
        own(ctx).compose(sale -> services.database().call(db -> {
                    var event = db.selectFrom(EVENT)
                            .where(EVENT.EVENT_ID.eq(sale.event()))
                            .fetchSingle();
                    return new ReportReader(db, sale).read(event.getEventName(), event.getCurrency());
                }))
                .onSuccess(report -> {
                    ctx.response().putHeader("Cache-Control", "no-store");
                    if (csv) {
                        csv(ctx, report);
                    } else {
                        ServiceRouter.json(ctx, 200, ReportJson.json(report));
                    }
                })
                .onFailure(ctx::fail);
    }

    private static void csv(RoutingContext ctx, Report report) {
        ctx.response()
                .putHeader("Content-Type", "text/csv; charset=utf-8")
                .putHeader("Content-Disposition", "attachment; filename=\"report-" + report.eventId() + ".csv\"")
                .end(ReportJson.csv(report));
    }

    /** {@code ?format=csv|json}, else what the caller accepts. */
    private static boolean wantsCsv(RoutingContext ctx) {
        String format = ctx.queryParams().get("format");
        if (format != null && !format.equals("csv") && !format.equals("json")) {
            throw HttpProblem.badRequest("format: allowed: csv or json").with("field", "format");
        }
        String accept = ctx.request().getHeader("Accept");
        return format == null ? accept != null && accept.contains("text/csv") : format.equals("csv");
    }

    private Future<Sale> own(RoutingContext ctx) {
        Claims.Promoter promoter = services.identity().promoter(ctx);
        OptionalLong event =
                Ids.parseEventId(Optional.ofNullable(ctx.pathParam("eventId")).orElse(""));
        if (event.isEmpty()) {
            throw noSale();
        }
        return services.sales()
                .find(event.getAsLong())
                .map(sale -> sale.filter(known -> known.promoterId().equals(promoter.promoterId()))
                        .orElseThrow(InsightRoutes::noSale));
    }

    private static HttpProblem noSale() {
        return HttpProblem.notFound("no such sale");
    }
}
