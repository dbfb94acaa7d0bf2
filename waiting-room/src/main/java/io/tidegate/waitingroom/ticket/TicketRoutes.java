package io.tidegate.waitingroom.ticket;

import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.identity.Identity;
import io.tidegate.waitingroom.web.RateLimit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A buyer's tickets, from the capture on; and what is needed to check anybody's without asking us: the public keys and
 * the signed list of revoked tickets.
 */
public final class TicketRoutes {
    private static final int KEY_CHARS_MAX = 255;

    private final Vertx vertx;
    private final Identity identity;
    private final TicketOffice office;
    private final RateLimit resends;

    TicketRoutes(Vertx vertx, Identity identity, TicketOffice office, RateLimit resends) {
        this.vertx = vertx;
        this.identity = identity;
        this.office = office;
        this.resends = resends;
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.get("/orders/:orderId/tickets.pdf").handler(this::pdf);
        router.get("/orders/:orderId/tickets/:ticketId/qr.svg").handler(this::picture);
        router.get("/orders/:orderId/event.ics").handler(this::calendar);
        router.post("/orders/:orderId/resend").handler(this::resend);
        router.get("/tickets/keys.json").handler(this::keys);
        router.get("/tickets/revoked").handler(this::revoked);
    }

    private void pdf(RoutingContext ctx) {
        Ids.OfEvent order = order(ctx);
        own(ctx, order, paper -> office.pdf(order.event(), order.number(), paper))
                .onFailure(ctx::fail)
                .onSuccess(file -> file(ctx, "application/pdf", "tickets-" + name(order) + ".pdf", file));
    }

    private void picture(RoutingContext ctx) {
        Ids.OfEvent order = order(ctx);
        String ticketId = Objects.requireNonNull(ctx.pathParam("ticketId"));
        own(
                        ctx,
                        order,
                        paper -> paper.seats().stream()
                                .filter(seat -> seat.ticketId().equals(ticketId))
                                .findFirst()
                                .map(seat -> QrPicture.of(seat.qr()))
                                .orElseThrow(TicketRoutes::unknown))
                .onFailure(ctx::fail)
                .onSuccess(file -> file(ctx, QrPicture.MEDIA_TYPE, ticketId + ".svg", file));
    }

    private void calendar(RoutingContext ctx) {
        Ids.OfEvent order = order(ctx);
        own(ctx, order, CalendarFile::of)
                .onFailure(ctx::fail)
                .onSuccess(file -> file(ctx, CalendarFile.MEDIA_TYPE, "event-" + name(order) + ".ics", file));
    }

    private void resend(RoutingContext ctx) {
        Ids.OfEvent order = order(ctx);
        String key = Optional.ofNullable(ctx.request().getHeader("Idempotency-Key"))
                .orElseGet(() -> UUID.randomUUID().toString());
        if (key.isBlank() || key.length() > KEY_CHARS_MAX) {
            throw HttpProblem.badRequest("Idempotency-Key: allowed: 1 to " + KEY_CHARS_MAX + " characters");
        }
        own(ctx, order, paper -> {
                    if (!office.isResending(paper, key)) {
                        resends.use(paper.orderId());
                    }
                    return office.resend(order.event(), order.number(), paper, key);
                })
                .onFailure(ctx::fail)
                .onSuccess(email -> {
                    ctx.response().putHeader("Cache-Control", "no-store");
                    ServiceRouter.json(ctx, 202, new JsonObject().put("mailedTo", email));
                });
    }

    private <T> Future<T> own(RoutingContext ctx, Ids.OfEvent order, Work<T> work) {
        String account = identity.buyer(ctx);
        return Blocking.call(vertx, () -> {
            OrderPaper paper = office.read(order.event(), order.number())
                    .filter(found -> found.account().equals(account))
                    .orElseThrow(TicketRoutes::unknown);
            if (!paper.hasTickets()) {
                throw HttpProblem.of(
                                409,
                                "no-tickets",
                                "There are no tickets for this order",
                                paper.status().equals("confirmed")
                                        ? "The payment is being captured; the tickets follow at once."
                                        : "Its status is " + paper.status() + ".")
                        .with("orderStatus", paper.status());
            }
            return work.on(paper);
        });
    }

    private interface Work<T> {
        T on(OrderPaper paper);
    }

    private void keys(RoutingContext ctx) {
        ctx.response()
                .putHeader("Cache-Control", "public, max-age=300")
                .putHeader("Content-Type", "application/jwk-set+json")
                .end(office.publicKeys());
    }

    private void revoked(RoutingContext ctx) {
        Blocking.call(vertx, office::revoked)
                .onFailure(ctx::fail)
                .onSuccess(list -> ctx.response()
                        .putHeader("Cache-Control", "public, max-age=10")
                        .putHeader("Content-Type", "application/jose")
                        .end(list));
    }

    private static void file(RoutingContext ctx, String type, String name, byte[] content) {
        ctx.response()
                .putHeader("Content-Type", type)
                .putHeader("Content-Disposition", "inline; filename=\"" + name + "\"")
                .putHeader("Cache-Control", "private, no-store")
                .end(Buffer.buffer(content));
    }

    private static String name(Ids.OfEvent order) {
        return Ids.orderId(order.event(), order.number());
    }

    private static Ids.OfEvent order(RoutingContext ctx) {
        return Ids.parseOrderId(Objects.requireNonNull(ctx.pathParam("orderId")))
                .orElseThrow(TicketRoutes::unknown);
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("no such order");
    }
}
