package io.tidegate.waitingroom.catalogue;

import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.booking.Refusals;
import io.tidegate.waitingroom.command.CommandFactory;
import io.tidegate.waitingroom.command.Commands;
import io.tidegate.waitingroom.command.KafkaCommands;
import io.tidegate.wire.Command;
import io.tidegate.wire.Reply;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

/** Asks an event's writer on a promoter's behalf, and waits for what it committed. For threads that may block. */
final class WriterCalls {
    private final Commands commands;
    private final CommandFactory factory;
    private final Duration wait;

    WriterCalls(Commands commands, CommandFactory factory, Settings.Booking settings) {
        this.commands = commands;
        this.factory = factory;
        this.wait = Duration.ofMillis(settings.waitMs());
    }

    /**
     * The accepted reply to this operation, under the call's Idempotency-Key where it has one; a refusal is thrown as its
     * problem, and a 503 problem when nothing is known yet.
     */
    Reply ask(Request request, long event, String operation, UnaryOperator<Command.Builder> what) {
        String key = request.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString());
        String body = request.target() + "\n" + request.rawBody();
        return ask(event, what.apply(factory.ofPromoter(request.promoterId(), event, operation, key, body)));
    }

    /** The same, under a key that is used only once. */
    Reply ask(String promoterId, long event, String operation, UnaryOperator<Command.Builder> what) {
        String key = UUID.randomUUID().toString();
        return ask(event, what.apply(factory.ofPromoter(promoterId, event, operation, key, key)));
    }

    private Reply ask(long event, Command.Builder command) {
        Reply reply = await(command.build());
        if (reply.hasRefused()) {
            throw Refusals.problem(event, reply.getRefused());
        }
        return reply;
    }

    private Reply await(Command command) {
        try {
            return commands.submit(command, wait)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .orElseThrow(() -> HttpProblem.unavailable(
                                    "the writer has not answered yet; nothing says that it failed: send the same again")
                            .header("Location", KafkaCommands.location(command)));
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof HttpProblem problem ? problem : failed;
        }
    }
}
