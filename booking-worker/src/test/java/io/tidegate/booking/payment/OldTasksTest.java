package io.tidegate.booking.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.RefundListParams;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.booking.batch.PaymentTask;
import io.tidegate.booking.batch.PaymentTask.Kind;
import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.stripe.StripeSimulator;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that were done more than a day ago, when Stripe has forgotten their idempotency keys: nothing is done twice. */
class OldTasksTest {
    private static final int PARTITION = 1;
    private static final long EVENT = Ids.event(PARTITION, 7);
    private static final int A_DAY_AND_AN_HOUR = 25 * 3600;

    private final StripeSimulator simulator = TestStores.shared().freshStripe();
    private final Settings settings = SettingsLoader.load(simulator.environment());
    private final StripeClient stripe = StripePayments.client(settings.stripe());
    private final StripePayments payments = new StripePayments(settings.stripe(), new SimpleMeterRegistry());
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final PaymentLoop loop = new PaymentLoop(
            settings, payments, new StripeRate(settings.stripe()), producer, "commands", InstantSource.system());

    @AfterEach
    void close() throws IOException {
        loop.close();
        simulator.close();
    }

    @Test
    void aRefundThatAnotherWriterMadeIsFoundAtTheTakeOver() throws Exception {
        PaymentIntent intent = authorised();
        payments.carryOut(task(intent, Kind.CAPTURE, 0, 1000), false);
        PaymentTask refund = task(intent, Kind.REFUND, 1, 400);
        payments.carryOut(refund, false);
        passADay();
        assertThat(resumed(refund).getKind()).isEqualTo(PaymentResult.Kind.REFUNDED);
        assertThat(refunds(intent)).hasSize(1);

        PaymentTask next = task(intent, Kind.REFUND, 2, 400); // the same amount, but another refund
        assertThat(resumed(next).getRefundNo()).isEqualTo(2);
        assertThat(refunds(intent)).hasSize(2);
    }

    @Test
    void aCaptureAndAVoidThatWereDoneAreFound() throws Exception {
        PaymentIntent captured = authorised();
        payments.carryOut(task(captured, Kind.CAPTURE, 0, 1000), false);
        PaymentIntent voided = authorised();
        payments.carryOut(task(voided, Kind.VOID, 0, 1000), false);
        passADay();
        assertThat(resumed(task(captured, Kind.CAPTURE, 0, 1000)).getAmount()).isEqualTo(1000);
        assertThat(resumed(task(voided, Kind.VOID, 0, 1000)).getKind()).isEqualTo(PaymentResult.Kind.VOIDED);
    }

    @Test
    void whatWasNeverDoneIsDone() throws Exception {
        PaymentIntent intent = authorised();
        passADay();
        assertThat(resumed(task(intent, Kind.CAPTURE, 0, 1000)).getKind()).isEqualTo(PaymentResult.Kind.CAPTURED);
    }

    /** What the loop reports of a task that it takes over. */
    private PaymentResult resumed(PaymentTask task) throws Exception {
        producer.clear();
        loop.own(PARTITION);
        loop.resume(task);
        await().atMost(Duration.ofSeconds(30)).until(() -> producer.history().size() == 1);
        return Command.parseFrom(producer.history().getFirst().value()).getPaymentResult();
    }

    private static PaymentTask task(PaymentIntent intent, Kind kind, int refundNo, long amount) {
        return new PaymentTask(EVENT, 1, intent.getId(), kind, amount, refundNo);
    }

    private PaymentIntent authorised() throws StripeException {
        PaymentIntent made = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(1000L)
                        .setCurrency("eur")
                        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                        .addPaymentMethodType("card")
                        .build());
        PaymentIntentConfirmParams confirm = PaymentIntentConfirmParams.builder()
                .setPaymentMethod("pm_card_visa")
                .build();
        return stripe.v1().paymentIntents().confirm(made.getId(), confirm);
    }

    private List<Refund> refunds(PaymentIntent intent) throws StripeException {
        return stripe.v1()
                .refunds()
                .list(RefundListParams.builder()
                        .setPaymentIntent(intent.getId())
                        .build())
                .getData();
    }

    private void passADay() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.url() + "/_clock"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"advanceSeconds\":" + A_DAY_AND_AN_HOUR + "}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }
}
