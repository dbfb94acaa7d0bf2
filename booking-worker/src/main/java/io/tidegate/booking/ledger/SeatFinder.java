package io.tidegate.booking.ledger;

import io.tidegate.wire.BestAvailable;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses tickets for a buyer who named none: in the same row, adjacent, leaving no single seat behind, the nearest to
 * the section's focal point. What cannot be had is given up in steps: a single seat stays behind; then seats of one row
 * apart from each other; then a party split over rows of a section; last over sections. Each step looks at all suitable
 * sections, in the order of the layout, before the next.
 */
final class SeatFinder {
    private static final int[] NONE = {};

    private final SeatIndex index;
    private final @Nullable Hold replaced;
    private final int[] rowsOfReplaced;
    private final int[] sectionsOfReplaced;
    private final int[] suitable;

    /**
     * @param replaced its tickets count as free
     * @param suits which sections may be chosen from
     */
    SeatFinder(EventLedger ledger, @Nullable Hold replaced, IntPredicate suits) {
        this.index = ledger.index();
        this.replaced = replaced;
        this.rowsOfReplaced = replaced == null
                ? NONE
                : IntStream.of(replaced.tickets()).map(index::row).toArray();
        this.sectionsOfReplaced =
                IntStream.of(rowsOfReplaced).map(index::sectionOfRow).toArray();
        this.suitable = IntStream.range(0, index.sections()).filter(suits).toArray();
    }

    /** So many places of a general-admission section; empty: it has not so many left. */
    int[] generalAdmission(int section, int quantity) {
        int end = index.sectionEnd(section);
        int[] found = new int[quantity];
        int n = 0;
        int ticket = nextOrdinary(index.rowStart(index.firstRow(section)), end);
        while (n < quantity && ticket < end) {
            found[n++] = ticket;
            ticket = nextOrdinary(ticket + 1, end);
        }
        return n == quantity ? found : NONE;
    }

    /** The best so many; empty: not so many are left. */
    int[] bestAvailable(BestAvailable wanted) {
        if (wanted.getWheelchair() > 0) {
            return new AccessibleFinder(index, this::isFree, suitable).find(wanted);
        }
        int quantity = wanted.getQuantity();
        int[] found = together(quantity, true);
        if (found.length == 0) {
            found = together(quantity, false);
        }
        if (found.length == 0) {
            found = inOneRow(quantity);
        }
        if (found.length == 0) {
            found = inOneSection(quantity);
        }
        return found.length > 0 ? found : anywhere(quantity);
    }

    private int[] together(int quantity, boolean leavingNoSingle) {
        for (int section : suitable) {
            int[] found = index.seated(section)
                    ? together(section, quantity, leavingNoSingle)
                    : generalAdmission(section, quantity);
            if (found.length > 0) {
                return found;
            }
        }
        return NONE;
    }

    private int[] together(int section, int quantity, boolean leavingNoSingle) {
        if (!contains(sectionsOfReplaced, section)
                && !mayHave(index.runsOfSection(section), quantity, leavingNoSingle)) {
            return NONE;
        }
        int best = -1;
        double nearest = Double.MAX_VALUE;
        for (int row = index.firstRow(section); row < index.endRow(section); row++) {
            double depth = index.depth(row) * index.depth(row);
            if (depth >= nearest
                    || !(contains(rowsOfReplaced, row) || mayHave(index.runs(row), quantity, leavingNoSingle))) {
                continue;
            }
            int from = bestRun(row, quantity, leavingNoSingle);
            double distance = from < 0 ? Double.MAX_VALUE : depth + aside(row, from, quantity);
            if (distance < nearest) {
                nearest = distance;
                best = from;
            }
        }
        return best < 0 ? NONE : IntStream.range(best, best + quantity).toArray();
    }

    /** Whether a row with these runs has room: a run as long as wanted, or longer by two, leaves no single seat. */
    static boolean mayHave(int runs, int quantity, boolean leavingNoSingle) {
        if (quantity >= SeatIndex.LONG_RUN - 1) {
            return runs >>> (quantity >= SeatIndex.LONG_RUN ? SeatIndex.LONG_RUN : quantity) != 0;
        }
        return leavingNoSingle ? (runs & (1 << quantity)) != 0 || runs >>> (quantity + 2) != 0 : runs >>> quantity != 0;
    }

    /** Where in the row so many neighbours begin, nearest to straight behind the focal point; -1: nowhere. */
    private int bestRun(int row, int quantity, boolean leavingNoSingle) {
        int end = index.rowEnd(row);
        int best = -1;
        double nearest = Double.MAX_VALUE;
        int from = nextOrdinary(index.rowStart(row), end);
        while (from < end) {
            int runEnd = nextNotOrdinary(from, end);
            int at = runEnd - from < quantity ? -1 : inRun(row, from, runEnd, quantity, leavingNoSingle);
            if (at >= 0 && aside(row, at, quantity) < nearest) {
                nearest = aside(row, at, quantity);
                best = at;
            }
            from = nextOrdinary(runEnd, end);
        }
        return best;
    }

