package io.tidegate.waitingroom.payment;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.wire.Command;
import io.tidegate.wire.Confirm;
import io.tidegate.wire.PaymentResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * POST /webhooks/stripe: an authorised payment becomes the same confirmation that its buyer's own call would be, so a
 * closed browser loses nothing; a refund that failed after all becomes a result. Answered 2xx only after the writer's commit; Stripe sends again what was not.
 */
final class StripeWebhook {
    private static final String AUTHORISED = "payment_intent.amount_capturable_updated";
    private static final String REFUND_FAILED = "refund.failed";

    private static final int ID_CHARS_MAX = 255;

    private final BookingServices services;

    StripeWebhook(BookingServices services) {
        this.services = services;
    }

    void receive(RoutingContext ctx) {
        Fields event = verified(ctx);
        String eventId = event.string("id", ID_CHARS_MAX);
        Optional<Command> command = switch (event.string("type", ID_CHARS_MAX)) {
            case AUTHORISED -> confirm(eventId, event.object("data").object("object"));
            case REFUND_FAILED -> refundFailed(eventId, event.object("data").object("object"));
            default -> Optional.empty();
        };
        if (command.isEmpty()) {
            received(ctx, false); // not of interest, or of an intent that is not of our making
            return;
        }
        apply(command.get()).onFailure(ctx::fail).onSuccess(applied -> received(ctx, applied));
    }

    /** The event, if Stripe signed this very body; else a 400 problem. */
    private Fields verified(RoutingContext ctx) {
        String signature = ctx.request().getHeader("Stripe-Signature");
        String body = ctx.body().buffer() == null ? "" : ctx.body().buffer().toString();
        if (signature == null) {
            throw HttpProblem.badRequest("header Stripe-Signature is missing");
        }
        try {
            // The library's own parser would refuse events of another API version than its own.
            String secret = services.settings().stripe().webhookSecret().reveal();
            Webhook.Signature.verifyHeader(body, signature, secret, Webhook.DEFAULT_TOLERANCE);
        } catch (SignatureVerificationException | RuntimeException forged) {
            throw HttpProblem.badRequest("the signature does not fit the body");
        }
        return Fields.parse(body);
    }

    private Future<Boolean> apply(Command command) {
        Duration wait = Duration.ofMillis(services.settings().booking().waitMs());
        return services.commands().submit(command, wait).transform(result -> {
            if (result.failed() && result.cause() instanceof HttpProblem problem && problem.status() == 404) {
                return Future.succeededFuture(false); // an event of another system under the same Stripe account
            }
            if (result.failed()) {
                return Future.failedFuture(result.cause());
            }
            return result.result().isPresent()
                    ? Future.succeededFuture(true)
                    : Future.failedFuture(HttpProblem.unavailable("not committed yet: send it again"));
        });
    }

    private static Optional<Ids.OfEvent> hold(Fields object) {
        return object.optionalObject("metadata")
                .flatMap(metadata -> metadata.optionalString("holdId", ID_CHARS_MAX))
                .flatMap(Ids::parseHoldId);
    }

    private Optional<Command> confirm(String eventId, Fields intent) {
        return hold(intent)
                .map(hold -> services.factory()
                        .ofSystem(hold.event(), "webhook", eventId)
                        .setConfirm(Confirm.newBuilder()
                                .setHoldNo(hold.number())
                                .setIntentId(intent.string("id", ID_CHARS_MAX))
                                .setAuthorisedAmount(intent.longOr("amount_capturable", 0, Long.MAX_VALUE, 0))
                                .setCurrency(intent.string("currency", 3).toUpperCase(Locale.ROOT))
                                .setStripeEventId(eventId))
                        .build());
    }

    /** Refused at once, which its own call has told already, or sent back by the buyer's bank some days later. */
    private Optional<Command> refundFailed(String eventId, Fields refund) {
        return hold(refund)
                .map(hold -> services.factory()
                        .ofSystem(hold.event(), "webhook", eventId)
                        .setPaymentResult(PaymentResult.newBuilder()
                                .setHoldNo(hold.number())
                                .setKind(PaymentResult.Kind.REFUND_FAILED)
                                .setIntentId(refund.string("payment_intent", ID_CHARS_MAX))
                                .setAmount(refund.longOr("amount", 0, Long.MAX_VALUE, 0))
                                .setRefundNo(refundNo(refund))
                                .setDetail(refund.optionalString("failure_reason", ID_CHARS_MAX)
                                        .orElse(""))
                                .setStripeEventId(eventId))
                        .build());
    }

    private static int refundNo(Fields refund) {
        String number = refund.object("metadata")
                .optionalString("refundNo", ID_CHARS_MAX)
                .orElse("");
        return number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0;
    }

    private static void received(RoutingContext ctx, boolean applied) {
        ServiceRouter.json(ctx, 200, new JsonObject().put("received", true).put("applied", applied));
    }
}
