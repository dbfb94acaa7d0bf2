package io.tidegate.booking.ledger;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Hand-picked seats may not leave one ordinary seat alone between others, unless that cannot be avoided: the free run
 * from which they come is just one seat longer than what is taken of it.
 */
final class SingleSeatRule {
    private final SeatIndex index;
    private final int[] tickets;
    private final @Nullable Hold replaced;

    private SingleSeatRule(SeatIndex index, int[] tickets, @Nullable Hold replaced) {
        this.index = index;
        this.tickets = tickets;
        this.replaced = replaced;
    }

    /** @param replaced its tickets count as free */
    static boolean leavesOne(EventLedger ledger, int[] tickets, @Nullable Hold replaced) {
        SingleSeatRule rule = new SingleSeatRule(ledger.index(), tickets, replaced);
        return IntStream.of(tickets).anyMatch(rule::leavesOneBeside);
    }

    private boolean leavesOneBeside(int ticket) {
        int row = index.row(ticket);
        return index.seated(index.sectionOfRow(row))
                && ((isAlone(row, ticket - 1) && !isUnavoidable(row, ticket - 1))
                        || (isAlone(row, ticket + 1) && !isUnavoidable(row, ticket + 1)));
    }

    /** A seat that stays, and whose neighbours do not. */
    private boolean isAlone(int row, int seat) {
        return stays(row, seat) && !stays(row, seat - 1) && !stays(row, seat + 1);
    }

    private boolean stays(int row, int seat) {
        return isFree(row, seat) && !isTaken(seat);
    }

    private boolean isFree(int row, int seat) {
        return seat >= index.rowStart(row)
                && seat < index.rowEnd(row)
                && !index.isKept(seat)
                && (index.isFree(seat) || (replaced != null && replaced.has(seat)));
    }

    private boolean isTaken(int seat) {
        return IntStream.of(tickets).anyMatch(t -> t == seat);
    }

    private boolean isUnavoidable(int row, int seat) {
        int from = seat;
        while (isFree(row, from - 1)) {
            from--;
        }
        int end = seat + 1;
        while (isFree(row, end)) {
            end++;
        }
        return end - from - IntStream.range(from, end).filter(this::isTaken).count() == 1;
    }
}
