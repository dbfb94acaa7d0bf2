package io.tidegate.waitingroom.queue;

import java.util.List;
import java.util.Optional;

/** How many tickets of an event are left, as the writer last told. */
interface Stock {
    /** Empty until known, and while the writers cannot be heard. */
    Optional<Level> level(long event);

    /** What is left at each price; empty while prices are not known. */
    default List<PriceBands.Left> bands(long event) {
        return List.of();
    }

    /** @param holdsMade how many holds were ever made */
    record Level(int available, int held, int sold, int holdsMade) {
        boolean soldOut() {
            return available == 0 && held == 0;
        }
    }
}
