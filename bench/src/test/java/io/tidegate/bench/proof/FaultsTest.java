package io.tidegate.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.bench.proof.Shopper.Answer;
import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.process.Supervisor;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Real processes that are killed, frozen and restarted while buyers book: nothing that was acknowledged is lost, nothing
 * is sold twice, and money agrees with seats afterwards.
 */
@ResourceLock(BookingSystem.LOCK)
class FaultsTest {
    private static final int SEATS = 2000;
    private static final int BUYERS = 12;
    private static final String GATEWAY = "gateway";
    private static final List<String> WORKERS = List.of("worker-one", "worker-two");
    private static final String WRITER_DIES = "the writer dies";
    private static final String WRITER_FREEZES = "the writer freezes";
    private static final String WRITER_WAKES = "the frozen writer wakes up";
    private static final Duration BACK_WITHIN = Duration.ofSeconds(120);

    private final TestStores stores = TestStores.start();
    private final Map<String, String> acknowledgedHolds = new ConcurrentHashMap<>();
    private final Map<String, String> acknowledgedOrders = new ConcurrentHashMap<>();
    private final AtomicInteger booked = new AtomicInteger();
    private volatile boolean over;
    private BookingSystem system;
    private String event;
    private String zombie;

    @AfterEach
    void stop() throws Exception {
        over = true;
        if (system != null) {
            system.close();
        }
        stores.close();
    }

    @Test
    @Tag("long")
    void eachFaultOnceCostsTimeAndNothingElse() throws Exception {
        survive(List.of(
                List.of(WRITER_DIES, "redis"), List.of(WRITER_FREEZES), List.of(WRITER_WAKES, "kafka", "postgres")));
    }

    @Test
    @Tag("long")
    void everyProcessThatIsKilledAndEveryWriterThatFreezesAndWakesUpCostTimeAndNothingElse() throws Exception {
        List<List<String>> rounds = new ArrayList<>();
        for (String victim : List.of("kafka", "redis", "postgres", GATEWAY, "kafka", "postgres")) {
            rounds.add(List.of(victim));
            if (rounds.size() % 3 == 2) {
                rounds.add(List.of(WRITER_DIES));
            }
        }
        for (int i = 0; i < 3; i++) {
            rounds.add(List.of(WRITER_FREEZES));
            rounds.add(List.of(WRITER_WAKES));
        }
        survive(rounds);
    }

    /** Strikes round by round, each while bookings go through, and goes on when some go through again. */
    private void survive(List<List<String>> rounds) throws Exception {
        begin();
        try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
            shop(buyers);
            try {
                for (List<String> round : rounds) {
                    awaitBookings(3);
                    for (String fault : round) {
                        strike(fault);
                    }
                    awaitBookings(3);
                }
            } finally {
                over = true; // else buyers whom nobody answers keep a test that failed from ending
            }
        }
        agree();
    }

    private void strike(String fault) throws Exception {
        switch (fault) {
            case WRITER_DIES -> processes().kill(writing());
            case WRITER_FREEZES -> {
                zombie = writing();
                processes().pause(zombie);
            }
            case WRITER_WAKES -> processes().resume(zombie);
            default -> processes().kill(fault);
        }
    }

    private Supervisor processes() {
        return stores.processes();
    }

    private void begin() throws Exception {
        system = new BookingSystem(
                stores,
                Map.of(
                        "TIDEGATE_BOOKING_PIN_MS", "15000",
                        "TIDEGATE_BOOKING_PAYMENT_GRACE_MS", "3000"));
        for (String worker : WORKERS) {
            system.worker(worker);
        }
        system.gateway(GATEWAY, Map.of());
        system.webhooksTo(GATEWAY);
        event = system.event(GATEWAY, SEATS, 15);
    }

    private interface Fault<T> {
        T strike() throws Exception;
    }

    private void awaitBookings(int more) {
        int until = booked.get() + more;
        await().atMost(BACK_WITHIN).until(() -> booked.get() >= until);
    }

    /** The worker that holds the partition, once one does. */
    private String writing() {
        return await().atMost(BACK_WITHIN)
                .until(() -> WORKERS.stream().filter(system::isReady).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private void shop(ExecutorService buyers) {
        for (int i = 0; i < BUYERS; i++) {
            int seed = i;
            buyers.submit(() -> {
                Random random = new Random(seed);
                while (!over) {
                    book(random);
                }
                return null;
            });
        }
    }

    /** One visit; a call that is not answered is sent again as it was. */
    private void book(Random random) throws Exception {
        Shopper buyer = system.shopper("buyer-" + UUID.randomUUID(), GATEWAY);
        String key = UUID.randomUUID().toString();
        String ticket = Ids.ticketId(Ids.parseEventId(event).orElseThrow(), random.nextInt(SEATS));
        Answer hold = patiently(() -> buyer.reserveAs(key, ticket));
        if (hold.status() != 201) {
            return;
        }
        String holdId = hold.text("holdId");
        acknowledgedHolds.put(holdId, ticket);
        booked.incrementAndGet();
        if (random.nextInt(4) == 0) {
            patiently(() -> buyer.release(holdId));
            return;
        }
        Answer payment = patiently(() -> buyer.pay(holdId));
        if (payment.status() != 200) {
            return;
        }
        buyer.authorise(payment);
        if (random.nextInt(4) == 0) {
            return; // closes the browser: Stripe's webhook has to finish it
        }
        Answer order = patiently(() -> buyer.confirm(holdId, payment.text("paymentId")));
        if (order.status() == 200) {
            acknowledgedOrders.put(order.text("orderId"), holdId);
        }
    }

    private Answer patiently(Fault<Answer> call) throws Exception {
        while (true) {
            try {
                Answer answer = call.strike();
                if (over || (answer.status() != 202 && answer.status() < 500)) {
                    return answer;
                }
            } catch (IOException noAnswer) {
                if (over) {
                    return new Answer(0, new JsonObject());
                }
            }
            Thread.sleep(200);
        }
    }

    private void agree() throws Exception {
        assertThat(acknowledgedOrders).isNotEmpty();
        List<String> lost = new ArrayList<>();
        for (String holdId : acknowledgedHolds.keySet()) {
            if (system.ask("select 1 from hold where " + row(holdId)).isEmpty()) {
                lost.add(holdId);
            }
        }
        for (Map.Entry<String, String> order : acknowledgedOrders.entrySet()) {
            if (system.ask("select 1 from booking_order where status in ('confirmed', 'captured') and "
                            + row(order.getValue()))
                    .isEmpty()) {
                lost.add(order.getKey());
            }
        }
        assertThat(lost).as("acknowledged, and not there").isEmpty();
        system.requireAllInOrder();
    }

    private static String row(String holdId) {
        Ids.OfEvent hold = Ids.parseHoldId(holdId).orElseThrow();
        return "event_id = " + hold.event() + " and hold_no = " + hold.number();
    }
}
