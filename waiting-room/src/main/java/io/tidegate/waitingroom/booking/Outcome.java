package io.tidegate.waitingroom.booking;

import io.tidegate.ids.Ids;
import io.tidegate.wire.Confirmed;
import io.tidegate.wire.Released;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserved;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP answer to an accepted command.
 *
 * @param location of what was made; null: nothing was
 */
public record Outcome(int status, @Nullable String location, JsonObject body) {

    /**
     * The answer that a reply means; a refusal is thrown as its problem.
     *
     * @param seats for the tickets' labels; without them the answer has ids only
     * @param hold what is known of an order's hold, for its tickets' prices
     */
    public static Outcome of(Reply reply, Optional<EventSeats> seats, Optional<Hold> hold) {
        long event = reply.getEventId();
        return switch (reply.getOutcomeCase()) {
            case RESERVED -> reserved(event, reply.getReserved(), seats);
            case RELEASED -> released(event, reply.getReleased());
            case CONFIRMED -> confirmed(event, reply.getConfirmed(), seats, hold);
            case REFUSED -> throw Refusals.problem(event, reply.getRefused());
            case PAYMENT_STARTED -> payment(event, reply);
            case INTENT_RECORDED,
                    PAYMENT_SETTLED,
                    SALE_SCHEDULED,
                    REFUND_STARTED,
                    BLOCKED,
                    UNBLOCKED,
                    EVENT_CANCELLED,
                    EVENT_REVISED,
                    OUTCOME_NOT_SET -> new Outcome(200, null, new JsonObject());
        };
    }

    private static Outcome reserved(long event, Reserved reserved, Optional<EventSeats> seats) {
        String holdId = Ids.holdId(event, reserved.getHoldNo());
        JsonObject body = new JsonObject()
                .put("holdId", holdId)
                .put("eventId", Ids.eventId(event))
                .put(
                        "tickets",
                        tickets(
                                event,
                                seats,
                                reserved.getTicketNosList(),
                                reserved.getPriceNosList(),
                                reserved.getPricesList()))
                .put("amount", reserved.getAmount())
                .put("currency", reserved.getCurrency())
                .put("expiresAt", time(reserved.getExpiresAtMs()));
        return new Outcome(201, "/booking/holds/" + holdId, body);
    }

    private static Outcome released(long event, Released released) {
        JsonArray ids = new JsonArray();
        released.getTicketNosList().forEach(no -> ids.add(Ids.ticketId(event, no)));
        JsonObject body = new JsonObject()
                .put("holdId", Ids.holdId(event, released.getHoldNo()))
                .put("released", ids);
        return new Outcome(200, null, body);
    }

    private static Outcome confirmed(long event, Confirmed confirmed, Optional<EventSeats> seats, Optional<Hold> hold) {
        String orderId = Ids.orderId(event, confirmed.getHoldNo());
        List<Integer> priceNos = hold.filter(h -> h.ticketNos().equals(confirmed.getTicketNosList()))
                .map(Hold::priceNos)
                .orElse(List.of());
        JsonObject body = new JsonObject()
                .put("orderId", orderId)
                .put("eventId", Ids.eventId(event))
                .put("tickets", tickets(event, seats, confirmed.getTicketNosList(), priceNos, List.of()))
                .put("amount", confirmed.getAmount())
                .put("currency", confirmed.getCurrency())
                .put("status", confirmed.getStatus());
        return new Outcome(200, null, body);
    }

    private static Outcome payment(long event, Reply reply) {
        var started = reply.getPaymentStarted();
        JsonObject body = new JsonObject()
                .put("paymentId", Ids.paymentId(event, started.getHoldNo()))
                .put("holdId", Ids.holdId(event, started.getHoldNo()))
                .put("amount", started.getAmount())
                .put("currency", started.getCurrency())
                .put("expiresAt", time(started.getExpiresAtMs()));
        return new Outcome(200, null, body);
    }

    /** The tickets with their labels where these are known. */
    public static JsonArray tickets(
            long event,
            Optional<EventSeats> seats,
            List<Integer> ticketNos,
            List<Integer> priceNos,
            List<Long> prices) {
        if (seats.isPresent()) {
            return seats.get().tickets(ticketNos, priceNos, prices);
        }
        JsonArray bare = new JsonArray();
        ticketNos.forEach(no -> bare.add(new JsonObject().put("ticketId", Ids.ticketId(event, no))));
        return bare;
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }
}
