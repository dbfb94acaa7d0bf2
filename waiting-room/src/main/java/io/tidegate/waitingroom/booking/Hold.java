package io.tidegate.waitingroom.booking;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A hold as it is in the database, with its payment and its order where there are such. */
@SuppressWarnings("ArrayRecordComponent") // carried from one call to the next, never compared
public record Hold(
        long event,
        int holdNo,
        String account,
        byte[] commandId,
        List<Integer> ticketNos,
        List<Integer> priceNos,
        long amount,
        State state,
        Instant createdAt,
        Instant expiresAt,
        Optional<Payment> payment,
        Optional<Order> order) {

    /** What has become of it. */
    public enum State {
        LIVE,
        RELEASED,
        EXPIRED,
        CONFIRMED,
        REPLACED;

        /** By the number in the column. */
        static State of(int number) {
            return switch (number) {
                case 0 -> LIVE;
                case 1 -> RELEASED;
                case 2 -> EXPIRED;
                case 3 -> CONFIRMED;
                case 4 -> REPLACED;
                default -> throw new IllegalArgumentException("no hold has the state " + number);
            };
        }

        /** As the API names it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param state open, capturing, captured, voiding, voided or failed */
    public record Payment(Optional<String> intentId, String state) {}

    /** @param status confirmed, captured, refunded or paymentFailed */
    public record Order(String status, long amount, byte[] commandId, Instant confirmedAt) {}

    /** Whether it is an order whose tickets its buyer has. */
    boolean isBought() {
        return order.filter(bought ->
                        bought.status().equals("confirmed") || bought.status().equals("captured"))
                .isPresent();
    }
}
