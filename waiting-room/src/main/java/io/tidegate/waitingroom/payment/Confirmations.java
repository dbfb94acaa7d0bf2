package io.tidegate.waitingroom.payment;

import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeError;
import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.booking.Answers;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.waitingroom.booking.Hold;
import io.tidegate.waitingroom.booking.HoldRef;
import io.tidegate.waitingroom.booking.Outcome;
import io.tidegate.waitingroom.booking.Refusals;
import io.tidegate.waitingroom.booking.StoredHolds;
import io.tidegate.wire.Command;
import io.tidegate.wire.Confirm;
import io.tidegate.wire.Reply;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;

/**
 * POST /booking/confirm: what the webhook has confirmed already is answered at once; else Stripe is asked whether the
 * hold's intent is authorised, and the writer told.
 */
final class Confirmations {
    private static final int ID_CHARS_MAX = 64;

    private final BookingServices services;
    private final Answers answers;
    private final PaymentIntents intents;

    Confirmations(BookingServices services, PaymentIntents intents) {
        this.services = services;
        this.answers = services.answers();
        this.intents = intents;
    }

    void confirm(RoutingContext ctx) {
        String account = services.identity().buyer(ctx);
        Fields body = Fields.body(ctx);
        HoldRef ref = HoldRef.of(body);
        Ids.OfEvent payment = Ids.parsePaymentId(body.string("paymentId", ID_CHARS_MAX))
                .filter(id -> id.event() == ref.event())
                .orElseThrow(Confirmations::unknown);
        services.holds()
                .own(account, payment.event(), payment.number())
                .map(found -> found.filter(hold -> names(ref, hold)).orElseThrow(Confirmations::unknown))
                .onFailure(ctx::fail)
                .onSuccess(hold -> confirm(ctx, account, hold));
    }

    /** The payment has to be that of the hold which the body names. */
    private static boolean names(HoldRef ref, Hold hold) {
        return ref.holdNo().map(no -> no == hold.holdNo()).orElse(true)
                && ref.ticketNo().map(hold.ticketNos()::contains).orElse(true);
    }

    private void confirm(RoutingContext ctx, String account, Hold hold) {
        if (hold.order().isPresent()) {
            ordered(hold).onFailure(ctx::fail).onSuccess(answer -> Answers.write(ctx, answer));
            return;
        }
        authorised(hold)
                .map(intent -> command(ctx, account, hold, intent))
                .onFailure(ctx::fail)
                .onSuccess(command -> answers.respond(ctx, command, answers.submit(ctx, command), Optional.of(hold)));
    }

    private Future<Outcome> ordered(Hold hold) {
        if (hold.order().orElseThrow().status().equals("paymentFailed")) {
            return Future.failedFuture(Refusals.paymentNotAuthorised("capture_failed"));
        }
        return services.seating().of(hold.event()).otherwise(Optional.empty()).map(seats -> {
            Reply reply = Reply.newBuilder()
                    .setEventId(hold.event())
                    .setConfirmed(StoredHolds.order(hold, seats))
                    .build();
            return Outcome.of(reply, seats, Optional.of(hold));
        });
    }

    /** The hold's intent once its buyer has authorised it; else a problem that says what is wrong. */
    private Future<PaymentIntent> authorised(Hold hold) {
        Optional<String> intentId = hold.payment().flatMap(Hold.Payment::intentId);
        if (intentId.isEmpty()) {
            return Future.failedFuture(Refusals.paymentNotAuthorised("not_started"));
        }
        return intents.retrieve(intentId.get()).map(intent -> switch (intent.getStatus()) {
            case "requires_capture", "succeeded" -> intent;
            case "canceled" -> throw Refusals.holdExpired();
            default -> throw notAuthorised(intent);
        });
    }

    private static HttpProblem notAuthorised(PaymentIntent intent) {
        HttpProblem problem = Refusals.paymentNotAuthorised(intent.getStatus());
        StripeError error = intent.getLastPaymentError();
        if (error == null) {
            return problem;
        }
        String code = error.getDeclineCode() != null ? error.getDeclineCode() : error.getCode();
        return code == null ? problem : problem.with("declineCode", code);
    }

    private Command command(RoutingContext ctx, String account, Hold hold, PaymentIntent intent) {
        String holdId = Ids.holdId(hold.event(), hold.holdNo());
        String paymentId = Ids.paymentId(hold.event(), hold.holdNo());
        Long capturable = intent.getAmountCapturable();
        long amount = capturable != null && capturable > 0 ? capturable : intent.getAmount();
        return services.factory()
                .keyedOr(ctx, account, hold.event(), "confirm", "hold:" + holdId + paymentId)
                .setDeadlineMs(0)
                .setConfirm(Confirm.newBuilder()
                        .setHoldNo(hold.holdNo())
                        .setIntentId(intent.getId())
                        .setAuthorisedAmount(amount)
                        .setCurrency(intent.getCurrency().toUpperCase(Locale.ROOT)))
                .build();
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("no such payment of such a hold of yours");
    }
}
