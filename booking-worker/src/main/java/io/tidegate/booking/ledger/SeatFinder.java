package io.tidegate.booking.ledger;

import io.tidegate.layout.VenueLayout.Section;
import io.tidegate.wire.BestAvailable;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses tickets for a buyer who named none. Sections in the order of the layout, rows front to back; within a row
 * neighbours, the nearest to its middle; a choice that leaves no single seat behind comes first. Only when no row has so
 * many neighbours are parties split.
 */
final class SeatFinder {
    private static final int[] NONE = {};

    private final EventLedger ledger;
    private final @Nullable Hold replaced;
    private final List<String> allowedSections;

    /**
     * @param replaced its tickets count as free
     * @param allowedSections empty: all
     */
    SeatFinder(EventLedger ledger, @Nullable Hold replaced, List<String> allowedSections) {
        this.ledger = ledger;
        this.replaced = replaced;
        this.allowedSections = allowedSections;
    }

    /** So many places of a general-admission section; empty: it has not so many left. */
    int[] generalAdmission(int section, int quantity) {
        if (!isAllowed(section)) {
            return NONE;
        }
        int[] found = IntStream.range(
                        ledger.numbers().first(section), ledger.numbers().end(section))
                .filter(this::isFree)
                .limit(quantity)
                .toArray();
        return found.length == quantity ? found : NONE;
    }

    /** The best so many; empty: not so many are left. */
    int[] bestAvailable(BestAvailable wanted) {
        if (wanted.getWheelchair() > 0) {
            return accessible(wanted);
        }
        int[] together = firstRow(wanted, true);
        if (together.length == 0) {
            together = firstRow(wanted, false);
        }
        return together.length > 0 ? together : split(wanted);
    }

    private int[] firstRow(BestAvailable wanted, boolean leavingNoSingle) {
        for (int row = 0; row < ledger.rows(); row++) {
            if (candidates(row) >= wanted.getQuantity() && suits(wanted, section(row))) {
                int[] run = bestRun(row, wanted.getQuantity(), leavingNoSingle);
                if (run.length > 0) {
                    return run;
                }
            }
        }
        return NONE;
    }

    /** The run of free neighbours nearest to the row's middle. */
    private int[] bestRun(int row, int quantity, boolean leavingNoSingle) {
        int start = ledger.rowStart(row);
        int end = ledger.rowEnd(row);
        boolean seated = sectionOf(section(row)).seated();
        double middle = (start + end - quantity) / 2.0;
        int best = -1;
        int free = 0;
        for (int ticket = start; ticket < end; ticket++) {
            free = isOrdinary(ticket) ? free + 1 : 0;
            int from = ticket - quantity + 1;
            if (free >= quantity
                    && (best < 0 || Math.abs(from - middle) < Math.abs(best - middle))
                    && !(leavingNoSingle && seated && leavesSingle(start, end, from, ticket + 1))) {
                best = from;
            }
        }
        return best < 0 ? NONE : IntStream.range(best, best + quantity).toArray();
    }

    private boolean leavesSingle(int start, int end, int from, int to) {
        boolean before = from > start && isFree(from - 1) && !(from - 1 > start && isFree(from - 2));
        boolean after = to < end && isFree(to) && !(to + 1 < end && isFree(to + 1));
        return before || after;
    }

    private int[] split(BestAvailable wanted) {
        int[] found = IntStream.range(0, ledger.rows())
                .filter(row -> candidates(row) > 0 && suits(wanted, section(row)))
                .flatMap(row -> IntStream.range(ledger.rowStart(row), ledger.rowEnd(row)))
                .filter(this::isOrdinary)
                .limit(wanted.getQuantity())
                .toArray();
        return found.length == wanted.getQuantity() ? found : NONE;
    }

    /** Wheelchair places with companions' seats in the same row, then anywhere in the section. */
    private int[] accessible(BestAvailable wanted) {
        for (int section = 0; section < ledger.numbers().layout().sections().size(); section++) {
            if (!suits(wanted, section)) {
                continue;
            }
            int[] places = ofKind(section, "wheelchair", wanted.getWheelchair());
            int others = wanted.getQuantity() - wanted.getWheelchair();
            int[] beside = ofKind(section, "companion", others);
            if (places.length == wanted.getWheelchair() && beside.length == others) {
                return IntStream.concat(IntStream.of(places), IntStream.of(beside))
                        .toArray();
            }
        }
        return NONE;
    }

    private int[] ofKind(int section, String kind, int count) {
        return IntStream.range(ledger.numbers().first(section), ledger.numbers().end(section))
                .filter(t ->
                        isFree(t) && ledger.numbers().seat(t).accessibility().equals(kind))
                .limit(count)
                .toArray();
    }

    private boolean suits(BestAvailable wanted, int section) {
        boolean named = wanted.getSectionId().isEmpty()
                || wanted.getSectionId().equals(sectionOf(section).sectionId());
        return named
                && isAllowed(section)
                && (wanted.getPriceMax() == 0
                        || ledger.price(ledger.numbers().first(section), 0) <= wanted.getPriceMax());
    }

    private boolean isAllowed(int section) {
        return allowedSections.isEmpty()
                || allowedSections.contains(sectionOf(section).sectionId());
    }

    private boolean isFree(int ticket) {
        return ledger.isAvailable(ticket) || (replaced != null && ledger.holdOf(ticket) == replaced.holdNo());
    }

    /** Free, and not kept for those who need it. */
    private boolean isOrdinary(int ticket) {
        return isFree(ticket) && !ledger.isKept(ticket);
    }

    private int candidates(int row) {
        return ledger.availableInRow(row) + (replaced == null ? 0 : replaced.tickets().length);
    }

    private int section(int row) {
        return ledger.numbers().section(ledger.rowStart(row));
    }

    private Section sectionOf(int section) {
        return ledger.numbers().layout().sections().get(section);
    }
}
