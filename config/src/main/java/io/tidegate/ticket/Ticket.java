package io.tidegate.ticket;

import java.time.Instant;

/**
 * What a ticket's QR code says. A ticket is one order's right to one place: should the same place be sold again after a
 * refund, that is another ticket.
 *
 * @param place as the visitor finds it: section, row, seat
 */
public record Ticket(String ticketId, String orderId, String eventName, Instant startsAt, String place) {}
