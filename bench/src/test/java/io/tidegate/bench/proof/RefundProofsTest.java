package io.tidegate.bench.proof;

import static io.tidegate.bench.proof.BookingSystem.ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.bench.proof.Shopper.Answer;
import io.tidegate.ids.Ids;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a promoter can do to orders and tickets over HTTP; each ends with money and seats in agreement. */
@ResourceLock(BookingSystem.LOCK)
class RefundProofsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private BookingSystem system;
    private Shopper promoter;
    private String event;

    @BeforeEach
    void anEventOnSale() throws Exception {
        system = BookingSystem.shared();
        system.webhooksTo("");
        promoter = new Shopper(system, system.url(ONE), system.promoterToken());
        event = system.event(ONE, 20, 600);
    }

    @AfterEach
    void everythingAgrees() throws Exception {
        system.requireAllInOrder();
    }

    private record Bought(Shopper buyer, String orderId, Answer payment) {}

    @Test
    void aPartIsRefundedThenTheRestAndEachSeatComesBack() throws Exception {
        Bought order = buy(2, 3, 4); // of one section, at one price
        awaitStatus(order, "captured");
        long price = order.payment.json().getLong("amount") / 3;

        Answer part = refund(order, ticket(3));
        assertThat(part.status()).as(part.toString()).isEqualTo(200);
        assertThat(part.json().getLong("amount")).isEqualTo(price);
        awaitRefunded(order, price);
        await().atMost(SOON)
                .until(() -> order.buyer.get("/orders/" + order.orderId).json().getLong("amount") == 2 * price);
        awaitReserved("next-" + UUID.randomUUID(), 3);

        assertThat(refund(order).json().getLong("amount")).isEqualTo(2 * price);
        awaitStatus(order, "refunded");
        awaitRefunded(order, 3 * price);
        assertThat(refund(order).type()).isEqualTo("/problems/nothing-to-refund");
    }

    @Test
    void anothersOrderOrTicketIsNotFound() throws Exception {
        Bought order = buy(1);
        Shopper stranger = new Shopper(system, system.url(ONE), system.promoterToken("stranger"));
        assertThat(stranger.post("/promoter/orders/" + order.orderId + "/refund", new JsonObject(), "")
                        .status())
                .isEqualTo(404);
        assertThat(refund(order, ticket(9)).status()).isEqualTo(404);
        awaitStatus(order, "captured");
    }

    @Test
    void aCancelledEventRefundsEveryOrderAndEndsEveryHold() throws Exception {
        List<Bought> orders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            orders.add(buy(2 * i, 2 * i + 1));
        }
        Shopper waiting = system.shopper("waiting-" + UUID.randomUUID(), ONE);
        String hold = waiting.reserve(ticket(15)).text("holdId");
        Answer would = promoter.post("/promoter/events/" + event + "/cancel?dryRun", new JsonObject(), "");
        assertThat(would.json().getInteger("ordersToRefund")).isEqualTo(5);

        Answer cancelled = promoter.post(
                "/promoter/events/" + event + "/cancel", new JsonObject().put("reason", "the band is ill"), "");
        assertThat(cancelled.status()).as(cancelled.toString()).isEqualTo(200);
        JsonObject change = promoter.get("/promoter/sales/" + event + "/changes")
                .json()
                .getJsonArray("changes")
                .getJsonObject(0);
        assertThat(change.getString("what")).isEqualTo("cancel");
        assertThat(change.getString("changedBy")).isEqualTo("boss");
        assertThat(change.getJsonObject("now").getString("reason")).isEqualTo("the band is ill");
        for (Bought order : orders) {
            awaitStatus(order, "refunded");
            awaitIntentSettled(order);
        }
        await().atMost(SOON)
                .until(() -> waiting.get("/booking/holds/" + hold).text("state").equals("released"));
        assertThat(waiting.reserve(ticket(16)).type()).isEqualTo("/problems/sale-not-open");
    }

    @Test
    void blockedTicketsAreNotSoldUntilTheyAreUnblocked() throws Exception {
        buy(1);
        JsonObject which = new JsonObject().put("ticketIds", JsonArray.of(ticket(1), ticket(2)));
        Answer blocked = promoter.post("/promoter/events/" + event + "/block", which, "");
        assertThat(blocked.json().getInteger("blocked")).as(blocked.toString()).isEqualTo(1);
        assertThat(blocked.json().getJsonArray("takenTicketIds")).isEqualTo(JsonArray.of(ticket(1)));
        String late = "late-" + UUID.randomUUID();
        assertThat(system.shopper(late, ONE).reserve(ticket(2)).type()).isEqualTo("/problems/tickets-taken");
        Answer unblocked = promoter.post("/promoter/events/" + event + "/unblock", which, "");
        assertThat(unblocked.json().getInteger("unblocked")).isEqualTo(1);
        awaitReserved(late, 2);
    }

    @Test
    void anEventThatIsRescheduledKeepsItsOrders() throws Exception {
        Bought order = buy(4);
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(90));
        JsonObject body = new JsonObject()
                .put("startTime", start.toString())
                .put("endTime", start.plusSeconds(7200).toString());
        Answer moved = promoter.post("/promoter/events/" + event + "/reschedule", body, "");
        assertThat(moved.text("startTime")).as(moved.toString()).isEqualTo(start.toString());
        awaitStatus(order, "captured");
    }

    @Test
    void aRefundThatTheBankSendsBackLaterIsSeenByBuyerAndPromoter() throws Exception {
        system.webhooksTo(ONE);
        Bought order = buyWith("pm_card_refundFail", 6);
        awaitStatus(order, "captured");
        assertThat(refund(order).status()).isEqualTo(200);
        await().atMost(SOON).until(() -> listed(order).getBoolean("refundFailed"));
        assertThat(listed(order).getLong("refunded")).isZero();
        assertThat(order.buyer.get("/orders/" + order.orderId).json().getJsonArray("timeline"))
                .anySatisfy(step ->
                        assertThat(((JsonObject) step).getString("step")).isEqualTo("refundFailed"));
        if (listed(order).getString("status").equals("refunded")) { // else it failed before it was recorded
            awaitReserved("next-" + UUID.randomUUID(), 6);
        }
    }

    private JsonObject listed(Bought order) throws Exception {
        return promoter.get("/promoter/events/" + event + "/orders?query=" + order.orderId)
                .json()
                .getJsonArray("orders")
                .getJsonObject(0);
    }

    private Bought buy(int... seats) throws Exception {
        return buyWith("pm_card_visa", seats);
    }

    private Bought buyWith(String card, int... seats) throws Exception {
        Shopper buyer = system.shopper("buyer-" + UUID.randomUUID(), ONE);
        String[] tickets = new String[seats.length];
        for (int i = 0; i < seats.length; i++) {
            tickets[i] = ticket(seats[i]);
        }
        String hold = buyer.reserve(tickets).text("holdId");
        Answer payment = buyer.pay(hold);
        buyer.authorise(payment, card);
        Answer order = buyer.confirm(hold, payment.text("paymentId"));
        assertThat(order.status()).as(order.toString()).isEqualTo(200);
        return new Bought(buyer, order.text("orderId"), payment);
    }

    /** The shield hears of a seat that came back a moment after the writer has committed it. */
    private void awaitReserved(String account, int seat) {
        Shopper buyer = system.shopper(account, ONE);
        await().atMost(SOON).until(() -> buyer.reserve(ticket(seat)).status() == 201);
    }

    private Answer refund(Bought order, String... ticketIds) throws Exception {
        JsonObject body = ticketIds.length == 0
                ? new JsonObject()
                : new JsonObject().put("ticketIds", JsonArray.of((Object[]) ticketIds));
        return promoter.post("/promoter/orders/" + order.orderId + "/refund", body, "");
    }

    private String ticket(int number) {
        return Ids.ticketId(Ids.parseEventId(event).orElseThrow(), number);
    }

    private static void awaitStatus(Bought order, String status) {
        await().atMost(SOON)
                .until(() -> order.buyer
                        .get("/orders/" + order.orderId)
                        .text("status")
                        .equals(status));
    }

    private void awaitRefunded(Bought order, long amount) {
        await().atMost(SOON).until(() -> refundedAtStripe(order) == amount);
    }

    private long refundedAtStripe(Bought order) throws Exception {
        return promoter
                .merchant("/v1/refunds?payment_intent=" + Shopper.intent(order.payment), "")
                .json()
                .getJsonArray("data")
                .stream()
                .mapToLong(refund -> ((JsonObject) refund).getLong("amount"))
                .sum();
    }

    /** Voided before its capture, or captured and given back. */
    private void awaitIntentSettled(Bought order) {
        await().atMost(SOON).until(() -> {
            String status = promoter.merchant("/v1/payment_intents/" + Shopper.intent(order.payment), "")
                    .text("status");
            return status.equals("canceled")
                    || refundedAtStripe(order) == order.payment.json().getLong("amount");
        });
    }
}
