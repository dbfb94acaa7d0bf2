package io.tidegate.ids;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The public ids. They are opaque to clients; to us an event id carries its Kafka partition, and the id of a ticket, a
 * hold, a payment or an order carries its event, so that none needs a look-up to be routed.
 *
 * <p>An event is a long, {@code partition * 2^40 + number}; below 2^53 for any allowed partition, so that JavaScript
 * can hold it. Each id has one spelling: what parses prints the same again.
 */
public final class Ids {
    private static final int NUMBER_BITS = 40;
    private static final int PARTITIONS_MAX = 4096;
    private static final int RADIX = 32;

    private Ids() {}

    /** The event with this number on this partition. */
    public static long event(int partition, long number) {
        if (partition < 0 || partition >= PARTITIONS_MAX || number < 0 || number >= 1L << NUMBER_BITS) {
            throw new IllegalArgumentException("no event id for partition " + partition + ", number " + number);
        }
        return ((long) partition << NUMBER_BITS) | number;
    }

    /** The Kafka partition on which an event lives, for ever. */
    public static int partition(long event) {
        return (int) (event >>> NUMBER_BITS);
    }

    public static String eventId(long event) {
        return "ev_" + Long.toString(event, RADIX);
    }

    public static String venueId(long venue) {
        return "vn_" + Long.toString(venue, RADIX);
    }

    public static String performerId(long performer) {
        return "pf_" + Long.toString(performer, RADIX);
    }

    public static String ticketId(long event, int ticketNo) {
        return ofEvent("tk_", event, ticketNo);
    }

    public static String holdId(long event, int holdNo) {
        return ofEvent("hd_", event, holdNo);
    }

    public static String paymentId(long event, int holdNo) {
        return ofEvent("py_", event, holdNo);
    }

    public static String orderId(long event, int holdNo) {
        return ofEvent("or_", event, holdNo);
    }

    public static OptionalLong parseEventId(String id) {
        return parseLong("ev_", id);
    }

    public static OptionalLong parseVenueId(String id) {
        return parseLong("vn_", id);
    }

    public static OptionalLong parsePerformerId(String id) {
        return parseLong("pf_", id);
    }

    public static Optional<OfEvent> parseTicketId(String id) {
        return parseOfEvent("tk_", id);
    }

    public static Optional<OfEvent> parseHoldId(String id) {
        return parseOfEvent("hd_", id);
    }

    public static Optional<OfEvent> parsePaymentId(String id) {
        return parseOfEvent("py_", id);
    }

    public static Optional<OfEvent> parseOrderId(String id) {
        return parseOfEvent("or_", id);
    }

    /** Something with a number within an event: a ticket, or a hold with its payment and order. */
    public record OfEvent(long event, int number) {}

    private static String ofEvent(String prefix, long event, int number) {
        return prefix + Long.toString(event, RADIX) + "-" + Integer.toString(number, RADIX);
    }

    private static Optional<OfEvent> parseOfEvent(String prefix, String id) {
        int dash = id.lastIndexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        OptionalLong event = parseLong(prefix, id.substring(0, dash));
        OptionalInt number = parseInt(id.substring(dash + 1));
        return event.isPresent() && number.isPresent()
                ? Optional.of(new OfEvent(event.getAsLong(), number.getAsInt()))
                : Optional.empty();
    }

    private static OptionalLong parseLong(String prefix, String id) {
        if (!id.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        String digits = id.substring(prefix.length());
        try {
            long value = Long.parseLong(digits, RADIX);
            boolean canonical = value >= 0
                    && value < (long) PARTITIONS_MAX << NUMBER_BITS
                    && Long.toString(value, RADIX).equals(digits);
            return canonical ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException notAnId) {
            return OptionalLong.empty();
        }
    }

    private static OptionalInt parseInt(String digits) {
        try {
            int value = Integer.parseInt(digits, RADIX);
            boolean canonical = value >= 0 && Integer.toString(value, RADIX).equals(digits);
            return canonical ? OptionalInt.of(value) : OptionalInt.empty();
        } catch (NumberFormatException notAnId) {
            return OptionalInt.empty();
        }
    }
}
