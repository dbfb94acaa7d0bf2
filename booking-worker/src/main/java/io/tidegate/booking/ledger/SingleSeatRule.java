package io.tidegate.booking.ledger;

import java.util.stream.IntStream;

/**
 * Hand-picked seats may not leave one seat alone between taken ones, unless that cannot be avoided: the free run from
 * which they come is just one seat longer than what is taken of it.
 */
final class SingleSeatRule {
    private SingleSeatRule() {}

    static boolean leavesOne(EventLedger ledger, int[] tickets) {
        return IntStream.of(tickets).anyMatch(ticket -> leavesOneBeside(ledger, tickets, ticket));
    }

    private static boolean leavesOneBeside(EventLedger ledger, int[] tickets, int ticket) {
        int section = ledger.numbers().section(ticket);
        if (!ledger.numbers().layout().sections().get(section).seated()) {
            return false;
        }
        int row = ledger.row(ticket);
        for (int neighbour : new int[] {ticket - 1, ticket + 1}) {
            if (isAlone(ledger, tickets, row, neighbour) && !unavoidable(ledger, tickets, row, ticket)) {
                return true;
            }
        }
        return false;
    }

    /** A free seat of the row whose neighbours would both be taken. */
    private static boolean isAlone(EventLedger ledger, int[] tickets, int row, int seat) {
        return isFree(ledger, tickets, row, seat)
                && !isFree(ledger, tickets, row, seat - 1)
                && !isFree(ledger, tickets, row, seat + 1);
    }

    private static boolean isFree(EventLedger ledger, int[] tickets, int row, int seat) {
        return seat >= ledger.rowStart(row)
                && seat < ledger.rowEnd(row)
                && ledger.isAvailable(seat)
                && IntStream.of(tickets).noneMatch(t -> t == seat);
    }

    private static boolean unavoidable(EventLedger ledger, int[] tickets, int row, int ticket) {
        int from = ticket;
        while (from > ledger.rowStart(row) && ledger.isAvailable(from - 1)) {
            from--;
        }
        int to = ticket + 1;
        while (to < ledger.rowEnd(row) && ledger.isAvailable(to)) {
            to++;
        }
        int first = from;
        int end = to;
        long ofRun = IntStream.of(tickets).filter(t -> t >= first && t < end).count();
        return end - first - ofRun == 1;
    }
}
