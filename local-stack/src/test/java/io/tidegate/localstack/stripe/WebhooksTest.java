package io.tidegate.localstack.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.net.Webhook;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events as a receiver gets them that verifies them with stripe-java. */
class WebhooksTest {
    private static final Settings.Stripe KEYS = SettingsLoader.load(Map.of()).stripe();

    @TempDir
    Path directory;

    private final List<Event> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger refuseNext = new AtomicInteger();
    private HttpServer receiver;
    private StripeSimulator simulator;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/webhooks/stripe", this::receive);
        receiver.start();
        simulator = StripeSimulator.start(0, directory, KEYS, Behaviour.plain().withWebhookUrl(url()));
    }

    @AfterEach
    void stop() throws IOException {
        simulator.close();
        receiver.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/webhooks/stripe";
    }

    private void receive(HttpExchange exchange) throws IOException {
        int status = 200;
        try {
            String payload = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Event event = Webhook.constructEvent(
                    payload,
                    exchange.getRequestHeaders().getFirst("Stripe-Signature"),
                    KEYS.webhookSecret().reveal());
            if (refuseNext.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                status = 503;
            } else {
                received.add(event);
            }
        } catch (SignatureVerificationException forged) {
            status = 400;
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void every_step_of_a_payment_is_told_with_a_valid_signature_and_the_object_of_that_moment() throws Exception {
        PaymentIntent intent = pay();
        await().until(() -> types().containsAll(List.of(
                "payment_intent.created",
                "payment_intent.amount_capturable_updated",
                "payment_intent.succeeded",
                "charge.captured")));
        Event authorised = received.stream()
                .filter(event -> event.getType().equals("payment_intent.amount_capturable_updated"))
                .findFirst()
                .orElseThrow();
        PaymentIntent object = (PaymentIntent)
                authorised.getDataObjectDeserializer().getObject().orElseThrow();
        assertThat(object.getId()).isEqualTo(intent.getId());
        assertThat(object.getStatus()).isEqualTo("requires_capture");
    }

    @Test
    void an_event_is_sent_again_until_it_is_taken() throws Exception {
        refuseNext.set(7);
        pay();
        await().until(() -> types().contains("payment_intent.succeeded"));
        assertThat(refuseNext).hasValue(0);
    }

    @Test
    void events_that_nobody_took_are_sent_after_a_restart_and_taken_ones_are_not() throws Exception {
        pay();
        await().until(() -> received.size() == 5);
        refuseNext.set(Integer.MAX_VALUE);
        pay();
        simulator.close();
        refuseNext.set(0);
        received.clear();
        simulator = StripeSimulator.start(0, directory, KEYS, Behaviour.plain().withWebhookUrl(url()));
        await().until(() -> received.size() == 5);
        assertThat(received.stream().map(Event::getId).distinct()).hasSize(5);
    }

    @Test
    void duplicates_come_on_demand() throws Exception {
        simulator.behave(new Behaviour(0, 0, "off", url(), 50, 1));
        pay();
        await().until(() -> received.size() == 10);
        assertThat(received.stream().map(Event::getId).distinct()).hasSize(5);
    }

    private List<String> types() {
        return received.stream().map(Event::getType).toList();
    }

    private PaymentIntent pay() throws Exception {
        StripeClient stripe = StripeClient.builder()
                .setApiKey(KEYS.secretKey().reveal())
                .setApiBase(simulator.url())
                .build();
        PaymentIntent intent = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(5000L)
                        .setCurrency("eur")
                        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                        .build());
        stripe.v1()
                .paymentIntents()
                .confirm(
                        intent.getId(),
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod("pm_card_visa")
                                .build());
        return stripe.v1().paymentIntents().capture(intent.getId());
    }
}
