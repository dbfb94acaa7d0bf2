package io.tidegate.booking.ledger;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout.Row;
import io.tidegate.layout.VenueLayout.Section;
import java.util.Arrays;
import java.util.List;

/**
 * Which tickets are free and where they stand, for finding seats without looking at each: a bit a ticket, and for each
 * row and section which lengths of free runs it has. A row counts again only after one of its tickets has moved. A
 * general-admission section is one row.
 *
 * <p>A seat is ordinary when it is free and not kept for who needs it; runs are of ordinary seats.
 */
final class SeatIndex {
    /** Run lengths from here on share a bit. */
    static final int LONG_RUN = 31;

    private static final int STALE = 1; // the bit of the run length 0, which does not exist

    private final int capacity;
    private final long[] free;
    private final long[] kept;
    private final long[] wheelchair;
    private final long[] companion;
    private final int[] rowStarts;
    private final int[] sectionOfRow;
    private final int[] firstRowOfSection;
    private final boolean[] seated;
    private final int[] runsOfRow;
    private final int[] runsOfSection;
    private final int[] ordinaryInRow;
    private final int[] ordinaryInSection;
    private final float[] rowX; // of the first seat, from the section's focal point
    private final float[] rowY; // from the section's front
    private final float[] pitch;

    SeatIndex(TicketNumbers numbers) {
        List<Section> sections = numbers.layout().sections();
        capacity = numbers.capacity();
        free = bits();
        kept = bits();
        wheelchair = bits();
        companion = bits();
        rowStarts = numbers.rowStarts();
        sectionOfRow = new int[rowStarts.length];
        firstRowOfSection = new int[sections.size() + 1];
        seated = new boolean[sections.size()];
        runsOfRow = new int[rowStarts.length];
        runsOfSection = new int[sections.size()];
        ordinaryInRow = new int[rowStarts.length];
        ordinaryInSection = new int[sections.size()];
        rowX = new float[rowStarts.length];
        rowY = new float[rowStarts.length];
        pitch = new float[rowStarts.length];
        int row = 0;
        for (int section = 0; section < sections.size(); section++) {
            firstRowOfSection[section] = row;
            seated[section] = sections.get(section).seated();
            int end = row + Math.max(1, sections.get(section).rows().size());
            Arrays.fill(sectionOfRow, row, end, section);
            place(sections.get(section).rows(), row);
            row = end;
        }
        firstRowOfSection[sections.size()] = row;
        for (int ticket = 0; ticket < capacity; ticket++) {
            set(free, ticket, true);
        }
        for (int section = 0; section < sections.size(); section++) {
            count(section);
        }
    }

    private long[] bits() {
        return new long[(capacity + Long.SIZE - 1) / Long.SIZE];
    }

