package io.tidegate.waitingroom.insight;

import java.util.List;
import java.util.Map;

/**
 * A sale afterwards, from what is kept in Postgres.
 *
 * @param lanes in the order of the settings, then those that are no longer in them
 * @param all everybody, each buyer counted once
 */
record Report(
        String eventId,
        String eventName,
        String currency,
        Tickets tickets,
        Steps all,
        List<Lane> lanes,
        Money money,
        Map<String, Long> orders,
        Map<String, Long> holds,
        EtaError eta,
        List<Minute> minutes) {

    Report {
        lanes = List.copyOf(lanes);
        minutes = List.copyOf(minutes);
    }

    /** What there was to sell. */
    record Tickets(long capacity, long sold, long held, long blocked) {
        /** The share of what could be sold. */
        double sellThrough() {
            long sellable = capacity - blocked;
            return sellable == 0 ? 0 : (double) sold / sellable;
        }
    }

    /** How many buyers came as far as each step. */
    record Steps(long joined, long admitted, long reserved, long paid, long captured) {}

    /** One lane. */
    record Lane(String name, Steps steps, long ticketsSold, Waits waits, long tokensUsed) {}

    /**
     * How estimates turned out: the wait over the median told, and the share within the 90th percentile told.
     *
     * @param checks how many were held against what happened
     */
    record EtaError(long checks, double ratioP10, double ratioP50, double ratioP90, double withinP90) {}

    /** How it went: at the end of a minute of the sale. */
    record Minute(String at, Map<String, Long> waiting, long admitted, long orders) {}
}
