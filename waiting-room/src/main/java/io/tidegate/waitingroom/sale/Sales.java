package io.tidegate.waitingroom.sale;

import io.vertx.core.Future;
import java.util.Optional;

/** The sales' settings as they are in effect, from memory, at most a second old. */
public interface Sales {
    Future<Optional<Sale>> find(long event);
}
