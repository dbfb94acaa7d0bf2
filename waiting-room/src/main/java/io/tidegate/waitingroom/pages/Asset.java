package io.tidegate.waitingroom.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file that browsers may keep for ever: its address has the hash of what it contains.
 *
 * @param path where it is served
 * @param gzipped the same, compressed once for all
 */
@SuppressWarnings("ArrayRecordComponent") // made once, shared, never changed
record Asset(String path, String contentType, byte[] content, byte[] gzipped) {
    static final String FOLDER = "/assets/";

    private static final int HASH_CHARS = 12;
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "webmanifest", "application/manifest+json");

    /** @param file such as {@code js/main.js} */
    static Asset of(String file, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        int dot = file.lastIndexOf('.');
        String extension = file.substring(dot + 1);
        String type = TYPES.get(extension);
        if (type == null) {
            throw new IllegalStateException(file + " has no known type; known: " + TYPES.keySet());
        }
        String name = file.substring(file.lastIndexOf('/') + 1, dot);
        return new Asset(FOLDER + name + "-" + hash(content) + "." + extension, type, content, gzip(content));
    }

    /** Lower-case hex, long enough that no two contents of ours meet. */
    static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest).substring(0, HASH_CHARS);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new Thorough(bytes)) {
            out.write(content);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static final class Thorough extends GZIPOutputStream {
        Thorough(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
