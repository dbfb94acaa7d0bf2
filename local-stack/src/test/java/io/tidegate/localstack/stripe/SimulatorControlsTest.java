package io.tidegate.localstack.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a simulator has: a clock to put forward, a bank's page, webhooks again, and how long its limits held. */
class SimulatorControlsTest {
    private static final Settings.Stripe KEYS = SettingsLoader.load(Map.of()).stripe();
    private static final long EIGHT_DAYS = Duration.ofDays(8).toSeconds();

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private StripeSimulator simulator;
    private StripeClient stripe;

    @BeforeEach
    void start() throws IOException {
        simulator = StripeSimulator.start(0, directory, KEYS, Behaviour.plain());
        stripe = StripeClient.builder()
                .setApiKey(KEYS.secretKey().reveal())
                .setApiBase(simulator.url())
                .setMaxNetworkRetries(0)
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        simulator.close();
        http.close();
    }

    @Test
    void its_clock_goes_forward_on_demand_and_authorisations_with_it() throws Exception {
        PaymentIntent intent = pay("pm_card_visa", null);
        send("POST", "/_clock", "{\"advanceSeconds\":" + EIGHT_DAYS + "}");
        assertThat(retrieve(intent).getStatus()).isEqualTo("canceled");
        assertThat(retrieve(intent).getCancellationReason()).isEqualTo("automatic");
        assertThat(send("POST", "/_clock", "{\"advanceSeconds\":-1}").statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/_clock", "{\"advanceSeconds\":\"x\"}").statusCode())
                .isEqualTo(400);

        String before = new JsonObject(send("GET", "/_clock", "").body()).getString("now");
        simulator.close();
        start();
        assertThat(new JsonObject(send("GET", "/_clock", "").body()).getString("now"))
                .isGreaterThan(before);
    }

    @Test
    void a_buyer_approves_at_the_bank_and_is_led_back_to_the_shop() throws Exception {
        PaymentIntent intent = pay("pm_card_authenticationRequired", "https://shop.example/done?order=1");
        assertThat(intent.getStatus()).isEqualTo("requires_action");
        String url = intent.getNextAction().getRedirectToUrl().getUrl();
        assertThat(url).startsWith(simulator.url() + "/");

        assertThat(browse("GET", url).body()).contains("Approve", "50.00 EUR");
        HttpResponse<String> approved = browse("POST", url);
        assertThat(approved.statusCode()).isEqualTo(303);
        assertThat(approved.headers().firstValue("Location").orElseThrow())
                .startsWith("https://shop.example/done?order=1&payment_intent=" + intent.getId())
                .contains("redirect_status=succeeded");
        assertThat(retrieve(intent).getStatus()).isEqualTo("requires_capture");
        assertThat(browse("GET", url).body()).contains("Nothing is to be approved");
    }

    @Test
    void a_buyer_who_refuses_at_the_bank_may_try_another_card() throws Exception {
        PaymentIntent intent = pay("pm_card_threeDSecure2Required", "https://shop.example/done");
        String url = intent.getNextAction().getRedirectToUrl().getUrl();
        assertThat(browse("POST", url + "?outcome=failed")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .contains("redirect_status=failed");
        PaymentIntent failed = retrieve(intent);
        assertThat(failed.getStatus()).isEqualTo("requires_payment_method");
        assertThat(failed.getLastPaymentError().getCode()).isEqualTo("payment_intent_authentication_failure");
        assertThat(stripe.v1()
                        .paymentIntents()
                        .confirm(
                                intent.getId(),
                                PaymentIntentConfirmParams.builder()
                                        .setPaymentMethod("pm_card_visa")
                                        .build())
                        .getStatus())
                .isEqualTo("requires_capture");
    }

    @Test
    void a_slow_issuer_keeps_its_own_buyer_waiting_and_nobody_else() throws Exception {
        long begun = System.nanoTime();
        Thread slow = Thread.startVirtualThread(() -> quietly(() -> pay(CardOutcome.SLOW, null)));
        assertThat(pay("pm_card_visa", null).getStatus()).isEqualTo("requires_capture");
        slow.join();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(CardOutcome.SLOW_MS));
    }

    @Test
    void an_event_is_sent_again_on_demand() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        simulator.behave(Behaviour.plain()
                .withWebhookUrl("http://127.0.0.1:" + receiver.getAddress().getPort() + "/"));
        stripe.v1().paymentIntents().create(params());
        await().until(() -> received.size() == 1);
        String id = new JsonObject(received.getFirst()).getString("id");

        assertThat(send("POST", "/_events/" + id + "/resend", "").statusCode()).isEqualTo(202);
        await().until(() -> received.size() == 2);
        assertThat(new JsonObject(received.get(1)).getString("id")).isEqualTo(id);
        assertThat(send("POST", "/_events/evt_none/resend", "").statusCode()).isEqualTo(404);
        receiver.stop(0);
    }

    @Test
    void it_says_how_often_and_how_long_its_limits_refused() throws Exception {
        send("POST", "/_settings", "{\"limits\":\"default\"}");
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            try {
                stripe.v1().paymentIntents().create(params());
            } catch (StripeException limited) {
                assertThat(limited.getStatusCode()).isEqualTo(429);
                refused++;
            }
        }
        JsonObject limits = new JsonObject(send("GET", "/_limits", "").body());
        assertThat(limits.getInteger("refused")).isEqualTo(refused);
        assertThat(limits.getInteger("secondsRefused")).isBetween(refused > 0 ? 1 : 0, refused);
        send("POST", "/_settings", "{\"limits\":\"off\"}");
        send("POST", "/_settings", "{\"limits\":\"default\"}");
        assertThat(new JsonObject(send("GET", "/_limits", "").body()).getInteger("refused"))
                .isZero();
    }

    private PaymentIntent pay(String method, String returnUrl) throws StripeException {
        PaymentIntent made = stripe.v1().paymentIntents().create(params());
        PaymentIntentConfirmParams.Builder confirm =
                PaymentIntentConfirmParams.builder().setPaymentMethod(method);
        if (returnUrl != null) {
            confirm.setReturnUrl(returnUrl);
        }
        return stripe.v1().paymentIntents().confirm(made.getId(), confirm.build());
    }

    private static PaymentIntentCreateParams params() {
        return PaymentIntentCreateParams.builder()
                .setAmount(5000L)
                .setCurrency("eur")
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                .addPaymentMethodType("card")
                .build();
    }

    private PaymentIntent retrieve(PaymentIntent intent) throws StripeException {
        return stripe.v1().paymentIntents().retrieve(intent.getId());
    }

    private HttpResponse<String> browse(String method, String url) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Accept", "text/html,*/*")
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(simulator.url() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private interface Call {
        void run() throws StripeException;
    }

    private static void quietly(Call call) {
        try {
            call.run();
        } catch (StripeException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
