package io.tidegate.waitingroom.booking;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.command.CommandFactory;
import io.tidegate.waitingroom.command.Commands;
import io.tidegate.waitingroom.identity.Identity;
import io.tidegate.wire.Command;
import io.tidegate.wire.Release;
import io.tidegate.wire.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The booking calls but payment: reserve, release, a command's outcome, a hold. */
public final class BookingRoutes {
    private final Identity identity;
    private final Commands commands;
    private final CommandFactory factory;
    private final Holds holds;
    private final Seating seating;
    private final Answers answers;
    private final Reservations reservations;

    private BookingRoutes(BookingServices services, Shield shield) {
        this.identity = services.identity();
        this.commands = services.commands();
        this.factory = services.factory();
        this.holds = services.holds();
        this.seating = services.seating();
        this.answers = services.answers();
        this.reservations = new Reservations(services, shield);
    }

    /** Adds the routes; bodies have been read by then. */
    public static void mount(Router router, BookingServices services, Shield shield) {
        BookingRoutes routes = new BookingRoutes(services, shield);
        router.post("/booking/reserve").handler(routes.reservations::reserve);
        router.post("/booking/release").handler(routes::release);
        router.get("/booking/commands/:commandId").handler(routes::command);
        router.get("/booking/holds/:holdId").handler(routes::hold);
    }

    private void release(RoutingContext ctx) {
        String account = identity.buyer(ctx);
        HoldRef ref = HoldRef.of(Fields.body(ctx));
        ref.number(holds, account)
                .map(holdNo -> releaseCommand(ctx, account, ref, holdNo))
                .onFailure(ctx::fail)
                .onSuccess(command -> {
                    int holdNo = command.getRelease().getHoldNo();
                    Future<Optional<Reply>> outcome = answers.submit(ctx, command)
                            .compose(reply -> holds.exactly(account, holdNo, reply))
                            .onSuccess(reply -> reply.filter(Reply::hasReleased)
                                    .ifPresent(released -> reservations.released(
                                            command.getEventId(),
                                            released.getReleased().getTicketNosList())));
                    answers.respond(ctx, command, outcome, Optional.empty());
                });
    }

    private Command releaseCommand(RoutingContext ctx, String account, HoldRef ref, int holdNo) {
        Release.Builder release = Release.newBuilder().setHoldNo(holdNo);
        ref.ticketNo().ifPresent(release::addTicketNos);
        return factory.keyedOr(
                        ctx, account, ref.event(), "release", UUID.randomUUID().toString())
                .setRelease(release)
                .build();
    }

    private void command(RoutingContext ctx) {
        String account = identity.buyer(ctx);
        String commandId = Objects.requireNonNull(ctx.pathParam("commandId"));
        CommandIds.Parsed parsed =
                CommandIds.parse(commandId).orElseThrow(() -> HttpProblem.notFound("no such command"));
        commands.outcome(parsed.event(), parsed.commandId())
                .compose(reply -> outcome(account, commandId, parsed, reply))
                .onFailure(ctx::fail)
                .onSuccess(body -> {
                    boolean pending = "pending".equals(body.getString("status"));
                    ctx.response().putHeader("Cache-Control", "no-store");
                    if (pending) {
                        ctx.response().putHeader("Retry-After", "1");
                    }
                    ServiceRouter.json(ctx, pending ? 202 : 200, body);
                });
    }

    /** {@code {commandId, status: pending|accepted|refused, result?, problem?}}. */
    private Future<JsonObject> outcome(
            String account, String commandId, CommandIds.Parsed parsed, Optional<Reply> reply) {
        JsonObject body = new JsonObject().put("commandId", commandId);
        if (reply.isEmpty() && commands.inFlight(parsed.commandId())) {
            return Future.succeededFuture(body.put("status", "pending"));
        }
        Reply known = reply.filter(r -> r.getAccountId().equals(account) && r.getEventId() == parsed.event())
                .orElseThrow(() -> HttpProblem.notFound("no outcome of such a command of yours is known"));
        return answers.answer(known, Optional.empty())
                .map(answer -> body.put("status", "accepted").put("result", answer.body()))
                .recover(failure -> failure instanceof HttpProblem problem && problem.status() != 503
                        ? Future.succeededFuture(body.put("status", "refused").put("problem", problem.body()))
                        : Future.failedFuture(failure));
    }

    private void hold(RoutingContext ctx) {
        String account = identity.buyer(ctx);
        Ids.OfEvent id = Ids.parseHoldId(Objects.requireNonNull(ctx.pathParam("holdId")))
                .orElseThrow(() -> HttpProblem.notFound("no such hold"));
        holds.own(account, id.event(), id.number())
                .map(found -> found.orElseThrow(() -> HttpProblem.notFound("no such hold")))
                .compose(hold -> Future.all(
                                seating.of(id.event()).otherwise(Optional.empty()),
                                holds.timeline(id.event(), id.number()))
                        .map(both -> json(hold, both.resultAt(0)).put("timeline", both.<JsonArray>resultAt(1))))
                .onFailure(ctx::fail)
                .onSuccess(body -> Answers.write(ctx, new Outcome(200, null, body)));
    }

    private static JsonObject json(Hold hold, Optional<EventSeats> seats) {
        JsonObject body = new JsonObject()
                .put("holdId", Ids.holdId(hold.event(), hold.holdNo()))
                .put("eventId", Ids.eventId(hold.event()))
                .put("state", hold.state().text())
                .put("tickets", Outcome.tickets(hold.event(), seats, hold.ticketNos(), hold.priceNos(), List.of()))
                .put("amount", hold.amount())
                .put("currency", seats.map(EventSeats::currency).orElse(null))
                .put("createdAt", hold.createdAt().toString())
                .put("expiresAt", hold.expiresAt().toString());
        hold.payment()
                .ifPresent(payment -> body.put("paymentId", Ids.paymentId(hold.event(), hold.holdNo()))
                        .put("paymentState", payment.state()));
        hold.order()
                .ifPresent(order -> body.put("orderId", Ids.orderId(hold.event(), hold.holdNo()))
                        .put("orderStatus", order.status()));
        return body;
    }
}
