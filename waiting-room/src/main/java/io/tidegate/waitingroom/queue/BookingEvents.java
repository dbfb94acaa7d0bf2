package io.tidegate.waitingroom.queue;

import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * Tells a buyer's open streams what became of their commands. Every instance publishes every reply it reads; the
 * streams that this instance holds get it as {@code booking}, and those that resume here get what they missed.
 */
@FunctionalInterface
public interface BookingEvents {
    /** From any thread. {@code outcome} is the JSON to tell, made only if somebody is told. */
    void publish(long event, String account, Supplier<JsonObject> outcome);
}
