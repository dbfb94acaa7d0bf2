package io.tidegate.waitingroom.sale;

import java.util.Optional;

/** How many people a sale's queue holds right now, as this instance last heard. */
@FunctionalInterface
public interface Crowds {
    /** Empty while nothing is known. */
    Optional<Crowd> of(long event);

    /**
     * @param waiting places in all lanes that are not admitted
     * @param active leases and live holds
     */
    record Crowd(long waiting, int active) {}
}
