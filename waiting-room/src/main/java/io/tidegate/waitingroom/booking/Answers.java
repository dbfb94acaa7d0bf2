package io.tidegate.waitingroom.booking;

import io.tidegate.http.ServiceRouter;
import io.tidegate.ids.CommandIds;
import io.tidegate.settings.Settings;
import io.tidegate.telemetry.Trace;
import io.tidegate.waitingroom.command.Commands;
import io.tidegate.waitingroom.command.KafkaCommands;
import io.tidegate.wire.Command;
import io.tidegate.wire.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a command and answers its call: with the outcome, or with 202 and where the outcome will be. */
public final class Answers {
    /** How long the shield took, in a call's data. */
    static final String SHIELD_MICROS = "shieldMicros";

    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private final Vertx vertx;
    private final Settings.Booking settings;
    private final Commands commands;
    private final Seating seating;
    private final InstantSource clock;

    public Answers(Vertx vertx, Settings.Booking settings, Commands commands, Seating seating, InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.commands = commands;
        this.seating = seating;
        this.clock = clock;
    }

    /** The outcome, as long as anybody may have to wait for it; empty: not known by then. */
    public Future<Optional<Reply>> submit(RoutingContext ctx, Command command) {
        Duration asked = Preference.of(ctx, settings).patience();
        Duration usual = Duration.ofMillis(settings.waitMs());
        return commands.submit(command, asked.compareTo(usual) > 0 ? asked : usual);
    }

    /** Answers with the outcome of a command that was submitted, or with 202 when the caller's patience ends. */
    public void respond(RoutingContext ctx, Command command, Future<Optional<Reply>> outcome, Optional<Hold> hold) {
        Preference preference = Preference.of(ctx, settings);
        if (!preference.applied().isEmpty()) {
            ctx.response().putHeader("Preference-Applied", preference.applied());
        }
        within(outcome, preference.patience())
                .compose(reply -> reply.isEmpty() ? Future.succeededFuture() : answer(reply.get(), hold))
                .onSuccess(answer -> {
                    if (answer == null) {
                        pending(ctx, command);
                    } else {
                        timing(ctx, command, outcome.result().orElseThrow());
                        write(ctx, answer);
                    }
                })
                .onFailure(failure -> {
                    if (outcome.succeeded()) {
                        outcome.result().ifPresent(reply -> timing(ctx, command, reply));
                    }
                    ctx.fail(failure);
                });
    }

    /** What a reply means; labels are left out rather than waited for when they cannot be read. */
    public Future<Outcome> answer(Reply reply, Optional<Hold> hold) {
        return seating.of(reply.getEventId()).otherwise(Optional.empty()).map(seats -> Outcome.of(reply, seats, hold));
    }

    /** 202: nothing is known yet. */
    public static void pending(RoutingContext ctx, Command command) {
        String location = KafkaCommands.location(command);
        ctx.response().putHeader("Location", location).putHeader("Retry-After", "1");
        ServiceRouter.json(
                ctx,
                202,
                new JsonObject()
                        .put("commandId", location.substring(location.lastIndexOf('/') + 1))
                        .put("status", "pending"));
    }

    /** Writes an answer. */
    public static void write(RoutingContext ctx, Outcome answer) {
        if (answer.location() != null) {
            ctx.response().putHeader("Location", answer.location());
        }
        ctx.response().putHeader("Cache-Control", "no-store");
        ServiceRouter.json(ctx, answer.status(), answer.body());
    }

    private Future<Optional<Reply>> within(Future<Optional<Reply>> outcome, Duration wait) {
        if (outcome.isComplete() || wait.toMillis() >= settings.waitMs()) {
            return outcome;
        }
        Promise<Optional<Reply>> first = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, wait.toMillis()), ignored -> first.tryComplete(Optional.empty()));
        outcome.onComplete(result -> {
            vertx.cancelTimer(timer);
            if (result.succeeded()) {
                first.tryComplete(result.result());
            } else {
                first.tryFail(result.cause());
            }
        });
        return first.future();
    }

    /** Where the time went: in the shield, until the writer decided, until its commit was known here, in all. */
    private void timing(RoutingContext ctx, Command command, Reply reply) {
        long now = clock.millis();
        long decided = Math.clamp(reply.getDecidedAtMs(), command.getIssuedAtMs(), now);
        Long shieldMicros = ctx.get(SHIELD_MICROS);
        String shield = shieldMicros == null ? "" : "shield;dur=" + shieldMicros / 1000.0 + ", ";
        String timing = shield + "kafka;dur=" + (decided - command.getIssuedAtMs()) + ", commit;dur=" + (now - decided)
                + ", total;dur=" + (now - command.getIssuedAtMs());
        ctx.response().putHeader("Server-Timing", timing);
        Trace.line(log, command.getTraceparent(), commandId(command))
                .addKeyValue("batchNo", reply.getBatchNo())
                .addKeyValue("timing", timing)
                .log("answered");
    }

    private static String commandId(Command command) {
        return CommandIds.text(command.getEventId(), command.getCommandId().toByteArray());
    }
}