    /** The best begin within one run; a single seat stays behind unless none or two are left on each side. */
    private int inRun(int row, int from, int end, int quantity, boolean leavingNoSingle) {
        double ideal = index.rowStart(row) + index.middle(row) - (quantity - 1) / 2.0;
        int last = end - quantity;
        int best = -1;
        int[] candidates = leavingNoSingle
                ? new int[] {from, nearest(ideal, from + 2, last - 2), last}
                : new int[] {nearest(ideal, from, last)};
        for (int at : candidates) {
            boolean fits = at >= from && at <= last && !(leavingNoSingle && (at - from == 1 || last - at == 1));
            if (fits && (best < 0 || aside(row, at, quantity) < aside(row, best, quantity))) {
                best = at;
            }
        }
        return best;
    }

    private static int nearest(double ideal, int first, int last) {
        return first > last ? -1 : (int) Math.clamp(Math.ceil(ideal - 0.5), first, last);
    }

    /** How far a run's middle is to the side, squared. */
    private double aside(int row, int from, int quantity) {
        double aside = index.aside(row, from - index.rowStart(row) + (quantity - 1) / 2.0);
        return aside * aside;
    }

    /** Seats of one row with others between them, as close together as can be. */
    private int[] inOneRow(int quantity) {
        int[] best = NONE;
        double closest = Double.MAX_VALUE;
        for (int section : suitable) {
            for (int row = index.firstRow(section); row < index.endRow(section); row++) {
                int more = count(rowsOfReplaced, row);
                if (index.ordinaryInRow(row) + more < quantity) {
                    continue;
                }
                int[] seats = ordinaryOf(row);
                for (int i = 0; i + quantity <= seats.length; i++) {
                    int spread = seats[i + quantity - 1] - seats[i];
                    double score =
                            spread * 1e6 + index.depth(row) * index.depth(row) + aside(row, seats[i], spread + 1);
                    if (score < closest) {
                        closest = score;
                        best = Arrays.copyOfRange(seats, i, i + quantity);
                    }
                }
            }
            if (best.length > 0) {
                return best;
            }
        }
        return NONE;
    }

    /** A party split over rows of one section, in parts as large as there are; no run is as long as the party. */
    private int[] inOneSection(int quantity) {
        for (int section : suitable) {
            if (index.ordinaryInSection(section) + count(sectionsOfReplaced, section) >= quantity) {
                int[] found = parts(new int[] {section}, quantity);
                if (found.length > 0) {
                    return found;
                }
            }
        }
        return NONE;
    }

    private int[] anywhere(int quantity) {
        int left = IntStream.of(suitable)
                .map(s -> index.ordinaryInSection(s) + count(sectionsOfReplaced, s))
                .sum();
        return left < quantity ? NONE : parts(suitable, quantity);
    }

    /** Runs of these sections, the longest first, then front to back, until there are enough. */
    private int[] parts(int[] sections, int quantity) {
        int[] found = new int[quantity];
        int n = 0;
        for (int length = quantity; length > 0 && n < quantity; length--) {
            for (int s = 0; s < sections.length && n < quantity; s++) {
                n = takeRuns(sections[s], length, found, n);
            }
        }
        return n == quantity ? found : NONE;
    }

    /** Takes runs of exactly this length; of the last one only what is still wanted. */
    private int takeRuns(int section, int length, int[] found, int had) {
        int n = had;
        for (int row = index.firstRow(section); row < index.endRow(section) && n < found.length; row++) {
            if (!contains(rowsOfReplaced, row) && index.runs(row) >>> Math.min(length, SeatIndex.LONG_RUN) == 0) {
                continue;
            }
            int end = index.rowEnd(row);
            int from = nextOrdinary(index.rowStart(row), end);
            while (from < end && n < found.length) {
                int runEnd = nextNotOrdinary(from, end);
                if (runEnd - from == length) {
                    for (int seat = from; seat < runEnd && n < found.length; seat++) {
                        found[n++] = seat;
                    }
                }
                from = nextOrdinary(runEnd, end);
            }
        }
        return n;
    }

    private int[] ordinaryOf(int row) {
        int[] found = new int[index.ordinaryInRow(row) + count(rowsOfReplaced, row)];
        int n = 0;
        int end = index.rowEnd(row);
        for (int t = nextOrdinary(index.rowStart(row), end); t < end; t = nextOrdinary(t + 1, end)) {
            found[n++] = t;
        }
        return Arrays.copyOf(found, n); // a replaced ticket may be kept
    }

    private boolean isFree(int ticket) {
        return index.isFree(ticket) || (replaced != null && replaced.has(ticket));
    }

    private int nextOrdinary(int from, int end) {
        int next = index.nextOrdinary(from, end);
        if (replaced != null) {
            for (int ticket : replaced.tickets()) {
                next = ticket >= from && ticket < next && !index.isKept(ticket) ? ticket : next;
            }
        }
        return next;
    }

    private int nextNotOrdinary(int from, int end) {
        int next = index.nextNotOrdinary(from, end);
        while (next < end && replaced != null && replaced.has(next) && !index.isKept(next)) {
            next = index.nextNotOrdinary(next + 1, end);
        }
        return next;
    }

    private static boolean contains(int[] values, int value) {
        return count(values, value) > 0;
    }

    private static int count(int[] values, int value) {
        int n = 0;
        for (int one : values) {
            n += one == value ? 1 : 0;
        }
        return n;
    }
}
