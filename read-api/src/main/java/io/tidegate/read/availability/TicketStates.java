package io.tidegate.read.availability;

import io.tidegate.layout.TicketNumbers;

/**
 * The status of every ticket of an event in two bits each: ticket n is in byte n/4, bits 2·(n mod 4) and the next. Keeps
 * the count of each status by section, so that no reader counts. Not thread-safe.
 */
public final class TicketStates {
    private static final int STATUSES = TicketStatus.values().length;

    private final TicketNumbers numbers;
    private final byte[] packed;
    private final int[] counts; // [section * 4 + status]

    /** All available. */
    public TicketStates(TicketNumbers numbers) {
        this.numbers = numbers;
        packed = new byte[(numbers.capacity() + 3) / 4];
        int sections = numbers.layout().sections().size();
        counts = new int[sections * STATUSES];
        for (int section = 0; section < sections; section++) {
            counts[section * STATUSES] = numbers.end(section) - numbers.first(section);
        }
    }

    public TicketNumbers numbers() {
        return numbers;
    }

    public TicketStatus get(int ticketNo) {
        return TicketStatus.of(packed[ticketNo >> 2] >> shift(ticketNo) & 3);
    }

    public void set(int ticketNo, TicketStatus status) {
        int section = numbers.section(ticketNo);
        counts[section * STATUSES + get(ticketNo).code()]--;
        counts[section * STATUSES + status.code()]++;
        int cleared = packed[ticketNo >> 2] & ~(3 << shift(ticketNo));
        packed[ticketNo >> 2] = (byte) (cleared | status.code() << shift(ticketNo));
    }

    /** A copy of the packed states. */
    public byte[] packed() {
        return packed.clone();
    }

    /** A copy of the counts. */
    public Counts counts() {
        return new Counts(counts.clone());
    }

    private static int shift(int ticketNo) {
        return (ticketNo & 3) << 1;
    }

    /** How many tickets have a status, by section and in all. */
    public static final class Counts {
        private final int[] bySection;

        private Counts(int[] bySection) {
            this.bySection = bySection;
        }

        public int of(int section, TicketStatus status) {
            return bySection[section * STATUSES + status.code()];
        }

        public int of(TicketStatus status) {
            int sum = 0;
            for (int at = status.code(); at < bySection.length; at += STATUSES) {
                sum += bySection[at];
            }
            return sum;
        }
    }
}
