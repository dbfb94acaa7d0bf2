package io.tidegate.waitingroom.queue;

import io.tidegate.wire.SeatChange;
import java.util.Arrays;
import java.util.List;

/**
 * The status of each ticket of one event at a seq: 0 available, 1 held, 2 sold, 3 blocked, as in table {@code ticket}.
 */
final class Seats {
    private static final byte NONE = -1;

    private byte[] status = new byte[0];
    private final int[] counts = new int[4];
    private long seq;

    Seats(long seq) {
        this.seq = seq;
    }

    long seq() {
        return seq;
    }

    /** Applies the next change; false if one is missing before it. What is known already changes nothing. */
    boolean apply(SeatChange change) {
        if (change.getSeq() <= seq) {
            return true;
        }
        if (change.getSeq() != seq + 1) {
            return false;
        }
        set(change.getAvailableList(), 0);
        set(change.getHeldList(), 1);
        set(change.getSoldList(), 2);
        set(change.getBlockedList(), 3);
        seq = change.getSeq();
        return true;
    }

    void set(int ticketNo, int to) {
        if (ticketNo >= status.length) {
            int before = status.length;
            status = Arrays.copyOf(status, Math.max(ticketNo + 1, before * 2));
            Arrays.fill(status, before, status.length, NONE);
        }
        if (status[ticketNo] != NONE) {
            counts[status[ticketNo]]--;
        }
        status[ticketNo] = (byte) to;
        counts[to]++;
    }

    private void set(List<Integer> ticketNos, int to) {
        ticketNos.forEach(ticketNo -> set(ticketNo, to));
    }

    Stock.Level level() {
        return new Stock.Level(counts[0], counts[1], counts[2]);
    }
}
