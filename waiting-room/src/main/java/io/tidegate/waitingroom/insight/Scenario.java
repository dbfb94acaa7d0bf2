package io.tidegate.waitingroom.insight;

import java.util.List;

/**
 * An on-sale to be simulated. Times are seconds after the sale's opening; a lane may open before it.
 *
 * @param admitPerMinute the rate of admission
 * @param maxActive the most buyers that may be in at once
 * @param tickets what there is to sell
 * @param ticketsPerBuyer what a buyer takes who buys
 * @param buyerSeconds how long an admitted buyer is in, on average
 * @param buyShare the share of admitted buyers who want to buy in the end; others give their tickets back
 * @param seed of the simulated buyers' choices
 */
record Scenario(
        List<Lane> lanes,
        int admitPerMinute,
        int maxActive,
        long tickets,
        int ticketsPerBuyer,
        double buyerSeconds,
        double buyShare,
        long seed) {
    Scenario {
        lanes = List.copyOf(lanes);
    }

    /**
     * A lane and who comes by it.
     *
     * @param opensAt seconds after the sale's opening; not positive
     * @param lobby how many wait when the lane opens
     * @param later how many come after that, evenly over {@code laterSeconds}
     */
    record Lane(String name, int weight, double opensAt, long lobby, long later, double laterSeconds) {}

    long buyers() {
        return lanes.stream().mapToLong(lane -> lane.lobby + lane.later).sum();
    }

    double begins() {
        return lanes.stream().mapToDouble(Lane::opensAt).min().orElse(0);
    }
}
