package io.tidegate.localstack.stripe;

import io.tidegate.localstack.stripe.Intent.Charge;
import io.tidegate.localstack.stripe.Intent.State;
import io.tidegate.localstack.stripe.Intent.Status;
import io.tidegate.localstack.stripe.Intent.Terms;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The life of a payment intent as Stripe's API reference has it. Decides only: nothing here keeps, sends or waits.
 * Refusals are {@link ApiError}s with Stripe's codes and words.
 */
final class PaymentIntents {
    private static final Set<Status> UNPAID =
            EnumSet.of(Status.requires_payment_method, Status.requires_confirmation, Status.requires_action);
    private static final Set<Status> CANCELABLE = EnumSet.of(
            Status.requires_payment_method,
            Status.requires_capture,
            Status.requires_confirmation,
            Status.requires_action);
    private static final Set<String> REASONS = Set.of("duplicate", "fraudulent", "requested_by_customer", "abandoned");

    private static final Set<String> CONFIRM_PARAMS = Set.of(
            "payment_method",
            "payment_method_data",
            "payment_method_types",
            "payment_method_options",
            "return_url",
            "client_secret",
            "key",
            "use_stripe_sdk",
            "off_session",
            "error_on_requires_action",
            "receipt_email",
            "setup_future_usage",
            "shipping",
            "mandate_data",
            "capture_method");
    private static final Set<String> UPDATE_PARAMS =
            union(CONFIRM_PARAMS, Terms.TEXTS, List.of("amount", "currency", "metadata"));
    private static final Set<String> CREATE_PARAMS =
            union(UPDATE_PARAMS, List.of("confirm", "automatic_payment_methods", "confirmation_method"), List.of());

    private final Ids ids;

    PaymentIntents(Ids ids) {
        this.ids = ids;
    }

    Change create(Form form, long now) {
        form.allow(CREATE_PARAMS);
        String id = ids.next("pi_");
        Status status = form.has("payment_method") ? Status.requires_confirmation : Status.requires_payment_method;
        State state = new State(status, method(form), null, null, form.get("return_url"), 0, null);
        Intent intent = new Intent(id, now, ids.secret(id), TermsForm.read(form), state);
        return form.flag("confirm")
                ? withEvent("payment_intent.created", confirmed(intent, form, now))
                : Change.of(intent, "payment_intent.created");
    }

    Change update(Intent intent, Form form) {
        form.allow(UPDATE_PARAMS);
        if ((form.has("amount") || form.has("currency")) && !UNPAID.contains(intent.status())) {
            throw ApiError.state(
                    intent,
                    "This PaymentIntent's amount could not be updated because it has a status of " + intent.status()
                            + ". You may only update the amount of a PaymentIntent with one of the following"
                            + " statuses: " + names(UNPAID) + ".");
        }
        Intent updated = intent.with(TermsForm.update(intent.terms(), form));
        String method = method(form);
        if (method != null) {
            requireStatus(intent, UNPAID, "updated with a payment method", "updated");
            updated = updated.with(updated.state().withMethod(method).to(Status.requires_confirmation));
        }
        return Change.of(updated);
    }

    Change confirm(Intent intent, Form form, long now) {
        form.allow(CONFIRM_PARAMS);
        return confirmed(intent, form, now);
    }

    private Change confirmed(Intent intent, Form form, long now) {
        if (!UNPAID.contains(intent.status())) {
            throw ApiError.state(intent, unconfirmable(intent));
        }
        String given = method(form);
        String method = given == null ? intent.state().paymentMethod() : given;
        if (method == null) {
            throw ApiError.state(
                    intent,
                    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update"
                            + " the PaymentIntent with a payment method and then confirm it again, or confirm it again"
                            + " directly with a payment method or ConfirmationToken.");
        }
        State state = intent.state()
                .withMethod(method)
                .withError(null)
                .withReturnUrl(
                        form.has("return_url")
                                ? form.get("return_url")
                                : intent.state().returnUrl());
        Intent attempted = intent.with(state);
        return switch (CardOutcome.of(method, "payment_method")) {
            case CardOutcome.Approved ignored -> authorised(attempted, now);
            case CardOutcome.AuthenticationRequired ignored ->
                Change.of(attempted.with(state.to(Status.requires_action)), "payment_intent.requires_action");
            case CardOutcome.Declined declined -> declined(attempted, declined, now);
        };
    }

    /** The buyer passed or failed the authentication that the intent required. */
    Change authenticate(Intent intent, boolean passed, long now) {
        requireStatus(intent, EnumSet.of(Status.requires_action), "authenticated", "authenticated");
        return passed
                ? authorised(intent, now)
                : new Change(
                        declined(intent, CardOutcome.AUTHENTICATION_FAILED, now).intent(),
                        null,
                        List.of("payment_intent.payment_failed"),
                        null);
    }

