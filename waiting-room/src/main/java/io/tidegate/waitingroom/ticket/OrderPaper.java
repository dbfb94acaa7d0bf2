package io.tidegate.waitingroom.ticket;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An order with all that is printed about it, as it is now.
 *
 * @param status confirmed, captured, refunded or paymentFailed
 * @param refunded minor units that have been given back
 * @param seats the tickets that the order still has; none unless it is captured
 */
record OrderPaper(
        String orderId,
        String account,
        String status,
        long amount,
        long refunded,
        String currency,
        Show show,
        List<Seat> seats) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);

    OrderPaper {
        seats = List.copyOf(seats);
    }

    /** The event and where it is. */
    record Show(
            String name,
            Instant startsAt,
            Instant endsAt,
            ZoneId zone,
            String venue,
            String address,
            double latitude,
            double longitude,
            boolean cancelled) {
        String day() {
            return DAY.format(startsAt.atZone(zone));
        }

        String time() {
            return TIME.format(startsAt.atZone(zone));
        }
    }

    /**
     * One ticket.
     *
     * @param row empty with general admission, as is number
     * @param qr what its QR code says
     */
    record Seat(
            String ticketId,
            String section,
            String row,
            String number,
            String accessibility,
            String priceType,
            Optional<Long> price,
            String qr) {}

    boolean hasTickets() {
        return status.equals("captured") && !seats.isEmpty();
    }

    /** An amount of this order as people write it: {@code 45.00 EUR}. */
    String money(long minorUnits) {
        int digits = 2;
        try {
            digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException unknown) {
            // most have two
        }
        return BigDecimal.valueOf(minorUnits, digits).toPlainString() + " " + currency;
    }
}
