package io.tidegate.read.availability;

/**
 * Every ticket's status at {@code seq}.
 *
 * @param states two bits a ticket: ticket n is in byte n/4, bits 2·(n mod 4) and the next; Base64 in JSON
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of its own, never changed
public record Snapshot(long seq, int capacity, byte[] states) {
    public TicketStatus of(int ticketNo) {
        return TicketStatus.of(states[ticketNo >> 2] >> ((ticketNo & 3) << 1) & 3);
    }
}