    private Change authorised(Intent intent, long now) {
        long amount = intent.terms().amount();
        Charge charge = new Charge(ids.next("ch_"), now, amount, 0, 0, false, false);
        if (intent.terms().manual()) {
            return Change.of(
                    intent.with(intent.state().withCharge(charge).to(Status.requires_capture)),
                    "payment_intent.amount_capturable_updated",
                    "charge.succeeded");
        }
        return Change.of(
                intent.with(intent.state().withCharge(charge.capture(amount)).to(Status.succeeded)),
                "payment_intent.succeeded",
                "charge.succeeded");
    }

    private Change declined(Intent intent, CardOutcome.Declined declined, long now) {
        Charge charge = new Charge(ids.next("ch_"), now, intent.terms().amount(), 0, 0, true, false);
        Intent after = intent.with(intent.state()
                .withMethod(null)
                .withCharge(charge)
                .withError(declined)
                .to(Status.requires_payment_method));
        return new Change(
                after, null, List.of("payment_intent.payment_failed", "charge.failed"), ApiError.card(declined, after));
    }

    Change capture(Intent intent, Form form) {
        form.allow(Set.of(
                "amount_to_capture",
                "final_capture",
                "metadata",
                "statement_descriptor",
                "statement_descriptor_suffix"));
        Charge charge = intent.state().charge();
        if (intent.status() == Status.succeeded) {
            throw ApiError.state(
                    intent, "This PaymentIntent could not be captured because it has already been captured.");
        }
        requireStatus(intent, EnumSet.of(Status.requires_capture), "captured", "captured");
        long amount = form.number("amount_to_capture", intent.amountCapturable());
        if (amount < 1 || amount > intent.amountCapturable() || charge == null) {
            throw ApiError.parameter(
                    "amount_to_capture",
                    amount < 1 ? "parameter_invalid_integer" : "amount_too_large",
                    "The amount_to_capture must be between 1 and the amount capturable, " + intent.amountCapturable()
                            + ".");
        }
        Intent captured = intent.with(TermsForm.update(intent.terms(), form))
                .with(intent.state().withCharge(charge.capture(amount)).to(Status.succeeded));
        return Change.of(captured, "payment_intent.succeeded", "charge.captured");
    }

    Change cancel(Intent intent, Form form, long now) {
        form.allow(Set.of("cancellation_reason"));
        String reason = form.get("cancellation_reason");
        if (reason != null && !REASONS.contains(reason)) {
            throw ApiError.parameter(
                    "cancellation_reason",
                    null,
                    "Invalid cancellation_reason: must be one of duplicate, fraudulent, requested_by_customer, or"
                            + " abandoned");
        }
        if (!CANCELABLE.contains(intent.status())) {
            throw ApiError.state(
                    intent,
                    "You cannot cancel this PaymentIntent because it has a status of " + intent.status()
                            + ". Only a PaymentIntent with one of the following statuses may be canceled: "
                            + names(CANCELABLE) + ".");
        }
        return canceled(intent, reason, now, "charge.refunded");
    }

    /** An authorisation that nobody captured in time is given back. */
    Change expire(Intent intent, long now) {
        return canceled(intent, "automatic", now, "charge.expired");
    }

    private static Change canceled(Intent intent, @Nullable String reason, long now, String chargeEvent) {
        State before = intent.state();
        boolean authorised = before.status() == Status.requires_capture;
        Charge charge = before.charge() != null && authorised ? before.charge().release() : before.charge();
        State after = new State(
                Status.canceled, before.paymentMethod(), charge, before.lastError(), before.returnUrl(), now, reason);
        return authorised
                ? Change.of(intent.with(after), "payment_intent.canceled", chargeEvent)
                : Change.of(intent.with(after), "payment_intent.canceled");
    }

    private static String unconfirmable(Intent intent) {
        return intent.status() == Status.succeeded
                ? "You cannot confirm this PaymentIntent because it has already succeeded after being previously"
                        + " confirmed."
                : "You cannot confirm this PaymentIntent because it has a status of " + intent.status()
                        + ". Only a PaymentIntent with one of the following statuses may be confirmed:"
                        + " requires_confirmation, requires_action.";
    }

    private static void requireStatus(Intent intent, Set<Status> allowed, String done, String verb) {
        if (!allowed.contains(intent.status())) {
            throw ApiError.state(
                    intent,
                    "This PaymentIntent could not be " + done + " because it has a status of " + intent.status()
                            + ". Only a PaymentIntent with one of the following statuses may be " + verb + ": "
                            + names(allowed) + ".");
        }
    }

    /** A payment method by its id, or by the token that it is made from. */
    private static @Nullable String method(Form form) {
        String token = form.get("payment_method_data[card][token]");
        String method = form.get("payment_method", token == null ? "" : token);
        return method.isEmpty() ? null : method;
    }

    private static Change withEvent(String first, Change change) {
        List<String> events = new ArrayList<>(List.of(first));
        events.addAll(change.events());
        return new Change(change.intent(), change.refund(), events, change.error());
    }

    private static String names(Set<Status> statuses) {
        return statuses.stream().map(Status::name).collect(Collectors.joining(", "));
    }

    private static Set<String> union(Set<String> one, List<String> two, List<String> three) {
        Set<String> all = new HashSet<>(one);
        all.addAll(two);
        all.addAll(three);
        return Set.copyOf(all);
    }
}
