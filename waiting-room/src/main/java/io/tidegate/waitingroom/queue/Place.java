package io.tidegate.waitingroom.queue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A place as Redis has it.
 *
 * @param number 0 while it waits for the draw
 * @param generation the queue's generation in Redis
 * @param leaseEndsAtMs 0 unless admitted
 */
record Place(State state, String lane, long number, long generation, long leaseEndsAtMs) {
    private static final int ID_BYTES = 10;

    enum State {
        LOBBY,
        WAITING,
        ADMITTED
    }

    /** Reads {@code L|lane}, {@code W|lane|number} or {@code A|lane|number}. */
    static Place parse(String text, long generation, long leaseEndsAtMs) {
        int last = text.lastIndexOf('|');
        if (text.charAt(0) == 'L') {
            return new Place(State.LOBBY, text.substring(2), 0, generation, 0);
        }
        State state = text.charAt(0) == 'A' ? State.ADMITTED : State.WAITING;
        long number = Long.parseLong(text, last + 1, text.length(), 10);
        return new Place(state, text.substring(2, last), number, generation, leaseEndsAtMs);
    }

    /** The place's id: from sale and account, so that nobody can pick one; the draw orders by it. */
    static String id(long event, String account) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("place|" + event + "|" + account).getBytes(StandardCharsets.UTF_8));
            return "pl_" + HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
