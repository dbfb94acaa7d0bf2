package io.tidegate.waitingroom.mail;

import io.vertx.core.json.JsonObject;

/**
 * A mail that this instance has claimed.
 *
 * @param cause why there is this mail; told once
 * @param attempt the how manieth attempt this is, from 1; tells this claim from any later one
 */
public record WaitingMail(
        long mailNo, String cause, Kind kind, String recipient, JsonObject data, int attempt, long claimedUntilMs) {

    /** What a mail is about. */
    public enum Kind {
        LOGIN_CODE("loginCode"),
        TICKETS("tickets"),
        PAYMENT_FAILED("paymentFailed"),
        REFUNDED("refunded"),
        EVENT_CANCELLED("eventCancelled");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As the outbox and the metrics have it. */
        public String text() {
            return text;
        }

        static Kind of(String text) {
            for (Kind kind : values()) {
                if (kind.text.equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind of mail is called " + text);
        }
    }
}
