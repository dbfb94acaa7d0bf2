package io.tidegate.localstack.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.param.EventListParams;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentIntentUpdateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every call that we use, and how each can fail, by the unchanged stripe-java. */
class StripeSimulatorTest {
    private static final Settings.Stripe KEYS = SettingsLoader.load(Map.of()).stripe();

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private StripeSimulator simulator;
    private StripeClient stripe;

    @BeforeEach
    void start() throws IOException {
        InstantSource clock = now::get;
        simulator = StripeSimulator.start(
                simulator == null ? 0 : URI.create(simulator.url()).getPort(),
                directory,
                KEYS,
                Behaviour.plain(),
                StripeSimulator.AUTHORISATION_SECONDS,
                clock);
        stripe = client(KEYS.secretKey().reveal());
    }

    @AfterEach
    void stop() throws IOException {
        simulator.close();
    }

    private StripeClient client(String key) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(simulator.url())
                .setMaxNetworkRetries(0)
                .build();
    }

    @Test
    void a_payment_is_created_confirmed_captured_and_refunded_in_parts() throws StripeException {
        PaymentIntent created = create(5000);
        assertThat(created.getStatus()).isEqualTo("requires_payment_method");
        assertThat(created.getClientSecret()).startsWith(created.getId() + "_secret_");
        assertThat(created.getMetadata()).containsEntry("hold", "h1");

        PaymentIntent confirmed = confirm(created, "pm_card_visa");
        assertThat(confirmed.getStatus()).isEqualTo("requires_capture");
        assertThat(confirmed.getAmountCapturable()).isEqualTo(5000);

        PaymentIntent captured = stripe.v1().paymentIntents().capture(created.getId());
        assertThat(captured.getStatus()).isEqualTo("succeeded");
        assertThat(captured.getAmountReceived()).isEqualTo(5000);

        refund(created, 2000L);
        var rest = refund(created, null);
        assertThat(rest.getAmount()).isEqualTo(3000);
        assertThat(stripe.v1().refunds().retrieve(rest.getId()).getStatus()).isEqualTo("succeeded");
        assertThat(stripe.v1()
                        .refunds()
                        .list(RefundListParams.builder()
                                .setPaymentIntent(created.getId())
                                .build())
                        .getData())
                .extracting("amount")
                .containsExactly(3000L, 2000L);
        PaymentIntent seen = retrieve(created);
        assertThat(seen.getLatestChargeObject().getAmountRefunded()).isEqualTo(5000);
        assertThat(seen.getLatestChargeObject().getRefunded()).isTrue();
    }

    @Test
    void a_refund_to_a_card_that_takes_none_fails_a_moment_later() throws StripeException {
        PaymentIntent intent = confirm(create(5000), "pm_card_refundFail");
        stripe.v1().paymentIntents().capture(intent.getId());
        var refund = refund(intent, 2000L);
        assertThat(refund.getStatus()).isEqualTo("succeeded");
        now.set(now.get().plusSeconds(10));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> stripe.v1()
                        .refunds()
                        .retrieve(refund.getId())
                        .getStatus()
                        .equals("failed"));
        assertThat(retrieve(intent).getLatestChargeObject().getAmountRefunded()).isZero();
        assertThat(stripe.v1()
                        .events()
                        .list(EventListParams.builder().setType("refund.failed").build())
                        .getData())
                .hasSize(1);
    }

    @Test
    void a_part_of_the_authorised_amount_can_be_captured() throws StripeException {
        PaymentIntent intent = confirm(create(5000), "pm_card_visa");
        PaymentIntent captured = stripe.v1()
                .paymentIntents()
                .capture(
                        intent.getId(),
                        PaymentIntentCaptureParams.builder()
                                .setAmountToCapture(1200L)
                                .build());
        assertThat(captured.getAmountReceived()).isEqualTo(1200);
        assertThat(captured.getAmountCapturable()).isZero();
    }

    @Test
    void an_authorised_payment_is_given_back_by_cancelling_it() throws StripeException {
        PaymentIntent intent = confirm(create(5000), "pm_card_visa");
        PaymentIntent canceled = stripe.v1()
                .paymentIntents()
                .cancel(
                        intent.getId(),
                        PaymentIntentCancelParams.builder()
                                .setCancellationReason(PaymentIntentCancelParams.CancellationReason.ABANDONED)
                                .build());
        assertThat(canceled.getStatus()).isEqualTo("canceled");
        assertThat(canceled.getCancellationReason()).isEqualTo("abandoned");
        assertThat(canceled.getAmountCapturable()).isZero();
    }

    @Test
    void amount_and_metadata_change_until_it_is_authorised() throws StripeException {
        PaymentIntent intent = create(5000);
        PaymentIntent updated = update(
                intent,
                PaymentIntentUpdateParams.builder()
                        .setAmount(7000L)
                        .putMetadata("order", "o1")
                        .build());
        assertThat(updated.getAmount()).isEqualTo(7000);
        assertThat(updated.getMetadata()).containsEntry("hold", "h1").containsEntry("order", "o1");
        confirm(intent, "pm_card_visa");
        refused(
                "payment_intent_unexpected_state",
                () -> update(
                        intent,
                        PaymentIntentUpdateParams.builder().setAmount(1L + 50).build()));
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_visa_chargeDeclined, card_declined, generic_decline",
        "pm_card_chargeDeclined, card_declined, generic_decline",
        "pm_card_visa_chargeDeclinedInsufficientFunds, card_declined, insufficient_funds",
        "pm_card_chargeDeclinedExpiredCard, expired_card, expired_card",
        "pm_card_chargeDeclinedIncorrectCvc, incorrect_cvc, incorrect_cvc",
        "pm_card_chargeDeclinedProcessingError, processing_error, processing_error",
    })
    void a_declined_card_is_a_card_error_and_the_payment_can_be_tried_again(
            String method, String code, String declineCode) throws StripeException {
        PaymentIntent intent = create(5000);
        CardException declined = catchThrowableOfType(CardException.class, () -> confirm(intent, method));
        assertThat(declined.getStatusCode()).isEqualTo(402);
        assertThat(declined.getCode()).isEqualTo(code);
        assertThat(declined.getDeclineCode()).isEqualTo(declineCode);
        assertThat(declined.getStripeError().getPaymentIntent().getId()).isEqualTo(intent.getId());
        PaymentIntent after = retrieve(intent);
        assertThat(after.getStatus()).isEqualTo("requires_payment_method");
        assertThat(after.getLastPaymentError().getDeclineCode()).isEqualTo(declineCode);
        assertThat(confirm(intent, "pm_card_mastercard").getStatus()).isEqualTo("requires_capture");
    }

    @Test
    void authentication_is_asked_for_and_ends_either_way() throws Exception {
        PaymentIntent good = confirm(create(5000), "pm_card_authenticationRequired");
        assertThat(good.getStatus()).isEqualTo("requires_action");
        assertThat(good.getNextAction().getType()).isEqualTo("use_stripe_sdk");
        post("/_authenticate/" + good.getId());
        assertThat(retrieve(good).getStatus()).isEqualTo("requires_capture");

        PaymentIntent bad = confirm(create(5000), "pm_card_authenticationRequired");
        post("/_authenticate/" + bad.getId() + "?outcome=failed");
        PaymentIntent failed = retrieve(bad);
        assertThat(failed.getStatus()).isEqualTo("requires_payment_method");
        assertThat(failed.getLastPaymentError().getCode()).isEqualTo("payment_intent_authentication_failure");
    }

    @Test
    void what_the_status_does_not_allow_is_refused_with_stripe_s_code() throws StripeException {
        PaymentIntent open = create(5000);
        refused(
                "payment_intent_unexpected_state",
                () -> stripe.v1().paymentIntents().capture(open.getId()));
        refused(
                "payment_intent_unexpected_state",
                () -> stripe.v1().paymentIntents().confirm(open.getId()));
        stripe.v1().paymentIntents().cancel(open.getId());
        refused(
                "payment_intent_unexpected_state",
                () -> stripe.v1().paymentIntents().cancel(open.getId()));
        refused("payment_intent_unexpected_state", () -> confirm(open, "pm_card_visa"));

        PaymentIntent paid = confirm(create(5000), "pm_card_visa");
        refused("payment_intent_unexpected_state", () -> confirm(paid, "pm_card_visa"));
        refused(null, () -> refund(paid, null));
        stripe.v1().paymentIntents().capture(paid.getId());
        refused(
                "payment_intent_unexpected_state",
                () -> stripe.v1().paymentIntents().capture(paid.getId()));
        refused(
                "payment_intent_unexpected_state",
                () -> stripe.v1().paymentIntents().cancel(paid.getId()));
        refused(null, () -> refund(paid, 5001L));
        refund(paid, null);
        refused("charge_already_refunded", () -> refund(paid, null));
    }

    @Test
    void bad_parameters_and_unknown_ids_are_refused() {
        var missing =
                refused("resource_missing", () -> stripe.v1().paymentIntents().retrieve("pi_nobody"));
        assertThat(missing.getStatusCode()).isEqualTo(404);
        refused("amount_too_small", () -> create(1));
        refused("amount_too_large", () -> create(100_000_000));
        refused("resource_missing", () -> confirm(create(5000), "pm_unknown"));
        refused(
                "amount_too_large",
                () -> stripe.v1()
                        .paymentIntents()
                        .capture(
                                confirm(create(5000), "pm_card_visa").getId(),
                                PaymentIntentCaptureParams.builder()
                                        .setAmountToCapture(5001L)
                                        .build()));
        refused(
                "parameter_unknown",
                () -> stripe.v1()
                        .paymentIntents()
                        .create(params(5000).putExtraParam("colour", "blue").build()));
    }

    @Test
    void an_idempotency_key_repeats_its_answer_and_nothing_else() throws Exception {
        RequestOptions key = RequestOptions.builder().setIdempotencyKey("k1").build();
        PaymentIntent first = stripe.v1().paymentIntents().create(params(5000).build(), key);
        PaymentIntent again = stripe.v1().paymentIntents().create(params(5000).build(), key);
        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        IdempotencyException other = catchThrowableOfType(
                IdempotencyException.class,
                () -> stripe.v1().paymentIntents().create(params(6000).build(), key));
        assertThat(other.getStatusCode()).isEqualTo(400);

        RequestOptions declined =
                RequestOptions.builder().setIdempotencyKey("k2").build();
        for (int i = 0; i < 2; i++) {
            CardException same = catchThrowableOfType(
                    CardException.class,
                    () -> stripe.v1()
                            .paymentIntents()
                            .confirm(first.getId(), with("pm_card_chargeDeclined"), declined));
            assertThat(same.getCode()).isEqualTo("card_declined");
        }
        assertThat(events("payment_intent.payment_failed")).hasSize(1);
    }

    @Test
    void keys_and_payments_outlive_a_restart() throws Exception {
        RequestOptions key =
                RequestOptions.builder().setIdempotencyKey("capture-1").build();
        PaymentIntent intent = confirm(create(5000), "pm_card_visa");
        stripe.v1()
                .paymentIntents()
                .capture(intent.getId(), PaymentIntentCaptureParams.builder().build(), key);
        refund(intent, 700L);
        List<String> before = events(null);
        simulator.close();
        Files.writeString(directory.resolve("journal.jsonl"), "{\"cut", StandardOpenOption.APPEND);
        start();
        PaymentIntent replayed = stripe.v1()
                .paymentIntents()
                .capture(intent.getId(), PaymentIntentCaptureParams.builder().build(), key);
        assertThat(replayed.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        PaymentIntent after = retrieve(intent);
        assertThat(after.getAmountReceived()).isEqualTo(5000);
        assertThat(after.getLatestChargeObject().getAmountRefunded()).isEqualTo(700);
        assertThat(events(null)).isEqualTo(before);
        assertThat(get("/_ledger")).contains("\"captured\":5000", "\"refunded\":700");
    }

    @Test
    void a_second_request_with_a_key_in_flight_is_a_conflict() throws Exception {
        simulator.behave(new Behaviour(700, 0, "off", "", 0, 0));
        RequestOptions key = RequestOptions.builder().setIdempotencyKey("slow").build();
        assertThat(atOnce(
                        2,
                        () -> stripe.v1().paymentIntents().create(params(5000).build(), key)))
                .containsExactlyInAnyOrder("ok", "idempotency_key_in_use");
    }

    @Test
    void a_browser_confirms_with_the_publishable_key_and_the_client_secret_and_may_do_nothing_else()
            throws StripeException {
        StripeClient browser = client(KEYS.publishableKey());
        PaymentIntent intent = create(5000);
        refused(
                "resource_missing",
                () -> browser.v1()
                        .paymentIntents()
                        .confirm(
                                intent.getId(),
                                PaymentIntentConfirmParams.builder()
                                        .setPaymentMethod("pm_card_visa")
                                        .putExtraParam("client_secret", "wrong")
                                        .build()));
        PaymentIntent confirmed = browser.v1()
                .paymentIntents()
                .confirm(
                        intent.getId(),
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod("pm_card_visa")
                                .putExtraParam("client_secret", intent.getClientSecret())
                                .build());
        assertThat(confirmed.getStatus()).isEqualTo("requires_capture");
        for (Call call : List.<Call>of(
                () -> browser.v1().paymentIntents().capture(intent.getId()),
                () -> browser.v1().paymentIntents().create(params(5000).build()),
                () -> browser.v1().paymentIntents().list())) {
            assertThat(catchThrowableOfType(AuthenticationException.class, call::run)
                            .getCode())
                    .isEqualTo("secret_key_required");
        }
        assertThat(catchThrowableOfType(
                                AuthenticationException.class,
                                () -> client("sk_test_of_another")
                                        .v1()
                                        .paymentIntents()
                                        .list())
                        .getStatusCode())
                .isEqualTo(401);
    }

    @Test
    void lists_page_by_cursor_from_the_newest_and_lose_none() throws StripeException {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            made.add(create(1000 + i).getId());
        }
        List<String> listed = new ArrayList<>();
        stripe.v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder().setLimit(10L).build())
                .autoPagingIterable()
                .forEach(intent -> listed.add(intent.getId()));
        assertThat(listed).isEqualTo(made.reversed());
        assertThat(stripe.v1()
                        .paymentIntents()
                        .list(PaymentIntentListParams.builder()
                                .setLimit(3L)
                                .setEndingBefore(made.get(10))
                                .build())
                        .getData())
                .extracting("id")
                .containsExactly(made.get(13), made.get(12), made.get(11));
    }

    @Test
    void an_authorisation_that_nobody_captures_expires_after_seven_days() throws StripeException {
        PaymentIntent intent = confirm(create(5000), "pm_card_visa");
        now.set(now.get().plusSeconds(StripeSimulator.AUTHORISATION_SECONDS + 1));
        await().until(() -> retrieve(intent).getStatus().equals("canceled"));
        assertThat(events("payment_intent.canceled")).hasSize(1);
        refused(
                "payment_intent_unexpected_state",
                () -> stripe.v1().paymentIntents().capture(intent.getId()));
    }

    @Test
    void beyond_stripe_s_default_limits_calls_are_refused_as_stripe_does() throws Exception {
        simulator.behave(new Behaviour(0, 0, "default", "", 0, 0));
        HttpRequest create = HttpRequest.newBuilder(URI.create(simulator.url() + "/v1/payment_intents"))
                .header("Authorization", "Bearer " + KEYS.secretKey().reveal())
                .POST(HttpRequest.BodyPublishers.ofString("amount=5000&currency=eur"))
                .build();
        List<CompletableFuture<HttpResponse<String>>> burst = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 100; i++) {
                burst.add(http.sendAsync(create, HttpResponse.BodyHandlers.ofString()));
            }
        }
        HttpResponse<String> refused = burst.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.body()).contains("\"code\":\"rate_limit\"");
        assertThat(refused.headers().firstValue("Stripe-Should-Retry")).contains("true");
        assertThat(refused.headers().firstValue("Stripe-Rate-Limited-Reason")).contains("endpoint-rate");
    }

    @Test
    void the_limits_are_twenty_five_a_second_on_one_endpoint_and_a_hundred_on_all() {
        RateLimits limits = new RateLimits();
        int[] taken = new int[2];
        for (int i = 0; i < 1000; i++) {
            taken[0] += limits.take("a", i * 1_000_000L).isEmpty() ? 1 : 0;
            taken[1] += limits.take("endpoint-" + i, i * 1_000_000L).isEmpty() ? 1 : 0;
        }
        assertThat(taken[0]).isBetween(25, 50); // a full bucket, and what a second adds
        assertThat(taken[0] + taken[1]).isBetween(190, 200);
    }

    private static List<String> atOnce(int times, Call call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                results.add(threads.submit(() -> {
                    try {
                        call.run();
                        return "ok";
                    } catch (StripeException refused) {
                        return refused.getCode();
                    }
                }));
            }
            List<String> codes = new ArrayList<>();
            for (Future<String> result : results) {
                codes.add(result.get());
            }
            return codes;
        }
    }

    @Test
    void failures_on_demand_are_stripe_s_own_and_an_answer_that_was_lost_is_repeated_by_its_key() {
        simulator.behave(new Behaviour(0, 0.6, "off", "", 0, 0));
        StripeClient retrying = StripeClient.builder()
                .setApiKey(KEYS.secretKey().reveal())
                .setApiBase(simulator.url())
                .setMaxNetworkRetries(0)
                .build();
        int made = 0;
        Set<Class<?>> failures = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            RequestOptions key =
                    RequestOptions.builder().setIdempotencyKey("unlucky-" + i).build();
            for (int attempt = 0; attempt < 50; attempt++) {
                try {
                    retrying.v1().paymentIntents().create(params(5000).build(), key);
                    made++;
                    break;
                } catch (StripeException failed) {
                    failures.add(failed.getClass());
                }
            }
        }
        simulator.behave(Behaviour.plain());
        assertThat(made).isEqualTo(60);
        assertThat(failures).contains(ApiException.class);
        assertThat(get("/_ledger")).contains("\"requires_payment_method\":60");
    }

    @Test
    void settings_can_be_changed_while_it_runs_and_bad_ones_are_refused() throws Exception {
        assertThat(send("POST", "/_settings", "{\"latencyMs\":5,\"limits\":\"default\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(simulator.behaviour().limits()).isEqualTo("default");
        HttpResponse<String> bad = send("POST", "/_settings", "{\"latency\":5}");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("latencyMs");
    }

    @Test
    void its_page_shows_the_sums() throws StripeException {
        stripe.v1()
                .paymentIntents()
                .capture(confirm(create(4200), "pm_card_visa").getId());
        assertThat(get("/")).contains("payment intents", "succeeded", "42.00 EUR");
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static StripeException refused(String code, Call call) {
        InvalidRequestException refused = catchThrowableOfType(InvalidRequestException.class, call::run);
        assertThat(refused).isNotNull();
        assertThat(refused.getCode()).isEqualTo(code);
        return refused;
    }

    private static PaymentIntentCreateParams.Builder params(long amount) {
        return PaymentIntentCreateParams.builder()
                .setAmount(amount)
                .setCurrency("eur")
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                .addPaymentMethodType("card")
                .putMetadata("hold", "h1");
    }

    private PaymentIntent create(long amount) throws StripeException {
        return stripe.v1().paymentIntents().create(params(amount).build());
    }

    private PaymentIntent update(PaymentIntent intent, PaymentIntentUpdateParams params) throws StripeException {
        return stripe.v1().paymentIntents().update(intent.getId(), params);
    }

    private static PaymentIntentConfirmParams with(String method) {
        return PaymentIntentConfirmParams.builder().setPaymentMethod(method).build();
    }

    private PaymentIntent confirm(PaymentIntent intent, String method) throws StripeException {
        return stripe.v1().paymentIntents().confirm(intent.getId(), with(method));
    }

    private PaymentIntent retrieve(PaymentIntent intent) throws StripeException {
        return stripe.v1()
                .paymentIntents()
                .retrieve(
                        intent.getId(),
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge")
                                .build());
    }

    private com.stripe.model.Refund refund(PaymentIntent intent, Long amount) throws StripeException {
        return stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(intent.getId())
                        .setAmount(amount)
                        .build());
    }

    private List<String> events(String type) throws StripeException {
        EventListParams.Builder params = EventListParams.builder().setLimit(100L);
        if (type != null) {
            params.setType(type);
        }
        return stripe.v1().events().list(params.build()).getData().stream()
                .map(event -> event.getType() + " " + event.getId())
                .toList();
    }

    private String get(String path) {
        return send("GET", path, "").body();
    }

    private void post(String path) {
        assertThat(send("POST", path, "").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> send(String method, String path, String body) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(simulator.url() + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
