package io.tidegate.waitingroom.booking;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.CommandIds;
import io.tidegate.waitingroom.command.ReplyListener;
import io.tidegate.waitingroom.queue.BookingEvents;
import io.tidegate.wire.Reply;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells buyers' streams what became of their commands: {@code {commandId, outcome, …}} with the body that the call was
 * or would have been answered, tickets by their ids.
 */
public final class StreamedOutcomes implements ReplyListener {
    private final BookingEvents events;

    public StreamedOutcomes(BookingEvents events) {
        this.events = events;
    }

    @Override
    public void onReply(Reply reply, byte[] bytes) {
        if (!reply.getAccountId().isEmpty()) {
            events.publish(reply.getEventId(), reply.getAccountId(), () -> json(parse(bytes)));
        }
    }

    private static JsonObject json(Reply reply) {
        return new JsonObject()
                .put(
                        "commandId",
                        CommandIds.text(reply.getEventId(), reply.getCommandId().toByteArray()))
                .put("outcome", name(reply.getOutcomeCase()))
                .mergeIn(body(reply));
    }

    private static Reply parse(byte[] kept) {
        try {
            return Reply.parseFrom(kept);
        } catch (InvalidProtocolBufferException ourOwnBytes) {
            throw new IllegalStateException(ourOwnBytes);
        }
    }

    private static JsonObject body(Reply reply) {
        try {
            return Outcome.of(reply, Optional.empty(), Optional.empty()).body();
        } catch (HttpProblem refused) {
            return refused.body();
        }
    }

    private static String name(Reply.OutcomeCase outcome) {
        String[] words = outcome.name().toLowerCase(Locale.ROOT).split("_");
        StringBuilder name = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return name.toString();
    }
}
