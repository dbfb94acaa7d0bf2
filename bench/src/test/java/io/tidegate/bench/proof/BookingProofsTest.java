package io.tidegate.bench.proof;

import static io.tidegate.bench.proof.BookingSystem.ONE;
import static io.tidegate.bench.proof.BookingSystem.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.net.Webhook;
import io.tidegate.bench.proof.Shopper.Answer;
import io.tidegate.ids.Ids;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What buyers and Stripe can do to us over HTTP; each ends with money and seats in agreement. */
@ResourceLock(BookingSystem.LOCK)
class BookingProofsTest {
    private static final int CLIENTS = 500;
    private static final Duration SOON = Duration.ofSeconds(30);

    private static BookingSystem system;
    private static String event;
    private static String brief;
    private static int nextSeat;

    private Shopper ada;
    private Shopper bob;

    @BeforeAll
    static void twoEvents() throws Exception {
        system = BookingSystem.shared();
        event = system.event(ONE, 200, 600);
        brief = system.event(ONE, 20, 5);
    }

    @BeforeEach
    void buyersOfThisTest() {
        String test = UUID.randomUUID().toString().substring(0, 8);
        ada = system.shopper("ada-" + test, ONE);
        bob = system.shopper("bob-" + test, TWO);
        system.webhooksTo("");
    }

    @AfterEach
    void everythingAgrees() throws Exception {
        system.requireAllInOrder();
    }

    @Test
    void ofFiveHundredClientsOnOneTicketOneGetsItWithTheShieldOn() throws Exception {
        oneOfAll(ONE);
    }

    @Test
    void ofFiveHundredClientsOnOneTicketOneGetsItWithoutTheShield() throws Exception {
        oneOfAll(TWO);
    }

    /** Nobody else is on these stores' Redis while this runs. */
    @Test
    void ofFiveHundredClientsOnOneTicketOneGetsItWhileRedisIsDead() throws Exception {
        system.stores().killRedis();
        try {
            oneOfAll(ONE);
        } finally {
            system.stores().redis();
            await().atMost(SOON).until(() -> system.isReady(ONE) && system.isReady(TWO));
        }
    }

    @Test
    void ofFiveHundredClientsOnOneTicketOneGetsItWhileRedisIsFrozen() throws Exception {
        system.stores().processes().pause("redis");
        try {
            oneOfAll(ONE);
        } finally {
            system.stores().processes().resume("redis");
        }
    }

