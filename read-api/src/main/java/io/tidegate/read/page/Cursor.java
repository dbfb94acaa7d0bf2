package io.tidegate.read.page;

import io.tidegate.read.catalogue.CatalogueReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Where a page ended, as text that means nothing to clients. What was not made here does not parse. */
public final class Cursor {
    private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder FROM_TEXT = Base64.getUrlDecoder();

    private Cursor() {}

    /** After this event, by start and id. */
    public static String of(CatalogueReader.Position position) {
        return encode("e," + position.startTime() + "," + position.eventId());
    }

    public static Optional<CatalogueReader.Position> event(String cursor) {
        String[] parts = decode(cursor).split(",", -1);
        if (parts.length != 3 || !parts[0].equals("e")) {
            return Optional.empty();
        }
        try {
            Instant start = Instant.parse(parts[1]);
            boolean sane = !start.isBefore(Instant.EPOCH) && start.isBefore(Instant.parse("9999-12-31T00:00:00Z"));
            return sane ? Optional.of(new CatalogueReader.Position(start, Long.parseLong(parts[2]))) : Optional.empty();
        } catch (DateTimeException | NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** From this ticket number on. */
    static String ofTicket(int ticketNo) {
        return encode("t," + ticketNo);
    }

    /** The ticket number to go on with. */
    public static Optional<Integer> ticket(String cursor) {
        String text = decode(cursor);
        try {
            int ticketNo = text.startsWith("t,") ? Integer.parseInt(text.substring(2)) : -1;
            return ticketNo >= 0 ? Optional.of(ticketNo) : Optional.empty();
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    public static String encode(String text) {
        return TO_TEXT.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when it is not Base64. */
    public static String decode(String cursor) {
        try {
            return new String(FROM_TEXT.decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
