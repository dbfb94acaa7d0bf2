package io.tidegate.booking.ledger;

import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A buyer's claim on tickets, with its payment and, once confirmed, its order: all three share {@code holdNo}. A value:
 * every change makes a new one. The arrays are never written after construction.
 *
 * @param tickets ticket numbers, in the order they were chosen
 * @param priceNos the price type of each, by its number in its section's list
 * @param prices what each costs, minor units, as it was when the hold was made
 * @param amount their sum
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
        long[] prices,
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
     * The hold's payment: {@code OPEN → CAPTURING → CAPTURED | FAILED}, or {@code OPEN → VOIDING → VOIDED}. Money goes
     * back from {@code CAPTURED} by {@code REFUNDING}, from {@code CAPTURING} by {@code VOIDING}.
     *
     * @param intentId Stripe's PaymentIntent; null until it is recorded
     * @param amount what the buyer was asked to authorise, minor units
     * @param captured what has been captured, minor units
     * @param refunded what has been given back of it, minor units
     * @param graceUntilMs an open payment of an ended hold may still be confirmed until then
     * @param refundNo counts the payment's refunds
     * @param refund the one that is wanted or under way
     */
    public record Payment(
            @Nullable String intentId,
            long amount,
            long captured,
            long refunded,
            PaymentState state,
            long graceUntilMs,
            int refundNo,
            @Nullable Refund refund) {
        static Payment open(long amount, long graceUntilMs) {
            return new Payment(null, amount, 0, 0, PaymentState.OPEN, graceUntilMs, 0, null);
        }

        Payment in(PaymentState next) {
            return new Payment(intentId, amount, captured, refunded, next, graceUntilMs, refundNo, refund);
        }

        Payment of(String intent) {
            return new Payment(intent, amount, captured, refunded, state, graceUntilMs, refundNo, refund);
        }

        Payment captured(long received) {
            return new Payment(intentId, amount, received, refunded, state, graceUntilMs, refundNo, refund);
        }

        /** With another refund wanted. */
        Payment refunding(Refund next) {
            return new Payment(intentId, amount, captured, refunded, state, graceUntilMs, refundNo + 1, next);
        }

        /** The refund is over, and this much of the money went back. */
        Payment refunded(long back) {
            return new Payment(intentId, amount, captured, refunded + back, state, graceUntilMs, refundNo, null);
        }
    }

    /**
     * Money to give back for these of the order's tickets.
     *
     * @param amount minor units
     */
    @SuppressWarnings("ArrayRecordComponent") // never written after construction
    public record Refund(int[] tickets, long amount) {}

    /** Where a payment stands. */
    public enum PaymentState {
        OPEN,
        CAPTURING,
        CAPTURED,
        VOIDING,
        VOIDED,
        FAILED,
        REFUNDING,
        REFUND_FAILED;

        /** As stored and shown. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static PaymentState of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        /** Whether the payment loop has work with it. */
        public boolean isTask() {
            return this == CAPTURING || this == VOIDING || this == REFUNDING;
        }
    }

    /**
     * A confirmed hold's order.
     *
     * @param amount what its tickets are worth: less after a refund in part, unchanged by one of the whole
     */
    public record Order(byte[] commandId, long amount, OrderStatus status, long confirmedAtMs) {
        Order in(OrderStatus next) {
            return new Order(commandId, amount, next, confirmedAtMs);
        }

        Order worth(long less) {
            return new Order(commandId, less, status, confirmedAtMs);
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
        return isLive() || hasValidOrder();
    }

    /** Whether it was bought, and neither failed nor was refunded. */
    public boolean hasValidOrder() {
        return order != null && (order.status == OrderStatus.CONFIRMED || order.status == OrderStatus.CAPTURED);
    }

    public boolean hasOpenPayment() {
        return payment != null && payment.state == PaymentState.OPEN;
    }

    /** Whether it has ended and no money of it is on its way. */
    boolean isSettled() {
        return !isLive() && !hasOpenPayment() && (payment == null || !payment.state.isTask());
    }

    /** When the ledger has to look at it by itself; {@link Long#MAX_VALUE}: never. */
    public long deadlineMs() {
        if (isLive()) {
            return expiresAtMs;
        }
        return payment != null && hasOpenPayment() ? payment.graceUntilMs : Long.MAX_VALUE;
    }

    Hold in(State next) {
        return with(next, expiresAtMs, pinned, payment, order);
    }

    Hold with(@Nullable Payment next) {
        return with(state, expiresAtMs, pinned, next, order);
    }

    Hold ordered(Order next) {
        return with(State.CONFIRMED, expiresAtMs, pinned, payment, next);
    }

    Hold pinnedUntil(long untilMs) {
        return with(state, untilMs, true, payment, order);
    }

    private Hold with(
            State nextState,
            long nextExpiresAtMs,
            boolean nextPinned,
            @Nullable Payment nextPayment,
            @Nullable Order nextOrder) {
        return new Hold(
                holdNo,
                account,
                lane,
                commandId,
                tickets,
                priceNos,
                prices,
                amount,
                nextState,
                createdAtMs,
                nextExpiresAtMs,
                nextPinned,
                nextPayment,
                nextOrder);
    }

    boolean has(int ticket) {
        return IntStream.of(tickets).anyMatch(t -> t == ticket);
    }

    /** What these of its tickets cost together. */
    long priceOf(int[] some) {
        return IntStream.range(0, tickets.length)
                .filter(i -> IntStream.of(some).anyMatch(t -> t == tickets[i]))
                .mapToLong(i -> prices[i])
                .sum();
    }

    /** The hold without these of its tickets. */
    Hold without(int[] back) {
        int[] kept = IntStream.range(0, tickets.length)
                .filter(i -> IntStream.of(back).noneMatch(t -> t == tickets[i]))
                .toArray();
        return new Hold(
                holdNo,
                account,
                lane,
                commandId,
                IntStream.of(kept).map(i -> tickets[i]).toArray(),
                IntStream.of(kept).map(i -> priceNos[i]).toArray(),
                IntStream.of(kept).mapToLong(i -> prices[i]).toArray(),
                amount - priceOf(back),
                state,
                createdAtMs,
                expiresAtMs,
                pinned,
                payment,
                order);
    }
}