    private void oneOfAll(String gateway) throws Exception {
        String ticket = seat();
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Shopper client = system.shopper("client-" + UUID.randomUUID(), gateway);
            calls.add(() -> client.reserve(ticket));
        }
        Map<Integer, Long> answers =
                atOnce(calls).stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
        assertThat(answers).isEqualTo(Map.of(201, 1L, 409, CLIENTS - 1L));
    }

    @Test
    void aHoldHasOnePaymentHoweverOftenItIsBegunAndOneOrderHoweverOftenItIsConfirmed() throws Exception {
        String hold = ada.reserve(seat(), seat()).text("holdId");
        Shopper elsewhere = system.shopper(accountOf(hold), TWO);
        List<Answer> payments = atOnce(List.of(() -> ada.pay(hold), () -> elsewhere.pay(hold), () -> ada.pay(hold)));
        assertThat(payments).extracting(Answer::status).containsOnly(200);
        assertThat(payments).extracting(Shopper::intent).containsOnly(Shopper.intent(payments.getFirst()));
        ada.authorise(payments.getFirst());
        String payment = payments.getFirst().text("paymentId");
        List<Answer> orders = atOnce(List.of(
                () -> ada.confirm(hold, payment),
                () -> elsewhere.confirm(hold, payment),
                () -> bob.confirm(hold, payment)));
        assertThat(orders).extracting(Answer::status).containsExactly(200, 200, 404);
        assertThat(orders.get(0).text("orderId")).isEqualTo(orders.get(1).text("orderId"));
        awaitStatus(ada, orders.get(0).text("orderId"), "captured");
    }

    @Test
    void aPaymentAfterExpiryTakesTheSeatsAgainIfTheyAreFreeAndIsVoidedIfTheyAreGone() throws Exception {
        String lucky = ada.reserve(Ids.ticketId(number(brief), 1)).text("holdId");
        String unlucky = bob.reserve(Ids.ticketId(number(brief), 3)).text("holdId");
        Answer luckyPayment = ada.pay(lucky);
        Answer unluckyPayment = bob.pay(unlucky);
        await().atMost(SOON)
                .until(() -> bob.get("/booking/holds/" + unlucky).text("state").equals("expired")
                        && ada.get("/booking/holds/" + lucky).text("state").equals("expired"));
        Answer taken = system.shopper("quick-" + UUID.randomUUID(), ONE).reserve(Ids.ticketId(number(brief), 3));
        assertThat(taken.status()).as(taken.toString()).isEqualTo(201);
        ada.authorise(luckyPayment);
        bob.authorise(unluckyPayment);
        Answer retaken = ada.confirm(lucky, luckyPayment.text("paymentId"));
        Answer tooLate = bob.confirm(unlucky, unluckyPayment.text("paymentId"));
        assertThat(retaken.status()).as(retaken.toString()).isEqualTo(200);
        assertThat(tooLate.status()).as(tooLate.toString()).isEqualTo(409);
        assertThat(tooLate.type()).isEqualTo("/problems/hold-expired");
        awaitIntent(luckyPayment, "succeeded");
        awaitIntent(unluckyPayment, "canceled");
    }

    @Test
    void anotherAmountThanTheHoldsIsNoPayment() throws Exception {
        String hold = ada.reserve(Ids.ticketId(number(brief), 5)).text("holdId");
        Answer payment = ada.pay(hold);
        ada.merchant("/v1/payment_intents/" + Shopper.intent(payment), "amount=100");
        ada.authorise(payment);
        Answer refused = ada.confirm(hold, payment.text("paymentId"));
        assertThat(refused.status()).as(refused.toString()).isEqualTo(402);
        assertThat(refused.type()).isEqualTo("/problems/payment-not-authorised");
        assertThat(ada.release(hold).status()).isEqualTo(200);
        awaitIntent(payment, "canceled");
    }

    @Test
    void anotherBuyersPaymentIdConfirmsNothing() throws Exception {
        String ticket = seat();
        String adas = ada.reserve(ticket).text("holdId");
        String bobs = bob.reserve(seat()).text("holdId");
        Answer adasPayment = ada.pay(adas);
        bob.pay(bobs);
        ada.authorise(adasPayment);
        assertThat(bob.confirm(bobs, adasPayment.text("paymentId")).status()).isEqualTo(404);
        assertThat(bob.confirm(adas, adasPayment.text("paymentId")).status()).isEqualTo(404);
        assertThat(ada.release(adas).status()).isEqualTo(200);
        assertThat(bob.release(bobs).status()).isEqualTo(200);
        awaitIntent(adasPayment, "canceled");

        JsonObject byTicket = new JsonObject().put("ticketId", ticket);
        assertThat(ada.post("/booking/release", byTicket, "").type()).isEqualTo("/problems/hold-expired");
        assertThat(bob.post("/booking/release", byTicket, "").status()).isEqualTo(404);
        assertThat(bob.release(adas).status()).isEqualTo(404);
    }

    @Test
    void webhooksThatComeThriceAndInReverseOrderAreAppliedOnce() throws Exception {
        String hold = ada.reserve(seat()).text("holdId");
        Answer payment = ada.pay(hold);
        JsonObject begun = intentOf(payment);
        ada.authorise(payment);
        JsonObject authorised = intentOf(payment);
        String run = UUID.randomUUID().toString().substring(0, 8);
        JsonObject done = authorised.copy().put("status", "succeeded");
        for (int i = 0; i < 3; i++) {
            assertThat(webhook("evt_3" + run, "payment_intent.succeeded", done)).isEqualTo(200);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(webhook("evt_2" + run, "payment_intent.amount_capturable_updated", authorised))
                    .isEqualTo(200);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(webhook("evt_1" + run, "payment_intent.created", begun)).isEqualTo(200);
        }
        awaitStatus(ada, orderOf(hold), "captured");
        assertThat(system.ask("select count(*) from stripe_event where stripe_event_id = 'evt_2" + run + "'"))
                .isEqualTo("1");
        Answer order = ada.get("/orders/" + orderOf(hold));
        assertThat(order.json().getJsonArray("timeline").encode()).containsOnlyOnce("\"confirmed\"");
    }

    @Test
    void aKeyThatIsUsedAgainSaysTheSameOnAnyGatewayAndRefusesAnotherBody() throws Exception {
        String key = UUID.randomUUID().toString();
        String seat = seat();
        Answer first = ada.reserveAs(key, seat);
        Shopper elsewhere = system.shopper(accountOf(first.text("holdId")), TWO);
        List<Answer> again = atOnce(List.of(() -> ada.reserveAs(key, seat), () -> elsewhere.reserveAs(key, seat)));
        assertThat(again).extracting(Answer::status).containsOnly(201);
        assertThat(again).extracting(answer -> answer.text("holdId")).containsOnly(first.text("holdId"));
        for (Shopper shopper : List.of(ada, elsewhere)) {
            Answer other = shopper.reserveAs(key, seat());
            assertThat(other.status()).as(other.toString()).isEqualTo(422);
            assertThat(other.type()).isEqualTo("/problems/idempotency-mismatch");
        }
        assertThat(ada.release(first.text("holdId")).status()).isEqualTo(200);
    }

    @Test
    void theSameCommandOnTwoGatewaysAtOnceIsDecidedOnce() throws Exception {
        String key = UUID.randomUUID().toString();
        String seat = seat();
        String account = "eve-" + UUID.randomUUID();
        List<Answer> both = atOnce(List.of(
                () -> system.shopper(account, ONE).reserveAs(key, seat),
                () -> system.shopper(account, TWO).reserveAs(key, seat)));
        assertThat(both).extracting(Answer::status).containsOnly(201);
        assertThat(both.get(0).text("holdId")).isEqualTo(both.get(1).text("holdId"));
    }

    @Test
    void whoClosesTheBrowserAfterPayingHasTheOrder() throws Exception {
        system.webhooksTo(TWO);
        String hold = ada.reserve(seat(), seat()).text("holdId");
        ada.authorise(ada.pay(hold));
        awaitStatus(ada, orderOf(hold), "captured");
    }

    @Test
    void whatNeitherBuyerNorWebhookFinishedIsFoundAtStripeAndWhatNobodyKnowsIsCancelled() throws Exception {
        String hold = ada.reserve(seat()).text("holdId");
        Answer payment = ada.pay(hold);
        ada.authorise(payment);
        Answer stray = ada.merchant(
                "/v1/payment_intents",
                "amount=4500&currency=eur&capture_method=manual&payment_method_types[]=card&metadata[holdId]=" + hold);
        assertThat(stray.status()).as(stray.toString()).isEqualTo(200);
        ada.merchant("/v1/payment_intents/" + stray.text("id") + "/confirm", "payment_method=pm_card_visa");
        awaitStatus(ada, orderOf(hold), "captured");
        await().atMost(SOON)
                .until(() -> ada.merchant("/v1/payment_intents/" + stray.text("id"), "")
                        .text("status")
                        .equals("canceled"));
    }

    /** What a gateway leaves behind that ends between its writer's word and the row's change. */
    @Test
    void anEventWhoseDeletionWasBrokenOffIsPutOnSaleAllTheSame() throws Exception {
        String spared = system.unsold(ONE, 20);
        system.ask("insert into event_revision values (" + number(spared) + ", 0, 0, '') returning event_id");
        system.putOnSale(TWO, spared, 600);
        assertThat(ada.reserve(Ids.ticketId(number(spared), 1)).status()).isEqualTo(201);
    }

    private static String seat() {
        return Ids.ticketId(number(event), 20 + nextSeat++);
    }

    private static long number(String eventId) {
        return Ids.parseEventId(eventId).orElseThrow();
    }

    private static String orderOf(String holdId) {
        Ids.OfEvent hold = Ids.parseHoldId(holdId).orElseThrow();
        return Ids.orderId(hold.event(), hold.number());
    }

    private static String accountOf(String holdId) throws Exception {
        Ids.OfEvent hold = Ids.parseHoldId(holdId).orElseThrow();
        return system.ask(
                "select account_id from hold where event_id = " + hold.event() + " and hold_no = " + hold.number());
    }

    private static List<Answer> atOnce(List<Callable<Answer>> calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> running = new ArrayList<>();
            for (Callable<Answer> call : calls) {
                running.add(clients.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> one : running) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    private static void awaitStatus(Shopper buyer, String orderId, String status) {
        await().atMost(SOON)
                .until(() -> buyer.get("/orders/" + orderId).text("status").equals(status));
    }

    private JsonObject intentOf(Answer payment) throws Exception {
        return ada.merchant("/v1/payment_intents/" + Shopper.intent(payment), "")
                .json();
    }

    private void awaitIntent(Answer payment, String status) {
        await().atMost(SOON).until(() -> intentOf(payment).getString("status").equals(status));
    }

    /** Stripe's own signature under an event with this intent. */
    private static int webhook(String id, String type, JsonObject intent) throws Exception {
        String body = new JsonObject()
                .put("id", id)
                .put("object", "event")
                .put("type", type)
                .put("data", new JsonObject().put("object", intent))
                .encode();
        long now = Instant.now().getEpochSecond();
        String secret = system.settings().stripe().webhookSecret().reveal();
        String signature = "t=" + now + ",v1=" + Webhook.Util.computeHmacSha256(secret, now + "." + body);
        HttpRequest request = HttpRequest.newBuilder(URI.create(system.url(ONE) + "/webhooks/stripe"))
                .header("Stripe-Signature", signature)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return system.http().send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
