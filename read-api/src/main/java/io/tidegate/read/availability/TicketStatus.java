package io.tidegate.read.availability;

/** A ticket's status, with its code in the database and in the two bits of a snapshot. */
public enum TicketStatus {
    available(0),
    held(1),
    sold(2),
    blocked(3);

    private static final TicketStatus[] ALL = {available, held, sold, blocked};

    private final int code;

    TicketStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Of a code from 0 to 3. */
    public static TicketStatus of(int code) {
        return ALL[code];
    }
}
