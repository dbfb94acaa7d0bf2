package io.tidegate.read.availability;

import java.util.Optional;

/**
 * The live state of one event's tickets: a snapshot that deltas carry on, one {@code seq} after the other. Refuses a
 * delta that does not follow, so that what it shows was true at its {@code seq}. Thread-safe.
 */
public final class EventAvailability {
    /** What became of a delta. */
    public enum Applied {
        APPLIED,
        KNOWN,
        GAP
    }

    private final TicketStates states;
    private final DeltaLog log;
    private volatile long seq;

    /** The states at {@code seq}; they belong to this object from here on. */
    public EventAvailability(TicketStates states, long seq, int deltasMax) {
        this.states = states;
        this.seq = seq;
        this.log = new DeltaLog(deltasMax);
    }

    public long seq() {
        return seq;
    }

    public synchronized Applied apply(Delta delta) {
        if (delta.seq() <= seq) {
            return Applied.KNOWN;
        }
        if (delta.from() != seq) {
            return Applied.GAP;
        }
        delta.forEach((status, ticketNo) -> states.set(ticketNo, status));
        log.add(delta);
        seq = delta.seq();
        return Applied.APPLIED;
    }

    /** Every ticket at one moment. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(seq, states.numbers().capacity(), states.packed());
    }

    /** The counts at one moment. */
    public synchronized Totals totals() {
        return new Totals(seq, states.counts());
    }

    /** What changed after {@code since}; empty: take the snapshot. */
    public synchronized Optional<Delta> since(long since) {
        return since == seq ? Optional.of(Delta.nothing(seq)) : log.since(since);
    }

    /** The counts, and the {@code seq} at which they were so. */
    public record Totals(long seq, TicketStates.Counts counts) {}
}
