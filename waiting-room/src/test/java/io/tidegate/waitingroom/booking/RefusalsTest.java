package io.tidegate.waitingroom.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Refused.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {
    private static final long EVENT = Ids.event(1, 5);

    @ParameterizedTest
    @CsvSource({
        "TICKETS_TAKEN, 409, tickets-taken",
        "SOLD_OUT, 409, sold-out",
        "TEMPORARILY_UNAVAILABLE, 409, temporarily-unavailable",
        "LEAVES_SINGLE_SEAT, 409, leaves-single-seat",
        "HOLD_EXISTS, 409, hold-exists",
        "SALE_NOT_OPEN, 409, sale-not-open",
        "LIMIT_EXCEEDED, 422, limit-exceeded",
        "HOLD_EXPIRED, 409, hold-expired",
        "NOT_FOUND, 404, not-found",
        "PAYMENT_NOT_AUTHORISED, 402, payment-not-authorised",
        "IDEMPOTENCY_MISMATCH, 422, idempotency-mismatch",
        "INVALID, 400, bad-request",
        "ALREADY_ORDERED, 409, already-ordered",
        "REFUND_UNDER_WAY, 409, refund-under-way",
        "NOTHING_TO_REFUND, 409, nothing-to-refund",
        "ACCESSIBLE_KEPT, 409, accessible-kept"
    })
    void eachReasonHasItsStatusAndSlug(Reason reason, int status, String slug) {
        HttpProblem problem = Refusals.problem(
                EVENT, Refused.newBuilder().setReason(reason).setDetail("why").build());

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.body().getString("type")).isEqualTo("/problems/" + slug);
        assertThat(problem.body().getString("detail")).isEqualTo("why");
    }

    @Test
    void whatHelpsComesWithTheRefusal() {
        Refused all = Refused.newBuilder()
                .addTicketNos(3)
                .setHoldNo(4)
                .setOpensAtMs(1000)
                .setLimit(8)
                .build();

        assertThat(body(all, Reason.TICKETS_TAKEN).getJsonArray("ticketIds"))
                .isEqualTo(new JsonArray().add(Ids.ticketId(EVENT, 3)));
        assertThat(body(all, Reason.HOLD_EXISTS).getString("holdId")).isEqualTo(Ids.holdId(EVENT, 4));
        assertThat(body(all, Reason.SALE_NOT_OPEN).getString("opensAt")).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(body(all, Reason.LIMIT_EXCEEDED).getInteger("limit")).isEqualTo(8);
    }

    private static JsonObject body(Refused refused, Reason reason) {
        return Refusals.problem(EVENT, refused.toBuilder().setReason(reason).build())
                .body();
    }
}
