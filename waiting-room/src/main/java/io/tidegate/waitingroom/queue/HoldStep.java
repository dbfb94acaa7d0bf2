package io.tidegate.waitingroom.queue;

/**
 * What happened to a hold.
 *
 * @param seq the event's seq at which it happened
 * @param countsUntilMs of a live one: when it surely has ended, should its end never be heard of
 */
record HoldStep(long seq, Kind kind, int holdNo, String account, long countsUntilMs) {
    enum Kind {
        LIVE("L"),
        RELEASED("R"),
        ENDED("E");

        final String letter;

        Kind(String letter) {
            this.letter = letter;
        }
    }
}
