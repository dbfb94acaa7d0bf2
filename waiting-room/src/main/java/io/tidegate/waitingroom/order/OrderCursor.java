package io.tidegate.waitingroom.order;

import static io.tidegate.db.Tables.BOOKING_ORDER;

import io.tidegate.http.HttpProblem;
import io.tidegate.waitingroom.booking.Hold;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Where a list of orders goes on: the last one's place in its order, opaque to clients. */
record OrderCursor(Instant confirmedAt, long event, int holdNo) {
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT_MAX = 100;
    private static final int CHARS_MAX = 120;

    static OrderCursor of(Hold hold) {
        return new OrderCursor(hold.order().orElseThrow().confirmedAt(), hold.event(), hold.holdNo());
    }

    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((confirmedAt + " " + event + " " + holdNo).getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads one; what we did not make is a 400 problem. */
    static OrderCursor parse(String text) {
        try {
            String[] parts = new String(
                            Base64.getUrlDecoder().decode(text.substring(0, Math.min(text.length(), CHARS_MAX))),
                            StandardCharsets.US_ASCII)
                    .split(" ");
            if (parts.length != 3) {
                throw bad();
            }
            return new OrderCursor(Instant.parse(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
        } catch (DateTimeException | IllegalArgumentException malformed) {
            throw bad();
        }
    }

    /** What comes after it: older, or as old with a higher number. */
    Condition condition() {
        OffsetDateTime at = confirmedAt.atOffset(ZoneOffset.UTC);
        return BOOKING_ORDER
                .CONFIRMED_AT
                .lt(at)
                .or(BOOKING_ORDER
                        .CONFIRMED_AT
                        .eq(at)
                        .and(DSL.row(BOOKING_ORDER.EVENT_ID, BOOKING_ORDER.HOLD_NO)
                                .gt(event, holdNo)));
    }

    /** How many a page has; not 1 to 100 is a 400 problem. */
    static int limit(@Nullable String text) {
        if (text == null) {
            return LIMIT_DEFAULT;
        }
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LIMIT_MAX) {
            throw HttpProblem.badRequest("limit: allowed: 1 to " + LIMIT_MAX).with("field", "limit");
        }
        return Integer.parseInt(text);
    }

    private static HttpProblem bad() {
        return HttpProblem.badRequest("cursor: allowed: a nextCursor").with("field", "cursor");
    }
}
