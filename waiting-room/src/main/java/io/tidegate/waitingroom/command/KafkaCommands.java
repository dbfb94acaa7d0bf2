package io.tidegate.waitingroom.command;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import io.tidegate.wire.Command;
import io.tidegate.wire.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands through Kafka. Every instance reads every reply, so an outcome reaches whoever waits for it, and a command
 * that is sent again is answered from memory while its outcome is recent. Nothing here blocks an event loop.
 */
public final class KafkaCommands implements Commands, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaCommands.class);
    /** As long as the writers remember refusals. */
    private static final Duration OUTCOME_MEMORY = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final StoredOutcomes stored;
    private final Waits waits;
    private final CommandSender sender;
    private final ReplyReader replies;
    /** Replies as they came: a third of the memory of parsed ones, and few are ever read again. */
    private final Cache<ByteString, byte[]> recent;

    private final List<ReplyListener> listeners = new CopyOnWriteArrayList<>();

    public KafkaCommands(
            Settings settings, Vertx vertx, InstantSource clock, StoredOutcomes stored, MeterRegistry metrics) {
        Topics topics = Topics.of(settings.kafka());
        this.clock = clock;
        this.stored = stored;
        this.waits = new Waits(vertx, settings.waitingRoom().outcomeWaitsMax());
        this.recent = Caffeine.newBuilder()
                .executor(Runnable::run) // on the thread that reads replies: another would be woken for each batch
                .maximumSize(settings.waitingRoom().outcomesKeptMax())
                .expireAfterWrite(OUTCOME_MEMORY)
                .build();
        this.sender = new CommandSender(settings, topics.commands());
        this.replies = new ReplyReader(settings.kafka(), topics.replies(), this::onReply);
        Gauge.builder("tidegate.outcome.waits", waits, Waits::count)
                .description("calls that wait for a command's outcome")
                .register(metrics);
    }

    /** Begins to read replies; commands may be sent once {@link #ready()} succeeds. */
    public KafkaCommands start() {
        replies.start();
        return this;
    }

    /** Shows every reply from now on to this listener. */
    public void listen(ReplyListener listener) {
        listeners.add(listener);
    }

    /** Fails until commands can be sent and no reply can be missed. */
    public Future<Void> ready() {
        return sender.ready() && replies.positioned()
                ? Future.succeededFuture()
                : Future.failedFuture("Kafka has not been reached yet");
    }

    @Override
    public Future<Optional<Reply>> submit(Command command, Duration wait) {
        Reply known = recall(command.getCommandId());
        if (known != null) {
            return Future.succeededFuture(Optional.of(Waits.seenBy(command.getBodyHash(), known)));
        }
        if (!sender.knows(Ids.partition(command.getEventId()))) {
            return Future.failedFuture(HttpProblem.notFound("no such event"));
        }
        if (!replies.positioned()) {
            return Future.failedFuture(unavailable(command, "commands cannot be taken yet"));
        }
        return send(command, wait);
    }

    private Future<Optional<Reply>> send(Command command, Duration wait) {
        Waits.Joined joined;
        try {
            joined = waits.join(command, wait, clock.millis());
        } catch (HttpProblem full) {
            return Future.failedFuture(full.header("Location", location(command)));
        }
        if (!joined.inFlight()) {
            sender.send(command, failure -> {
                log.atWarn()
                        .addKeyValue(
                                "commandId",
                                CommandIds.text(
                                        command.getEventId(),
                                        command.getCommandId().toByteArray()))
                        .log(
                                "a command of {} was not taken: {}",
                                Ids.eventId(command.getEventId()),
                                failure.toString());
                waits.fail(command.getCommandId(), unavailable(command, "commands are not taken at the moment"));
            });
        }
        return joined.outcome();
    }

    @Override
    public Future<Optional<Reply>> outcome(long event, byte[] commandId) {
        Reply known = recall(ByteString.copyFrom(commandId));
        return known != null ? Future.succeededFuture(Optional.of(known)) : stored.find(event, commandId);
    }

    @Override
    public boolean remembers(byte[] commandId) {
        return recent.getIfPresent(ByteString.copyFrom(commandId)) != null;
    }

    @Override
    public boolean inFlight(byte[] commandId) {
        return waits.has(ByteString.copyFrom(commandId));
    }

    @Override
    public void close() {
        sender.close();
        replies.close();
    }

    private void onReply(Reply reply, byte[] bytes) {
        if (!Waits.isMismatch(reply)) {
            recent.put(reply.getCommandId(), bytes);
        }
        waits.complete(reply);
        for (ReplyListener listener : listeners) {
            listener.onReply(reply, bytes);
        }
    }

    private @Nullable Reply recall(ByteString commandId) {
        byte[] bytes = recent.getIfPresent(commandId);
        try {
            return bytes == null ? null : Reply.parseFrom(bytes);
        } catch (InvalidProtocolBufferException ourOwnBytes) {
            throw new IllegalStateException(ourOwnBytes);
        }
    }

    private static HttpProblem unavailable(Command command, String detail) {
        return HttpProblem.unavailable(detail).header("Location", location(command));
    }

    /** Where the outcome of a command is found. */
    public static String location(Command command) {
        return "/booking/commands/"
                + CommandIds.text(command.getEventId(), command.getCommandId().toByteArray());
    }
}
