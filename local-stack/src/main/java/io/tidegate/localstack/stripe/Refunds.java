package io.tidegate.localstack.stripe;

import io.tidegate.localstack.stripe.Intent.Charge;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refunds of captured charges, whole and in part. Decides only. */
final class Refunds {
    private static final Set<String> PARAMS =
            Set.of("payment_intent", "charge", "amount", "reason", "metadata", "instructions_email", "origin");
    private static final Set<String> REASONS = Set.of("duplicate", "fraudulent", "requested_by_customer");

    private final Ids ids;

    Refunds(Ids ids) {
        this.ids = ids;
    }

    Change create(Intent intent, Form form, long now) {
        form.allow(PARAMS);
        Charge charge = intent.state().charge();
        if (charge == null || charge.captured() == 0) {
            throw ApiError.of(
                    400,
                    ApiError.INVALID_REQUEST,
                    null,
                    "This PaymentIntent (" + intent.id() + ") does not have a successful charge to refund.");
        }
        long left = charge.captured() - charge.refunded();
        if (left == 0) {
            throw ApiError.of(
                    400,
                    ApiError.INVALID_REQUEST,
                    "charge_already_refunded",
                    "Charge " + charge.id() + " has already been refunded.");
        }
        long amount = amount(form, left);
        Refund refund = new Refund(
                ids.next("re_"),
                now,
                amount,
                intent.terms().currency(),
                intent.id(),
                charge.id(),
                reason(form),
                TermsForm.metadata(Map.of(), form),
                null);
        Intent after = intent.with(intent.state().withCharge(charge.refund(amount)));
        return new Change(after, refund, List.of("refund.created", "charge.refunded"), null);
    }

    /** The buyer's bank sends it back: the merchant has the money again. */
    static Change fail(Intent intent, Refund refund) {
        Charge charge = intent.state().charge();
        Intent after =
                charge == null ? intent : intent.with(intent.state().withCharge(charge.refund(-refund.amount())));
        List<String> events = List.of("refund.failed", "charge.refund.updated");
        return new Change(after, refund.failed("expired_or_canceled_card"), events, null);
    }

    private static long amount(Form form, long left) {
        long amount = form.number("amount", left);
        if (amount < 1) {
            throw ApiError.parameter(
                    "amount", "parameter_invalid_integer", "This value must be greater than or equal to 1.");
        }
        if (amount > left) {
            throw ApiError.parameter(
                    "amount",
                    null,
                    "Refund amount (" + amount + ") is greater than unrefunded amount on charge (" + left + ")");
        }
        return amount;
    }

    private static @Nullable String reason(Form form) {
        String reason = form.get("reason");
        if (reason != null && !REASONS.contains(reason)) {
            throw ApiError.parameter(
                    "reason", null, "Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer");
        }
        return reason;
    }
}
