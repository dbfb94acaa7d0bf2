package io.tidegate.waitingroom.queue;

import java.util.List;
import java.util.Optional;

/**
 * A sale's queue as the last tick saw it: what polls are answered from, without I/O.
 *
 * @param active leases and live holds
 * @param limit what kept the tick from admitting more
 */
record QueueView(long atMs, long generation, int active, String limit, List<Lane> lanes) {
    QueueView {
        lanes = List.copyOf(lanes);
    }

    /**
     * A lane's cursor.
     *
     * @param state lobby, drawing, open; none before anybody joined
     * @param serving the highest number admitted
     * @param last the highest number given
     * @param waiting how many wait
     * @param admitted how many were admitted in all
     */
    record Lane(String name, String state, long serving, long last, long waiting, long admitted) {}

    Optional<Lane> lane(String name) {
        for (Lane lane : lanes) {
            if (lane.name.equals(name)) {
                return Optional.of(lane);
            }
        }
        return Optional.empty();
    }

    long waiting() {
        return lanes.stream().mapToLong(Lane::waiting).sum();
    }

    long admitted() {
        return lanes.stream().mapToLong(Lane::admitted).sum();
    }
}
