package io.tidegate.localstack.stripe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the issuer says to a card: decided by Stripe's test payment methods and tokens, which stand for it. */
sealed interface CardOutcome {
    /** The amount is authorised. */
    record Approved() implements CardOutcome {}

    /** The buyer has to authenticate first. */
    record AuthenticationRequired() implements CardOutcome {}

    /** The issuer refuses. */
    record Declined(String code, String declineCode, String message) implements CardOutcome {}

    /** The card of a bank that takes its time, as no card of Stripe's does. */
    String SLOW = "pm_card_visa_slow";

    int SLOW_MS = 5000;

    /** The card whose refunds succeed, and fail a moment later. */
    String REFUNDS_FAIL = "pm_card_refundFail";

    String DECLINED = "Your card was declined.";

    /** By the part of the method's name after the brand, as in {@code pm_card_visa_chargeDeclined}. */
    Map<String, CardOutcome> BY_NAME = Map.ofEntries(
            Map.entry("chargeDeclined", new Declined("card_declined", "generic_decline", DECLINED)),
            Map.entry(
                    "chargeDeclinedInsufficientFunds",
                    new Declined("card_declined", "insufficient_funds", "Your card has insufficient funds.")),
            Map.entry("chargeDeclinedLostCard", new Declined("card_declined", "lost_card", DECLINED)),
            Map.entry("chargeDeclinedStolenCard", new Declined("card_declined", "stolen_card", DECLINED)),
            Map.entry("chargeDeclinedFraudulent", new Declined("card_declined", "fraudulent", DECLINED)),
            Map.entry(
                    "chargeDeclinedExpiredCard",
                    new Declined("expired_card", "expired_card", "Your card has expired.")),
            Map.entry(
                    "chargeDeclinedIncorrectCvc",
                    new Declined("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.")),
            Map.entry(
                    "chargeDeclinedProcessingError",
                    new Declined(
                            "processing_error",
                            "processing_error",
                            "An error occurred while processing your card. Try again in a little bit.")),
            Map.entry(
                    "chargeDeclinedVelocityLimitExceeded",
                    new Declined("card_declined", "card_velocity_exceeded", DECLINED)),
            Map.entry("radarBlock", new Declined("card_declined", "fraudulent", DECLINED)),
            Map.entry(
                    "cvcCheckFail",
                    new Declined("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.")),
            Map.entry("refundFail", new Approved()),
            Map.entry("authenticationRequired", new AuthenticationRequired()),
            Map.entry("authenticationRequiredOnSetup", new AuthenticationRequired()),
            Map.entry("threeDSecure2Required", new AuthenticationRequired()),
            Map.entry("threeDSecureRequired", new AuthenticationRequired()));

    Declined AUTHENTICATION_FAILED = new Declined(
            "payment_intent_authentication_failure",
            "authentication_required",
            "We are unable to authenticate your payment method. Please choose a different payment method and try"
                    + " again.");

    /** How long the bank takes to answer a request with these parameters. */
    static int latencyMs(@Nullable String parameters) {
        return parameters != null && parameters.contains("payment_method=" + SLOW) ? SLOW_MS : 0;
    }

    /** What becomes of a charge on this method; {@code param} names the parameter that it came in. */
    static CardOutcome of(String method, String param) {
        String name = method.replaceFirst("^(pm_card_|tok_)", "").replaceFirst("^visa_", "");
        CardOutcome special = BY_NAME.get(name);
        if (special != null) {
            return special;
        }
        boolean known = method.matches("(pm_card_|tok_)(visa|mastercard|amex|discover|diners|jcb|unionpay)(_[a-z]+)?");
        if (known || method.matches("pm_1[A-Za-z0-9]{8,}")) {
            return new Approved();
        }
        throw ApiError.of(
                        400,
                        ApiError.INVALID_REQUEST,
                        "resource_missing",
                        "No such PaymentMethod: '" + method + "'; It's possible that this PaymentMethod exists on one"
                                + " of your connected accounts.")
                .with("param", param)
                .notExecuted();
    }
}
