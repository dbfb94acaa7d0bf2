package io.tidegate.booking.ledger;

/** What a ticket is at; the code is stored. */
public enum TicketStatus {
    AVAILABLE(0),
    HELD(1),
    SOLD(2),
    BLOCKED(3);

    /** How many there are. */
    static final int KINDS = 4;

    private static final TicketStatus[] BY_CODE = {AVAILABLE, HELD, SOLD, BLOCKED};

    private final byte code;

    TicketStatus(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }

    public static TicketStatus of(int code) {
        return BY_CODE[code];
    }
}
