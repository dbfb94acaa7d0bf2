package io.tidegate.waitingroom.command;

import io.tidegate.wire.Reply;
import io.vertx.core.Future;
import java.util.Optional;

/** Outcomes that outlive every memory: what a hold or an order in the database says of the command that made it. */
public interface StoredOutcomes {
    Future<Optional<Reply>> find(long event, byte[] commandId);
}
