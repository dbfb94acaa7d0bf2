package io.tidegate.layout;

import java.util.Arrays;

/**
 * Where each ticket number of a layout stands: section, row, seat. Built once per layout version; a look-up is a binary
 * search over rows.
 */
public final class TicketNumbers {
    private final VenueLayout layout;
    private final int[] firstOfRow; // a general-admission section counts as one row
    private final int[] sectionOfRow;
    private final int[] rowInSection; // -1: general admission
    private final int[] firstOfSection;
    private final int capacity;

    public TicketNumbers(VenueLayout layout) {
        this.layout = layout;
        int rows = layout.sections().stream()
                .mapToInt(s -> Math.max(1, s.rows().size()))
                .sum();
        firstOfRow = new int[rows];
        sectionOfRow = new int[rows];
        rowInSection = new int[rows];
        firstOfSection = new int[layout.sections().size() + 1];
        int ticket = 0;
        int row = 0;
        for (int section = 0; section < layout.sections().size(); section++) {
            VenueLayout.Section here = layout.sections().get(section);
            firstOfSection[section] = ticket;
            int rowsHere = Math.max(1, here.rows().size());
            for (int r = 0; r < rowsHere; r++, row++) {
                firstOfRow[row] = ticket;
                sectionOfRow[row] = section;
                rowInSection[row] = here.seated() ? r : -1;
                ticket += here.seated() ? here.rows().get(r).seats() : here.places();
            }
        }
        capacity = ticket;
        firstOfSection[layout.sections().size()] = capacity;
    }

    public VenueLayout layout() {
        return layout;
    }

    public int capacity() {
        return capacity;
    }

    /** The first ticket number of a section, by its position in the layout. */
    public int first(int section) {
        return firstOfSection[section];
    }

    /** One past the last ticket number of a section. */
    public int end(int section) {
        return firstOfSection[section + 1];
    }

    /** The position in the layout of the ticket's section. */
    public int section(int ticketNo) {
        return sectionOfRow[rowIndex(ticketNo)];
    }

    /** The position of the section with this id; -1: none. */
    public int sectionOf(String sectionId) {
        for (int i = 0; i < layout.sections().size(); i++) {
            if (layout.sections().get(i).sectionId().equals(sectionId)) {
                return i;
            }
        }
        return -1;
    }

    /** Row label and seat number of a ticket; both empty for general admission. */
    public Seat seat(int ticketNo) {
        int index = rowIndex(ticketNo);
        if (rowInSection[index] < 0) {
            return Seat.GENERAL_ADMISSION;
        }
        VenueLayout.Row row = layout.sections().get(sectionOfRow[index]).rows().get(rowInSection[index]);
        int seat = ticketNo - firstOfRow[index];
        return new Seat(row.row(), Integer.toString(row.firstSeat() + seat), accessibility(row, seat));
    }

    /** First ticket numbers of all rows, ascending; seats of a row are neighbours. */
    public int[] rowStarts() {
        return firstOfRow.clone();
    }

    private int rowIndex(int ticketNo) {
        if (ticketNo < 0 || ticketNo >= capacity) {
            throw new IndexOutOfBoundsException("ticket " + ticketNo + " of " + capacity);
        }
        int at = Arrays.binarySearch(firstOfRow, ticketNo);
        return at >= 0 ? at : -at - 2;
    }

    private static String accessibility(VenueLayout.Row row, int seat) {
        return row.accessible().stream()
                .filter(a -> a.seat() == seat)
                .map(VenueLayout.Accessible::kind)
                .findFirst()
                .orElse("none");
    }

    /** A ticket's row label, seat number and accessibility, as the API gives them. */
    public record Seat(String row, String seatNumber, String accessibility) {
        static final Seat GENERAL_ADMISSION = new Seat("", "", "none");
    }
}