    /** The focal point is the middle of the section's front edge. Rows drawn without depth are a metre apart. */
    private void place(List<Row> rows, int firstRow) {
        double left = rows.stream().mapToDouble(Row::x).min().orElse(0);
        double right = rows.stream()
                .mapToDouble(r -> r.x() + (r.seats() - 1) * r.pitch())
                .max()
                .orElse(0);
        double front = rows.stream().mapToDouble(Row::y).min().orElse(0);
        boolean flat = rows.stream().mapToDouble(Row::y).distinct().count() <= 1;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            rowX[firstRow + i] = (float) (row.x() - (left + right) / 2);
            rowY[firstRow + i] = (float) (flat ? i : row.y() - front);
            pitch[firstRow + i] = (float) row.pitch();
            for (var seat : row.accessible()) {
                int ticket = rowStarts[firstRow + i] + seat.seat();
                set(wheelchair, ticket, seat.kind().equals("wheelchair"));
                set(companion, ticket, seat.kind().equals("companion"));
                set(kept, ticket, isWheelchair(ticket) || isCompanion(ticket));
            }
        }
    }

    /** A ticket became free, or is no longer. */
    void set(int ticket, boolean isFree) {
        if (isFree == isFree(ticket)) {
            return;
        }
        set(free, ticket, isFree);
        if (!isKept(ticket)) {
            int row = row(ticket);
            ordinaryInRow[row] += isFree ? 1 : -1;
            ordinaryInSection[sectionOfRow[row]] += isFree ? 1 : -1;
            runsOfRow[row] = STALE;
            runsOfSection[sectionOfRow[row]] = STALE;
        }
    }

    /** The section's accessible seats are for everyone from now on. */
    void freeAccessible(int section) {
        for (int ticket = rowStarts[firstRowOfSection[section]]; ticket < sectionEnd(section); ticket++) {
            set(kept, ticket, false);
        }
        count(section);
    }

    private void count(int section) {
        ordinaryInSection[section] = 0;
        for (int row = firstRowOfSection[section]; row < firstRowOfSection[section + 1]; row++) {
            ordinaryInRow[row] = 0;
            for (int ticket = rowStarts[row]; ticket < rowEnd(row); ticket++) {
                ordinaryInRow[row] += isOrdinary(ticket) ? 1 : 0;
            }
            ordinaryInSection[section] += ordinaryInRow[row];
            runsOfRow[row] = STALE;
        }
        runsOfSection[section] = STALE;
    }

    /** A set of run lengths: bit {@code n} for a run of {@code n} ordinary seats, {@link #LONG_RUN} for all longer. */
    int runs(int row) {
        if (runsOfRow[row] == STALE) {
            int runs = 0;
            int from = nextOrdinary(rowStarts[row], rowEnd(row));
            while (from < rowEnd(row)) {
                int end = nextNotOrdinary(from, rowEnd(row));
                runs |= 1 << Math.min(end - from, LONG_RUN);
                from = nextOrdinary(end, rowEnd(row));
            }
            runsOfRow[row] = runs;
        }
        return runsOfRow[row];
    }

    /** The run lengths of all of a section's rows. */
    int runsOfSection(int section) {
        if (runsOfSection[section] == STALE) {
            int runs = 0;
            for (int row = firstRow(section); row < endRow(section); row++) {
                runs |= runs(row);
            }
            runsOfSection[section] = runs;
        }
        return runsOfSection[section];
    }

    /** The first ordinary seat from here on; {@code end}: none. */
    int nextOrdinary(int from, int end) {
        return next(from, end, 0);
    }

    /** The first seat from here on that is not ordinary; {@code end}: none. */
    int nextNotOrdinary(int from, int end) {
        return next(from, end, -1L);
    }

    private int next(int from, int end, long flip) {
        int word = from >> 6;
        long bits = from < end ? ((free[word] & ~kept[word]) ^ flip) & (-1L << from) : 0;
        while (bits == 0) {
            if (++word >= free.length || word << 6 >= end) {
                return end;
            }
            bits = (free[word] & ~kept[word]) ^ flip;
        }
        return Math.min(end, (word << 6) + Long.numberOfTrailingZeros(bits));
    }

    boolean isFree(int ticket) {
        return get(free, ticket);
    }

    /** Whether the seat is kept for who needs it: a wheelchair place or its companion's, not freed to all. */
    boolean isKept(int ticket) {
        return get(kept, ticket);
    }

    boolean isOrdinary(int ticket) {
        return isFree(ticket) && !isKept(ticket);
    }

    boolean isWheelchair(int ticket) {
        return get(wheelchair, ticket);
    }

    boolean isCompanion(int ticket) {
        return get(companion, ticket);
    }

    boolean seated(int section) {
        return seated[section];
    }

    int sections() {
        return seated.length;
    }

    int firstRow(int section) {
        return firstRowOfSection[section];
    }

    int endRow(int section) {
        return firstRowOfSection[section + 1];
    }

    int rowStart(int row) {
        return rowStarts[row];
    }

    int rowEnd(int row) {
        return row + 1 < rowStarts.length ? rowStarts[row + 1] : capacity;
    }

    int sectionEnd(int section) {
        return rowEnd(endRow(section) - 1);
    }

    int ordinaryInRow(int row) {
        return ordinaryInRow[row];
    }

    int ordinaryInSection(int section) {
        return ordinaryInSection[section];
    }

    int row(int ticket) {
        int at = Arrays.binarySearch(rowStarts, ticket);
        return at >= 0 ? at : -at - 2;
    }

    int sectionOfRow(int row) {
        return sectionOfRow[row];
    }

    /** How far a row is from its section's front, metres. */
    double depth(int row) {
        return rowY[row];
    }

    /** How far a place in a row is to the side of its section's focal point, metres; places count from 0 as seats do. */
    double aside(int row, double place) {
        return rowX[row] + place * pitch[row];
    }

    /** The place in a row that is straight behind its section's focal point. */
    double middle(int row) {
        return pitch[row] == 0 ? 0 : -rowX[row] / pitch[row];
    }

    private static boolean get(long[] bits, int at) {
        return (bits[at >> 6] & (1L << at)) != 0;
    }

    private static void set(long[] bits, int at, boolean value) {
        if (value) {
            bits[at >> 6] |= 1L << at;
        } else {
            bits[at >> 6] &= ~(1L << at);
        }
    }
}
