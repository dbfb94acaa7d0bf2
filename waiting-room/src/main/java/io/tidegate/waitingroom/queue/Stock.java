package io.tidegate.waitingroom.queue;

import java.util.Optional;

/** How many tickets of an event are left, as the writer last told. */
interface Stock {
    /** Empty until known, and while the writers cannot be heard. */
    Optional<Level> level(long event);

    record Level(int available, int held, int sold) {
        boolean soldOut() {
            return available == 0 && held == 0;
        }
    }
}
