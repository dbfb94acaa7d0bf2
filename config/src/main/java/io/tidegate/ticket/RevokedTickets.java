package io.tidegate.ticket;

import java.time.Instant;
import java.util.Set;

/**
 * The tickets that were issued and count no more, as of a moment.
 *
 * @param keys {@code orderId/ticketId}
 * @param validUntil from then on a newer list is needed
 */
public record RevokedTickets(Set<String> keys, Instant asOf, Instant validUntil) {
    public RevokedTickets {
        keys = Set.copyOf(keys);
    }

    public static String key(String orderId, String ticketId) {
        return orderId + "/" + ticketId;
    }

    public boolean contains(Ticket ticket) {
        return keys.contains(key(ticket.orderId(), ticket.ticketId()));
    }
}
