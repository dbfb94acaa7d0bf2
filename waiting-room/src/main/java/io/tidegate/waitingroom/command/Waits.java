package io.tidegate.waitingroom.command;

import com.google.protobuf.ByteString;
import io.tidegate.http.HttpProblem;
import io.tidegate.wire.Command;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls that wait for outcomes, by command id; at most {@code max} at once. Each ends exactly once, on its own Vert.x
 * context: with the reply, with empty when its time is over, or with the problem of a command that was not taken.
 */
final class Waits {
    private final Vertx vertx;
    private final int max;
    private final Map<ByteString, List<Wait>> waits = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    Waits(Vertx vertx, int max) {
        this.vertx = vertx;
        this.max = max;
    }

    int count() {
        return count.get();
    }

    boolean has(ByteString commandId) {
        return waits.containsKey(commandId);
    }

    /** A wait for this command's outcome; a 503 problem is thrown when too many wait already. */
    Joined join(Command command, Duration atMost, long nowMs) {
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            throw HttpProblem.unavailable("too many calls wait for their outcome");
        }
        Wait wait = new Wait(command, vertx.getOrCreateContext());
        boolean[] inFlight = {false};
        waits.compute(command.getCommandId(), (id, others) -> {
            inFlight[0] = others != null && others.stream().anyMatch(other -> other.maybeDecided(nowMs));
            return with(others, wait);
        });
        wait.timer = vertx.setTimer(Math.max(1, atMost.toMillis()), ignored -> expire(wait));
        return new Joined(wait.outcome.future(), inFlight[0]);
    }

    /** Ends the waits that this reply answers. */
    void complete(Reply reply) {
        for (Wait wait : take(reply)) {
            wait.end(() -> wait.outcome.tryComplete(Optional.of(wait.seenBy(reply))));
        }
    }

    /** Ends all waits for this command: it was not taken. */
    void fail(ByteString commandId, HttpProblem problem) {
        List<Wait> ended = waits.remove(commandId);
        if (ended != null) {
            ended.forEach(wait -> wait.end(() -> wait.outcome.tryFail(problem)));
        }
    }

    /** A reply that says "same key, other body" answers only those who sent that body. */
    private List<Wait> take(Reply reply) {
        if (!isMismatch(reply)) {
            List<Wait> all = waits.remove(reply.getCommandId());
            return all == null ? List.of() : all;
        }
        List<Wait> taken = new ArrayList<>();
        waits.computeIfPresent(reply.getCommandId(), (id, all) -> {
            List<Wait> left = new ArrayList<>();
            all.forEach(wait -> (wait.bodyHash.equals(reply.getBodyHash()) ? taken : left).add(wait));
            return left.isEmpty() ? null : left;
        });
        return taken;
    }

    private void expire(Wait wait) {
        waits.computeIfPresent(wait.commandId, (id, all) -> {
            List<Wait> left = all.stream().filter(other -> other != wait).toList();
            return left.isEmpty() ? null : left;
        });
        wait.end(() -> wait.outcome.tryComplete(Optional.empty()));
    }

    static boolean isMismatch(Reply reply) {
        return reply.hasRefused() && reply.getRefused().getReason() == Refused.Reason.IDEMPOTENCY_MISMATCH;
    }

    /** What a caller who sent a body with this hash sees of an outcome: the outcome, or that the bodies differ. */
    static Reply seenBy(ByteString bodyHash, Reply reply) {
        if (reply.getBodyHash().equals(bodyHash) || reply.getBodyHash().isEmpty()) {
            return reply;
        }
        return reply.toBuilder()
                .setBodyHash(bodyHash)
                .setRefused(Refused.newBuilder().setReason(Refused.Reason.IDEMPOTENCY_MISMATCH))
                .build();
    }

    private static List<Wait> with(@org.jspecify.annotations.Nullable List<Wait> others, Wait wait) {
        if (others == null) {
            return List.of(wait);
        }
        List<Wait> all = new ArrayList<>(others);
        all.add(wait);
        return all;
    }

    /** @param inFlight the same command is under way already, so it need not be sent again */
    record Joined(Future<Optional<Reply>> outcome, boolean inFlight) {}

    private final class Wait {
        final ByteString commandId;
        final ByteString bodyHash;
        final long deadlineMs;
        final Context context;
        final Promise<Optional<Reply>> outcome = Promise.promise();
        volatile long timer;

        Wait(Command command, Context context) {
            this.commandId = command.getCommandId();
            this.bodyHash = command.getBodyHash();
            this.deadlineMs = command.getDeadlineMs();
            this.context = context;
        }

        boolean maybeDecided(long nowMs) {
            return deadlineMs == 0 || nowMs < deadlineMs;
        }

        Reply seenBy(Reply reply) {
            return Waits.seenBy(bodyHash, reply);
        }

        void end(Runnable how) {
            context.runOnContext(ignored -> {
                if (!outcome.future().isComplete()) {
                    count.decrementAndGet();
                    vertx.cancelTimer(timer);
                    how.run();
                }
            });
        }
    }
}
