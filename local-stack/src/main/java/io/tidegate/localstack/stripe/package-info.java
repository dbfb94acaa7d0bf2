/**
 * A Stripe simulator that unchanged Stripe libraries talk to over HTTP. A request's way: {@link
 * io.tidegate.localstack.stripe.StripeServer} → {@link io.tidegate.localstack.stripe.Api} (keys, limits, idempotency) →
 * {@link io.tidegate.localstack.stripe.PaymentIntents} or {@link io.tidegate.localstack.stripe.Refunds} (decide, without
 * I/O) → {@link io.tidegate.localstack.stripe.Ledger} (journal, then apply) → {@link
 * io.tidegate.localstack.stripe.Webhooks}.
 */
@NullMarked
package io.tidegate.localstack.stripe;

import org.jspecify.annotations.NullMarked;
