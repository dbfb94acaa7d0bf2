package io.tidegate.bench.audit;

import io.tidegate.ids.Ids;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.SeatChange;
import java.util.Arrays;
import java.util.List;

/**
 * One event's tickets, followed change by change from the log. What a change may not do is told to the listener; the
 * change is applied all the same, so that one fault is not reported as many.
 */
final class Replay {
    static final byte AVAILABLE = 0;
    static final byte HELD = 1;
    static final byte SOLD = 2;
    static final byte BLOCKED = 3;
    private static final byte UNTOLD = -1;

    private final long event;
    private final Listener listener;
    private byte[] statusOfTicket = {};
    private byte[] told = {};
    private long seq;

    Replay(long event, Listener listener) {
        this.event = event;
        this.listener = listener;
    }

    /** Hears of what should not be. */
    interface Listener {
        /** A number is missing or comes twice. */
        default void gap(String what) {}

        /** A ticket that does not exist, or two statuses at once. */
        default void miscounted(String what) {}

        /** A ticket was given although someone had it. */
        default void givenTwice(String what) {}
    }

    void apply(SeatChange change) {
        if (change.getSeq() != seq + 1) {
            listener.gap(at(change) + " follows seq " + seq);
        }
        seq = change.getSeq();
        if (change.getCapacity() > 0 && statusOfTicket.length == 0) {
            statusOfTicket = new byte[change.getCapacity()];
            told = new byte[change.getCapacity()];
        }
        Arrays.fill(told, UNTOLD);
        boolean replaces =
                change.getHoldsList().stream().anyMatch(hold -> hold.getState() == HoldChange.State.REPLACED);
        set(change, change.getAvailableList(), AVAILABLE, replaces);
        set(change, change.getHeldList(), HELD, replaces);
        set(change, change.getSoldList(), SOLD, replaces);
        set(change, change.getBlockedList(), BLOCKED, replaces);
    }

    private void set(SeatChange change, List<Integer> tickets, byte status, boolean replaces) {
        for (int ticket : tickets) {
            if (ticket < 0 || ticket >= statusOfTicket.length) {
                listener.miscounted(at(change) + " changes ticket " + ticket + " of " + statusOfTicket.length);
                continue;
            }
            // A hold that replaces another may take a ticket that the other gives back.
            if (told[ticket] != UNTOLD && !replaces) {
                listener.miscounted(at(change) + " gives ticket " + ticket + " two statuses");
            }
            byte before = statusOfTicket[ticket];
            boolean hadIt = (status == HELD && before == HELD && !replaces) || (status >= HELD && before == SOLD);
            if (hadIt) {
                listener.givenTwice(
                        at(change) + ": ticket " + ticket + " went from " + name(before) + " to " + name(status));
            }
            told[ticket] = status;
            statusOfTicket[ticket] = status;
        }
    }

    private String at(SeatChange change) {
        return Ids.eventId(event) + " seq " + change.getSeq();
    }

    long event() {
        return event;
    }

    long seq() {
        return seq;
    }

    int capacity() {
        return statusOfTicket.length;
    }

    byte status(int ticket) {
        return statusOfTicket[ticket];
    }

    byte[] statuses() {
        return statusOfTicket.clone();
    }

    static String name(byte status) {
        return switch (status) {
            case AVAILABLE -> "available";
            case HELD -> "held";
            case SOLD -> "sold";
            case BLOCKED -> "blocked";
            default -> "status " + status;
        };
    }
}
