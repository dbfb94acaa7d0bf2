package io.tidegate.waitingroom.queue;

import java.util.List;
import java.util.Optional;

/**
 * A sale's queue as the last tick saw it: what polls are answered from, without I/O.
 *
 * @param limit what kept the tick from admitting more
 */
record QueueView(long atMs, long generation, Tally tally, LimitedBy limit, List<Lane> lanes) {
    QueueView {
        lanes = List.copyOf(lanes);
    }

    /**
     * Who is in, and who is not.
     *
     * @param active leases and live holds; never above the cap
     * @param holds the live holds among them
     * @param parked places that were called while their buyers were away; they may still return
     * @param noShows places called in vain so far
     * @param ready how many more would have been admitted, had they been there; 0 while anybody waits
     */
    record Tally(int active, int holds, int parked, long noShows, long ready) {}

    /**
     * A lane's cursor.
     *
     * @param state lobby, drawing, open; none before anybody joined
     * @param serving the highest number admitted
     * @param watched up to here an instance is asked for each place, and takes that as a sign that its buyer is there
     * @param last the highest number given
     * @param waiting how many wait
     * @param admitted how many were admitted in all
     */
    record Lane(String name, String state, long serving, long watched, long last, long waiting, long admitted) {}

    Optional<Lane> lane(String name) {
        for (Lane lane : lanes) {
            if (lane.name.equals(name)) {
                return Optional.of(lane);
            }
        }
        return Optional.empty();
    }

    int active() {
        return tally.active;
    }

    long waiting() {
        return lanes.stream().mapToLong(Lane::waiting).sum();
    }

    long admitted() {
        return lanes.stream().mapToLong(Lane::admitted).sum();
    }
}
