package io.tidegate.ids;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Ids of commands: the first 16 bytes of SHA-256 over account, event, operation and Idempotency-Key. The same request
 * sent again is the same command, on any gateway. In the API a command id carries its event, like every other id.
 */
public final class CommandIds {
    /** Bytes of a command id and of a body's hash. */
    public static final int BYTES = 16;

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(CommandIds::sha256);

    private CommandIds() {}

    /** The id of the command that this request means. */
    public static byte[] of(String account, long event, String operation, String idempotencyKey) {
        MessageDigest digest = SHA_256.get();
        // Each part is preceded by its length, so that no two different lists of parts hash alike.
        part(digest, account);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(event).array());
        part(digest, operation);
        part(digest, idempotencyKey);
        return Arrays.copyOf(digest.digest(), BYTES);
    }

    /** The hash under which a request's body is remembered. */
    public static byte[] bodyHash(byte[] body) {
        return Arrays.copyOf(SHA_256.get().digest(body), BYTES);
    }

    /** The id as clients see it. */
    public static String text(long event, byte[] commandId) {
        return "cm_" + Long.toString(event, 32) + "-" + HexFormat.of().formatHex(commandId);
    }

    /** What a client sent as a command's id, if it is one. */
    public static Optional<Parsed> parse(String text) {
        int dash = text.indexOf('-');
        if (!text.startsWith("cm_") || dash < 0 || text.length() - dash - 1 != 2 * BYTES) {
            return Optional.empty();
        }
        var event = Ids.parseEventId("ev_" + text.substring("cm_".length(), dash));
        try {
            byte[] id = HexFormat.of().parseHex(text, dash + 1, text.length());
            return event.isPresent() ? Optional.of(new Parsed(event.getAsLong(), id)) : Optional.empty();
        } catch (IllegalArgumentException notHex) {
            return Optional.empty();
        }
    }

    /** A command by its event and its 16 bytes. */
    @SuppressWarnings("ArrayRecordComponent") // carried from one call to the next, never compared
    public record Parsed(long event, byte[] commandId) {}

    private static void part(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
