package io.tidegate.waitingroom.command;

import io.tidegate.wire.Command;
import io.tidegate.wire.Reply;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends commands to the writer and waits for its replies. A reply is only ever seen after its commit.
 *
 * <p>The future of {@link #submit} completes with the reply; with empty when the wait ended first (nothing is known:
 * answer 202 with the command's Location); it fails with a 503 problem when Kafka did not take the command (nothing is
 * claimed either). A duplicate in flight waits for the same outcome.
 */
public interface Commands {
    Future<Optional<Reply>> submit(Command command, Duration wait);

    /** The outcome of a command that was decided: from memory, else from the database. */
    Future<Optional<Reply>> outcome(long event, byte[] commandId);

    /** Whether this instance remembers the command's outcome, so that {@link #submit} needs nobody else for it. */
    default boolean remembers(byte[] commandId) {
        return false;
    }

    /** Whether somebody waits here for this command's outcome. */
    default boolean inFlight(byte[] commandId) {
        return false;
    }
}
