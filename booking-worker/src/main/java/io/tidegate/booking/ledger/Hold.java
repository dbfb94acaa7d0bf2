package io.tidegate.booking.ledger;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A buyer's claim on tickets, with its payment and, once confirmed, its order: all three share {@code holdNo}. A value:
 * every change makes a new one. The arrays are never written after construction.
 *
 * @param tickets ticket numbers, in the order they were chosen
 * @param priceNos the price type of each, by its number in its section's list
 * @param amount minor units
 * @param pinned payment has begun, and has moved {@code expiresAtMs} once
 */
@SuppressWarnings("ArrayRecordComponent") // a value by discipline; compared by holdNo alone
public record Hold(
        int holdNo,
        String account,
        String lane,
        byte[] commandId,
        int[] tickets,
        int[] priceNos,
        long amount,
        State state,
        long createdAtMs,
        long expiresAtMs,
        boolean pinned,
        @Nullable Payment payment,
        @Nullable Order order) {

    /** Whether a hold lives, and how it ended. The code is stored, and is that of wire HoldChange.State. */
    public enum State {
        LIVE(0),
        RELEASED(1),
        EXPIRED(2),
        CONFIRMED(3),
        REPLACED(4);

        private static final State[] BY_CODE = {LIVE, RELEASED, EXPIRED, CONFIRMED, REPLACED};

        private final int code;

        State(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        public static State of(int code) {
            return BY_CODE[code];
        }
    }

    /**
     * The hold's payment: {@code OPEN → CAPTURING → CAPTURED | FAILED}, or {@code OPEN → VOIDING → VOIDED}.
     *
     * @param intentId Stripe's PaymentIntent; null until it is recorded
     * @param amount what the buyer was asked to authorise, minor units
     * @param captured what has been captured, minor units
     * @param graceUntilMs an open payment of an ended hold may still be confirmed until then
     */
    public record Payment(
            @Nullable String intentId, long amount, long captured, PaymentState state, long graceUntilMs) {
        Payment in(PaymentState next) {
            return new Payment(intentId, amount, captured, next, graceUntilMs);
        }
    }

    /** Where a payment stands. */
    public enum PaymentState {
        OPEN,
        CAPTURING,
        CAPTURED,
        VOIDING,
        VOIDED,
        FAILED;

        /** As stored and shown. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static PaymentState of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        /** Whether the payment loop has work with it. */
        public boolean isTask() {
            return this == CAPTURING || this == VOIDING;
        }
    }

    /** A confirmed hold's order. */
    public record Order(byte[] commandId, long amount, OrderStatus status, long confirmedAtMs) {
        Order in(OrderStatus next) {
            return new Order(commandId, amount, next, confirmedAtMs);
        }
    }

    /** As stored and shown. */
    public enum OrderStatus {
        CONFIRMED("confirmed"),
        CAPTURED("captured"),
        REFUNDED("refunded"),
        PAYMENT_FAILED("paymentFailed");

        private final String text;

        OrderStatus(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        public static OrderStatus of(String text) {
            for (OrderStatus status : values()) {
                if (status.text.equals(text)) {
                    return status;
                }
            }
            throw new IllegalArgumentException("order status " + text);
        }
    }

    public boolean isLive() {
        return state == State.LIVE;
    }

    /** Whether its tickets are its own: held or sold. */
    public boolean ownsTickets() {
        return isLive()
                || (state == State.CONFIRMED
                        && order != null
                        && order.status != OrderStatus.PAYMENT_FAILED
                        && order.status != OrderStatus.REFUNDED);
    }

    public boolean hasOpenPayment() {
        return payment != null && payment.state == PaymentState.OPEN;
    }

    /** When the ledger has to look at it by itself; {@link Long#MAX_VALUE}: never. */
    public long deadlineMs() {
        if (isLive()) {
            return expiresAtMs;
        }
        return payment != null && hasOpenPayment() ? payment.graceUntilMs : Long.MAX_VALUE;
    }

    Hold in(State next) {
        return new Hold(
                holdNo,
                account,
                lane,
                commandId,
                tickets,
                priceNos,
                amount,
                next,
                createdAtMs,
                expiresAtMs,
                pinned,
                payment,
                order);
    }

    Hold with(@Nullable Payment next) {
        return new Hold(
                holdNo,
                account,
                lane,
                commandId,
                tickets,
                priceNos,
                amount,
                state,
                createdAtMs,
                expiresAtMs,
                pinned,
                next,
                order);
    }

    Hold ordered(Order next) {
        return new Hold(
                holdNo,
                account,
                lane,
                commandId,
                tickets,
                priceNos,
                amount,
                State.CONFIRMED,
                createdAtMs,
                expiresAtMs,
                pinned,
                payment,
                next);
    }

    Hold pinnedUntil(long untilMs) {
        return new Hold(
                holdNo,
                account,
                lane,
                commandId,
                tickets,
                priceNos,
                amount,
                state,
                createdAtMs,
                untilMs,
                true,
                payment,
                order);
    }

    Hold keeping(int[] fewerTickets, int[] fewerPriceNos, long lessAmount) {
        return new Hold(
                holdNo,
                account,
                lane,
                commandId,
                fewerTickets,
                fewerPriceNos,
                lessAmount,
                state,
                createdAtMs,
                expiresAtMs,
                pinned,
                payment,
                order);
    }
}
