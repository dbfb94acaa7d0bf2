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
    private final PriceBands bands;
    private final int[] availableOfBand;
    private long seq;
    private int lastHoldNo;

    /** @param lastHoldNo how many holds were ever made */
    Seats(long seq, PriceBands bands, int lastHoldNo) {
        this.seq = seq;
        this.bands = bands;
        this.availableOfBand = new int[bands.count()];
        this.lastHoldNo = lastHoldNo;
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
        change.getHoldsList().forEach(hold -> lastHoldNo = Math.max(lastHoldNo, hold.getHoldNo()));
        seq = change.getSeq();
        return true;
    }

    void set(int ticketNo, int to) {
        if (ticketNo >= status.length) {
            int before = status.length;
            status = Arrays.copyOf(status, Math.max(ticketNo + 1, before * 2));
            Arrays.fill(status, before, status.length, NONE);
        }
        int before = status[ticketNo];
        if (before != NONE) {
            counts[before]--;
        }
        status[ticketNo] = (byte) to;
        counts[to]++;
        int band = bands.of(ticketNo);
        if (band >= 0) {
            availableOfBand[band] += (to == 0 ? 1 : 0) - (before == 0 ? 1 : 0);
        }
    }

    List<PriceBands.Left> bands() {
        return bands.left(availableOfBand);
    }

    private void set(List<Integer> ticketNos, int to) {
        ticketNos.forEach(ticketNo -> set(ticketNo, to));
    }

    Stock.Level level() {
        return new Stock.Level(counts[0], counts[1], counts[2], lastHoldNo);
    }
}
