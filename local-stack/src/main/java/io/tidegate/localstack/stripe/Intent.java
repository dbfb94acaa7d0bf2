package io.tidegate.localstack.stripe;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A payment intent at one moment. Immutable, so that events and remembered answers keep the moment by a reference.
 *
 * @param created seconds since 1970
 */
record Intent(String id, long created, String clientSecret, Terms terms, State state) {

    /** What the merchant asked for. Amounts are in the currency's smallest unit. */
    record Terms(
            long amount,
            String currency,
            String captureMethod,
            List<String> methodTypes,
            boolean automaticMethods,
            Map<String, String> texts,
            Map<String, String> metadata) {
        /** Parameters that are only kept and given back. */
        static final List<String> TEXTS = List.of(
                "customer",
                "description",
                "receipt_email",
                "statement_descriptor",
                "statement_descriptor_suffix",
                "transfer_group",
                "setup_future_usage");

        Terms {
            methodTypes = List.copyOf(methodTypes);
            texts = Map.copyOf(texts);
            metadata = Map.copyOf(metadata);
        }

        boolean manual() {
            return captureMethod.equals("manual");
        }
    }

    /** Stripe's statuses, by its names. */
    enum Status {
        requires_payment_method,
        requires_confirmation,
        requires_action,
        requires_capture,
        succeeded,
        canceled
    }

    /** How far it has come. */
    record State(
            Status status,
            @Nullable String paymentMethod,
            @Nullable Charge charge,
            CardOutcome.@Nullable Declined lastError,
            @Nullable String returnUrl,
            long canceledAt,
            @Nullable String cancellationReason) {

        State to(Status next) {
            return new State(next, paymentMethod, charge, lastError, returnUrl, canceledAt, cancellationReason);
        }

        State withCharge(@Nullable Charge next) {
            return new State(status, paymentMethod, next, lastError, returnUrl, canceledAt, cancellationReason);
        }

        State withMethod(@Nullable String method) {
            return new State(status, method, charge, lastError, returnUrl, canceledAt, cancellationReason);
        }

        State withError(CardOutcome.@Nullable Declined error) {
            return new State(status, paymentMethod, charge, error, returnUrl, canceledAt, cancellationReason);
        }

        State withReturnUrl(@Nullable String url) {
            return new State(status, paymentMethod, charge, lastError, url, canceledAt, cancellationReason);
        }
    }

    /**
     * Its latest charge.
     *
     * @param captured 0 while the amount is only authorised
     * @param released the authorisation was given back without a capture
     */
    record Charge(
            String id, long created, long amount, long captured, long refunded, boolean failed, boolean released) {
        Charge capture(long amountCaptured) {
            return new Charge(id, created, amount, amountCaptured, refunded, failed, released);
        }

        Charge refund(long amountRefunded) {
            return new Charge(id, created, amount, captured, refunded + amountRefunded, failed, released);
        }

        Charge release() {
            return new Charge(id, created, amount, captured, refunded, failed, true);
        }
    }

    Status status() {
        return state.status;
    }

    long amountCapturable() {
        return status() == Status.requires_capture ? terms.amount : 0;
    }

    long amountReceived() {
        return state.charge == null ? 0 : state.charge.captured;
    }

    Intent with(State next) {
        return new Intent(id, created, clientSecret, terms, next);
    }

    Intent with(Terms next) {
        return new Intent(id, created, clientSecret, next, state);
    }
}
