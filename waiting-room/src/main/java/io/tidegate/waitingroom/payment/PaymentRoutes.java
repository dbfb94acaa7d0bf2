package io.tidegate.waitingroom.payment;

import com.stripe.model.PaymentIntent;
import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.booking.Answers;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.waitingroom.booking.HoldRef;
import io.tidegate.waitingroom.booking.Outcome;
import io.tidegate.waitingroom.booking.Refusals;
import io.tidegate.waitingroom.command.KafkaCommands;
import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentStarted;
import io.tidegate.wire.RecordIntent;
import io.tidegate.wire.Reply;
import io.tidegate.wire.StartPayment;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * POST /booking/payment: the writer pins the hold, Stripe makes its intent, the writer records it, and only then the
 * buyer gets the intent's secret. Repeated, each step answers the same.
 */
public final class PaymentRoutes {
    private static final int ID_CHARS_MAX = 64;

    private final BookingServices services;
    private final Answers answers;
    private final PaymentIntents intents;

    private PaymentRoutes(BookingServices services, PaymentIntents intents) {
        this.services = services;
        this.answers = services.answers();
        this.intents = intents;
    }

    /** Adds the routes of payment, confirmation and Stripe's webhook; bodies have been read by then. */
    public static void mount(Router router, BookingServices services, PaymentIntents intents) {
        router.post("/booking/payment").handler(new PaymentRoutes(services, intents)::start);
        router.post("/booking/confirm").handler(new Confirmations(services, intents)::confirm);
        router.post("/webhooks/stripe").handler(new StripeWebhook(services)::receive);
    }

    private void start(RoutingContext ctx) {
        String account = services.identity().buyer(ctx);
        String holdId = Fields.body(ctx).string("holdId", ID_CHARS_MAX);
        HoldRef ref = HoldRef.ofHold(holdId);
        Command command = services.factory()
                .keyedOr(ctx, account, ref.event(), "payment", "hold:" + holdId)
                .setStartPayment(
                        StartPayment.newBuilder().setHoldNo(ref.holdNo().orElseThrow()))
                .build();
        answers.submit(ctx, command)
                .compose(reply -> services.holds().exactly(account, ref.holdNo().orElseThrow(), reply))
                .compose(reply -> open(account, command, reply))
                .onSuccess(answer -> {
                    if (answer.isPresent()) {
                        Answers.write(ctx, new Outcome(200, null, answer.get()));
                    } else {
                        Answers.pending(ctx, command);
                    }
                })
                .onFailure(ctx::fail);
    }

    /** The buyer's answer; empty: the writer has not answered in time. */
    private Future<Optional<JsonObject>> open(String account, Command command, Optional<Reply> reply) {
        if (reply.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        long event = command.getEventId();
        if (!reply.get().hasPaymentStarted()) {
            return Future.failedFuture(Refusals.problem(event, reply.get().getRefused()));
        }
        PaymentStarted started = reply.get().getPaymentStarted();
        Future<PaymentIntent> intent = started.getIntentId().isEmpty()
                ? intents.create(account, event, started)
                : intents.retrieve(started.getIntentId());
        return intent.compose(made ->
                        record(event, started, made).map(recorded -> recorded.map(yes -> json(event, started, made))))
                .recover(failure -> Future.failedFuture(located(failure, command)));
    }

    private Future<Optional<Reply>> record(long event, PaymentStarted started, PaymentIntent intent) {
        Command command = services.factory()
                .ofSystem(event, "record-intent", intent.getId())
                .setRecordIntent(
                        RecordIntent.newBuilder().setHoldNo(started.getHoldNo()).setIntentId(intent.getId()))
                .build();
        return services.commands()
                .submit(command, Duration.ofMillis(services.settings().booking().waitMs()))
                .map(reply -> {
                    if (reply.isPresent() && reply.get().hasRefused()) {
                        throw Refusals.problem(event, reply.get().getRefused());
                    }
                    return reply;
                });
    }

    private JsonObject json(long event, PaymentStarted started, PaymentIntent intent) {
        Settings.Stripe stripe = services.settings().stripe();
        JsonObject body = new JsonObject()
                .put("paymentId", Ids.paymentId(event, started.getHoldNo()))
                .put("holdId", Ids.holdId(event, started.getHoldNo()))
                .put("clientSecret", intent.getClientSecret())
                .put("publishableKey", stripe.publishableKey())
                .put("amount", started.getAmount())
                .put("currency", started.getCurrency())
                .put("expiresAt", Instant.ofEpochMilli(started.getExpiresAtMs()).toString());
        return stripe.apiBase().isEmpty() ? body : body.put("apiBase", stripe.apiBase());
    }

    /** A 503 after the hold was pinned says where the pin's outcome is. */
    private static Throwable located(Throwable failure, Command command) {
        return failure instanceof HttpProblem problem && problem.status() == 503
                ? problem.header("Location", KafkaCommands.location(command))
                : failure;
    }
}
