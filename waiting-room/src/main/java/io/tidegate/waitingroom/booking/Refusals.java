package io.tidegate.waitingroom.booking;

import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.wire.Refused;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.util.List;

/** The one place that says how each refusal of the writer reads in HTTP. */
public final class Refusals {
    private Refusals() {}

    public static HttpProblem problem(long event, Refused refused) {
        HttpProblem problem = bare(event, refused);
        return refused.getDetail().isEmpty() ? problem : problem.with("detail", refused.getDetail());
    }

    /** 409: others have, or are just taking, these tickets. */
    public static HttpProblem ticketsTaken(long event, List<Integer> ticketNos) {
        JsonArray ids = new JsonArray();
        ticketNos.forEach(no -> ids.add(Ids.ticketId(event, no)));
        return conflict("tickets-taken", "Tickets are taken", "none was reserved")
                .with("ticketIds", ids);
    }

    /** 403: the sale is queued, and the request carried no pass that is valid for it. */
    public static HttpProblem passRequired(long event) {
        return HttpProblem.of(403, "pass-required", "A queue pass is needed", "join the queue and wait for admission")
                .with("joinUrl", "/queue/" + Ids.eventId(event) + "/join");
    }

    /** 402: the buyer has not authorised the payment, or not this one. */
    public static HttpProblem paymentNotAuthorised(String reason) {
        return HttpProblem.of(
                        402, "payment-not-authorised", "The payment is not authorised", "authorise it, then confirm")
                .with("reason", reason);
    }

    /** 409: the hold has ended, and its tickets could not be taken again. */
    public static HttpProblem holdExpired() {
        return conflict("hold-expired", "The hold has ended", "an authorised payment is voided");
    }

    private static HttpProblem bare(long event, Refused refused) {
        return switch (refused.getReason()) {
            case TICKETS_TAKEN -> ticketsTaken(event, refused.getTicketNosList());
            case SOLD_OUT -> conflict("sold-out", "Sold out", "no such tickets are left");
            case TEMPORARILY_UNAVAILABLE ->
                conflict("temporarily-unavailable", "All held at the moment", "held tickets may come back: try again")
                        .header("Retry-After", "5");
            case LEAVES_SINGLE_SEAT ->
                conflict("leaves-single-seat", "A single seat would be left", "choose neighbouring seats");
            case HOLD_EXISTS ->
                conflict("hold-exists", "There is a hold already", "one live hold a buyer and event; see replaces")
                        .with("holdId", Ids.holdId(event, refused.getHoldNo()));
            case SALE_NOT_OPEN -> saleNotOpen(refused.getOpensAtMs());
            case LIMIT_EXCEEDED ->
                HttpProblem.of(422, "limit-exceeded", "More than a buyer may have", "the limit counts bought tickets")
                        .with("limit", refused.getLimit());
            case HOLD_EXPIRED -> holdExpired();
            case NOT_FOUND -> HttpProblem.notFound("no such ticket or hold");
            case PAYMENT_NOT_AUTHORISED -> paymentNotAuthorised("mismatch");
            case IDEMPOTENCY_MISMATCH ->
                HttpProblem.of(
                        422,
                        "idempotency-mismatch",
                        "The key was used with another request",
                        "send a new Idempotency-Key with a new request");
            case INVALID -> HttpProblem.badRequest("the request does not fit the event");
            case ALREADY_ORDERED ->
                conflict("already-ordered", "The hold is an order already", "its tickets are bought")
                        .with("orderId", Ids.orderId(event, refused.getHoldNo()));
            case REFUND_UNDER_WAY ->
                conflict("refund-under-way", "Another refund is under way", "one refund of an order at a time");
            case NOTHING_TO_REFUND ->
                conflict("nothing-to-refund", "Nothing to refund", "the order is refunded, or was never paid");
            case ACCESSIBLE_KEPT ->
                conflict("accessible-kept", "The seat is kept", "a companion's seat comes with a wheelchair place");
            case EVENT_ON_SALE ->
                conflict(
                        "event-on-sale",
                        "The event has tickets",
                        "it cannot be deleted any more, nor its venue and currency change");
            case DEAD_LETTERED, REASON_UNSPECIFIED, UNRECOGNIZED ->
                HttpProblem.of(500, "not-applied", "Something went wrong on our side", "nothing was changed");
        };
    }

    private static HttpProblem saleNotOpen(long opensAtMs) {
        HttpProblem problem = conflict("sale-not-open", "The sale is not open", "nothing can be reserved now");
        return opensAtMs > 0
                ? problem.with("opensAt", Instant.ofEpochMilli(opensAtMs).toString())
                : problem;
    }

    private static HttpProblem conflict(String slug, String title, String detail) {
        return HttpProblem.of(409, slug, title, detail);
    }
}
