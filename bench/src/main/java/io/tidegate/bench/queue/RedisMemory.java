package io.tidegate.bench.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What Redis says it uses. */
final class RedisMemory {
    private static final String FIELD = "used_memory:";
    private static final int TIMEOUT_MS = 10_000;

    private RedisMemory() {}

    /** {@code used_memory} in bytes. */
    static long usedBytes(String url) {
        URI redis = URI.create(url);
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write("INFO memory\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines();
            return lines.filter(line -> line.startsWith(FIELD))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(FIELD.length()).strip()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException away) {
            throw new UncheckedIOException(away);
        }
    }
}
