package io.tidegate.waitingroom.booking;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.command.CommandFactory;
import io.tidegate.waitingroom.command.Commands;
import io.tidegate.waitingroom.command.IdempotencyKey;
import io.tidegate.waitingroom.identity.Identity;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.Sales;
import io.tidegate.wire.Command;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.Reserved;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** POST /booking/reserve: pass, shield, command, outcome. */
final class Reservations {
    /** A worker further away from the database's clock is not ready; the same for us. */
    private static final long CLOCKS_APART_MS_MAX = 1000;

    private final Settings.Booking settings;
    private final Identity identity;
    private final Sales sales;
    private final Passes passes;
    private final Shield shield;
    private final CommandFactory factory;
    private final Commands commands;
    private final Answers answers;

    Reservations(BookingServices services, Shield shield) {
        this.settings = services.settings().booking();
        this.identity = services.identity();
        this.sales = services.sales();
        this.passes = new Passes(services.tokens());
        this.shield = shield;
        this.factory = services.factory();
        this.commands = services.commands();
        this.answers = services.answers();
    }

    void reserve(RoutingContext ctx) {
        String account = identity.buyer(ctx);
        String key = IdempotencyKey.required(ctx);
        ReserveRequest request = ReserveRequest.parse(Fields.body(ctx), settings.reserveTicketsMax());
        sales.find(request.event())
                .map(sale -> command(
                        ctx,
                        account,
                        key,
                        request,
                        sale.orElseThrow(() -> HttpProblem.notFound("no such event, or it has no sale"))))
                .onFailure(ctx::fail)
                .onSuccess(command -> answers.respond(ctx, command, outcome(ctx, command), Optional.empty()));
    }

    private Command command(RoutingContext ctx, String account, String key, ReserveRequest request, Sale sale) {
        Reserve.Builder reserve = request.reserve().toBuilder();
        passes.allowance(ctx, account, sale).ifPresent(reserve::setAllowance);
        return factory.keyed(ctx, account, request.event(), "reserve", key)
                .setReserve(reserve)
                .build();
    }

    private Future<Optional<Reply>> outcome(RoutingContext ctx, Command command) {
        byte[] commandId = command.getCommandId().toByteArray();
        List<Integer> wanted = wanted(command);
        if (wanted.isEmpty() || commands.remembers(commandId)) {
            return submit(ctx, command);
        }
        long beganNanos = System.nanoTime();
        return shield.take(command.getEventId(), wanted, commandId)
                .onComplete(taken -> ctx.put(Answers.SHIELD_MICROS, (System.nanoTime() - beganNanos) / 1000))
                .compose(others -> others.isEmpty()
                        ? submit(ctx, command)
                        : Future.failedFuture(Refusals.ticketsTaken(command.getEventId(), others)));
    }

    private Future<Optional<Reply>> submit(RoutingContext ctx, Command command) {
        return answers.submit(ctx, command).onSuccess(reply -> reply.ifPresent(outcome -> settle(command, outcome)));
    }

    /** One who replaces a hold may want tickets of that very hold, so only the writer can say what is taken. */
    private static List<Integer> wanted(Command command) {
        Reserve reserve = command.getReserve();
        return reserve.getReplacesHoldNo() != 0
                ? List.of()
                : reserve.getTicketsList().stream()
                        .map(ticket -> ticket.getTicketNo())
                        .toList();
    }

    /** Puts the shield where the outcome says that the tickets are. */
    private void settle(Command command, Reply reply) {
        if (!shield.on()) {
            return;
        }
        long event = command.getEventId();
        byte[] commandId = command.getCommandId().toByteArray();
        if (reply.hasReserved() && !isRepeated(command, reply)) {
            Reserved reserved = reply.getReserved();
            shield.keep(event, reserved.getTicketNosList(), commandId, reserved.getExpiresAtMs());
        } else if (!isMismatch(reply)) {
            shield.free(event, wanted(command), commandId);
        }
    }

    /** Opens released tickets before their changes come round; a buyer may ask for them at once. */
    void released(long event, List<Integer> ticketNos) {
        if (shield.on()) {
            var _ = shield.open(event, ticketNos);
        }
    }

    /** An answer given before: its hold may have ended since. */
    private static boolean isRepeated(Command command, Reply reply) {
        return reply.getDecidedAtMs() < command.getIssuedAtMs() - CLOCKS_APART_MS_MAX;
    }

    /** The command id belongs to another request, whose tickets these are. */
    private static boolean isMismatch(Reply reply) {
        return reply.getRefused().getReason() == Refused.Reason.IDEMPOTENCY_MISMATCH;
    }
}
