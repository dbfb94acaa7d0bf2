package io.tidegate.token;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What our tokens say. Each kind has its own {@code use}, so that none can stand in for another. */
public sealed interface Claims {
    /** Seconds since 1970 at which the token ends. */
    long exp();

    /** A buyer who is logged in. */
    record Session(String sub, long exp) implements Claims {}

    /** A promoter, who owns venues, events and orders. */
    record Promoter(String sub, String promoterId, long exp) implements Claims {}

    /**
     * Admission to a sale: {@code reserve} needs it. Verified without I/O on any instance.
     *
     * @param sub the account
     * @param event the event's number as in its id
     * @param lane the lane by which the buyer came
     * @param sections the sections the lane may buy from; empty: all
     * @param ticketsMax the lane's limit a buyer; 0: the sale's
     * @param laneTicketsMax the lane's allocation; 0: none
     * @param early the lane has opened before the sale
     */
    record Pass(
            String sub,
            long event,
            String lane,
            List<String> sections,
            int ticketsMax,
            long laneTicketsMax,
            boolean early,
            long exp)
            implements Claims {}

    /**
     * A place in a sale's queue, kept by its buyer. Proves the place to an instance, and to a Redis that lost it.
     *
     * @param sub the account
     * @param number the place's number in its lane; null while the lobby has none
     * @param generation the sale's Redis generation in which the number was given
     */
    record Receipt(
            String sub,
            long event,
            String placeId,
            String lane,
            @Nullable Long number,
            long generation,
            long exp) implements Claims {}

    /**
     * The right to a lane.
     *
     * @param id single-use tokens are spent by it
     * @param sub the account it is bound to; null: whoever uses it first
     */
    record Priority(
            String id, long event, String lane, @Nullable String sub, long exp) implements Claims {}
}
