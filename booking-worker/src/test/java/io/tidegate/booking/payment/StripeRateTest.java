package io.tidegate.booking.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.booking.batch.PaymentTask;
import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.stripe.Behaviour;
import io.tidegate.localstack.stripe.StripeSimulator;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentResult;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The rate at which this process calls Stripe, and what becomes of a task that Stripe turns away all the same. */
class StripeRateTest {
    private static final String PER_SECOND = "TIDEGATE_STRIPE_OPERATIONS_PER_SECOND_MAX";
    private static final int PARTITION = 1;
    private static final long EVENT = Ids.event(PARTITION, 7);
    /** More than the simulator, like Stripe, lets through at once on one endpoint. */
    private static final int TASKS = 40;

    @Test
    void callersOfAllKindsShareOneRateThatIsEvenlySpread() throws Exception {
        spread(rate(50), Duration.ofMillis(20));
    }

    @Test
    void aRateThatWasNotUsedForAWhileIsNotMadeUpFor() throws Exception {
        StripeRate rate = rate(50);
        rate.await();
        TimeUnit.MILLISECONDS.sleep(500);
        spread(rate, Duration.ofMillis(20));
    }

    /** The n-th of many callers goes no sooner than n - 1 turns after the first; the first turn may be a part of one. */
    private static void spread(StripeRate rate, Duration turn) throws Exception {
        int callers = 20;
        long began = System.nanoTime();
        List<Future<Long>> turns = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                turns.add(threads.submit(() -> {
                    rate.await();
                    return System.nanoTime() - began;
                }));
            }
        }
        List<Long> afterNanos = new ArrayList<>();
        for (Future<Long> one : turns) {
            afterNanos.add(one.get());
        }
        afterNanos.sort(null);
        for (int n = 2; n < callers; n++) {
            assertThat(afterNanos.get(n)).as("caller " + n).isGreaterThan((n - 1) * turn.toNanos());
        }
    }

    @Test
    void whoIsStoppedWhileItWaitsForItsTurnWaitsNoLonger() throws Exception {
        StripeRate rate = rate(1);
        rate.await();
        rate.await(); // the next turn is a second away
        AtomicBoolean stopped = new AtomicBoolean();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                rate.await();
            } catch (InterruptedException over) {
                stopped.set(true);
            }
        });
        waiting.interrupt();
        assertThat(waiting.join(Duration.ofMillis(800))).isTrue();
        assertThat(stopped).isTrue();
    }

    @Test
    void theRateIsASettingThatLeavesSomeOfStripesQuotaToTheGatewayAndIsNeverZero() {
        assertThat(SettingsLoader.load(Map.of()).stripe().operationsPerSecondMax())
                .isLessThanOrEqualTo(50);
        assertThatThrownBy(() -> rate(0)).hasMessageContaining("stripe.operationsPerSecondMax is 0; allowed: 1");
    }

    @Test
    void belowStripesQuotaNoCallIsTurnedAway() throws Exception {
        assertThat(captureAll(20)).isZero();
    }

    @Test
    void aTaskThatStripeTurnsAwayIsTriedAgainUntilItIsDoneAndIsDoneOnce() throws Exception {
        assertThat(captureAll(1000)).isPositive();
    }

    /** Captures through a loop of this rate, all at once; the number of calls that Stripe answered with 429. */
    private static int captureAll(int perSecond) throws Exception {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        try (StripeSimulator simulator = TestStores.shared().freshStripe()) {
            Settings settings = settings(simulator, perSecond);
            List<PaymentTask> tasks = tasks(StripePayments.client(settings.stripe()));
            simulator.behave(new Behaviour(0, 0, "default", "", 0, 0));
            StripePayments payments = new StripePayments(settings.stripe(), new SimpleMeterRegistry());
            try (PaymentLoop loop = new PaymentLoop(
                    settings,
                    payments,
                    new StripeRate(settings.stripe()),
                    producer,
                    "commands",
                    InstantSource.system())) {
                loop.own(PARTITION);
                tasks.forEach(loop::submit);
                await().atMost(Duration.ofSeconds(60)).until(() -> loop.size() == 0);
            }
            requireEachCapturedOnce(producer);
            return refused(simulator);
        }
    }

    private static void requireEachCapturedOnce(MockProducer<byte[], byte[]> producer) throws Exception {
        List<Integer> captured = new ArrayList<>();
        for (var record : producer.history()) {
            PaymentResult result = Command.parseFrom(record.value()).getPaymentResult();
            assertThat(result.getKind()).isEqualTo(PaymentResult.Kind.CAPTURED);
            captured.add(result.getHoldNo());
        }
        assertThat(captured).doesNotHaveDuplicates().hasSize(TASKS);
    }

    private static List<PaymentTask> tasks(StripeClient stripe) throws StripeException {
        List<PaymentTask> tasks = new ArrayList<>();
        for (int hold = 1; hold <= TASKS; hold++) {
            PaymentIntent intent = stripe.v1()
                    .paymentIntents()
                    .create(PaymentIntentCreateParams.builder()
                            .setAmount(1000L)
                            .setCurrency("eur")
                            .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                            .addPaymentMethodType("card")
                            .build());
            stripe.v1()
                    .paymentIntents()
                    .confirm(
                            intent.getId(),
                            PaymentIntentConfirmParams.builder()
                                    .setPaymentMethod("pm_card_visa")
                                    .build());
            tasks.add(new PaymentTask(EVENT, hold, intent.getId(), PaymentTask.Kind.CAPTURE, 1000, 0));
        }
        return tasks;
    }

    private static int refused(StripeSimulator simulator) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest limits = HttpRequest.newBuilder(URI.create(simulator.url() + "/_limits"))
                    .build();
            String answer =
                    http.send(limits, HttpResponse.BodyHandlers.ofString()).body();
            return new JsonObject(answer).getInteger("refused");
        }
    }

    private static StripeRate rate(int perSecond) {
        return new StripeRate(SettingsLoader.load(Map.of(PER_SECOND, Integer.toString(perSecond)))
                .stripe());
    }

    private static Settings settings(StripeSimulator simulator, int perSecond) {
        Map<String, String> variables = new HashMap<>(simulator.environment());
        variables.put(PER_SECOND, Integer.toString(perSecond));
        return SettingsLoader.load(variables);
    }
}
