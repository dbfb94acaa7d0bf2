package io.tidegate.waitingroom.command;

import com.google.protobuf.ByteString;
import io.tidegate.ids.CommandIds;
import io.tidegate.settings.Settings;
import io.tidegate.wire.Command;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/** Makes commands: who asks for what, under which id, and until when the writer may still decide it. */
public final class CommandFactory {
    private final InstantSource clock;
    private final int deadlineMs;

    public CommandFactory(Settings.Booking settings, InstantSource clock) {
        this.clock = clock;
        this.deadlineMs = settings.commandDeadlineMs();
    }

    /** Under the client's Idempotency-Key: the same key means the same command, and asks for the same body. */
    public Command.Builder keyed(RoutingContext ctx, String account, long event, String operation, String key) {
        byte[] body =
                ctx.body().buffer() == null ? new byte[0] : ctx.body().buffer().getBytes();
        return command(account, event, operation, key, body).setTraceparent(TraceParent.of(ctx));
    }

    /** Under the client's Idempotency-Key where there is one, else under a key that follows from what is asked. */
    public Command.Builder keyedOr(RoutingContext ctx, String account, long event, String operation, String otherwise) {
        Optional<String> key = IdempotencyKey.optional(ctx);
        if (key.isPresent()) {
            return keyed(ctx, account, event, operation, key.get());
        }
        return command(account, event, operation, otherwise, bytes(otherwise)).setTraceparent(TraceParent.of(ctx));
    }

    /** A command of the system's own: of nobody's account, and it never ends undecided. */
    public Command.Builder ofSystem(long event, String operation, String key) {
        return command("", event, operation, key, bytes(key)).setDeadlineMs(0);
    }

    /** A promoter's change to what the ledger reads; it never ends undecided. */
    public Command.Builder ofPromoter(String promoterId, long event, String operation, String key, String body) {
        return command(promoterId, event, operation, key, bytes(body)).setDeadlineMs(0);
    }

    private Command.Builder command(String account, long event, String operation, String key, byte[] body) {
        long now = clock.millis();
        return Command.newBuilder()
                .setCommandId(ByteString.copyFrom(CommandIds.of(account, event, operation, key)))
                .setBodyHash(ByteString.copyFrom(CommandIds.bodyHash(body)))
                .setEventId(event)
                .setAccountId(account)
                .setIssuedAtMs(now)
                .setDeadlineMs(now + deadlineMs);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
