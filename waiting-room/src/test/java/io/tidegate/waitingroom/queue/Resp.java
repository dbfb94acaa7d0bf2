package io.tidegate.waitingroom.queue;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One connection to Redis, call by call, for tests that make tens of thousands of calls in a row. */
final class Resp implements AutoCloseable {
    private final Socket socket;
    private final BufferedInputStream in;
    private final BufferedOutputStream out;
    private final Map<String, String> hashes = new HashMap<>();

    Resp(String url) throws IOException {
        URI redis = URI.create(url);
        socket = new Socket(redis.getHost(), redis.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    /** Long, byte[], List, or null; an error that Redis answers is an exception. */
    @Nullable
    Object call(Object... parts) {
        try {
            write(parts);
            out.flush();
            return read();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void write(Object... parts) throws IOException {
        out.write(("*" + parts.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (Object part : parts) {
            byte[] bytes = part instanceof byte[] raw ? raw : part.toString().getBytes(StandardCharsets.UTF_8);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** One of the queue's scripts, its answer with bytes as text. */
    @Nullable
    Object script(String name, Keys keys, List<String> arguments) {
        String hash = hashes.computeIfAbsent(name, key -> text(call("SCRIPT", "LOAD", source(key))));
        List<Object> parts =
                new ArrayList<>(List.of("EVALSHA", hash, keys.keys().size()));
        parts.addAll(keys.keys());
        parts.addAll(arguments);
        return texts(call(parts.toArray()));
    }

    /** The same script with many arguments, sent together; the last answer. */
    @Nullable
    Object scripts(String name, Keys keys, List<List<String>> calls) {
        try {
            for (List<String> arguments : calls) {
                write(parts(name, keys, arguments));
            }
            out.flush();
            Object last = null;
            for (int i = 0; i < calls.size(); i++) {
                last = read();
            }
            return texts(last);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Object[] parts(String name, Keys keys, List<String> arguments) {
        String hash = hashes.computeIfAbsent(name, key -> text(call("SCRIPT", "LOAD", source(key))));
        List<Object> parts =
                new ArrayList<>(List.of("EVALSHA", hash, keys.keys().size()));
        parts.addAll(keys.keys());
        parts.addAll(arguments);
        return parts.toArray();
    }

    static String text(@Nullable Object answer) {
        return new String((byte[]) Objects.requireNonNull(answer), StandardCharsets.UTF_8);
    }

    private static @Nullable Object texts(@Nullable Object answer) {
        if (answer instanceof List<?> list) {
            return list.stream().map(Resp::texts).toList();
        }
        return answer instanceof byte[] ? text(answer) : answer;
    }

    private static String source(String name) {
        try (var shared = QueueStore.class.getResourceAsStream("queue.lua");
                var own = QueueStore.class.getResourceAsStream(name + ".lua")) {
            return new String(shared.readAllBytes(), StandardCharsets.UTF_8)
                    + new String(own.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private @Nullable Object read() throws IOException {
        int kind = in.read();
        String line = line();
        switch (kind) {
            case '+':
                return line.getBytes(StandardCharsets.UTF_8);
            case ':':
                return Long.valueOf(line);
            case '$':
                int length = Integer.parseInt(line);
                if (length < 0) {
                    return null;
                }
                byte[] bytes = in.readNBytes(length);
                in.readNBytes(2);
                return bytes;
            case '*':
                List<Object> list = new ArrayList<>();
                for (int i = Integer.parseInt(line); i > 0; i--) {
                    list.add(read());
                }
                return list;
            default:
                throw new IOException((char) kind + line);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0) {
                throw new IOException("Redis has closed the connection");
            }
            line.write(b);
        }
        in.read();
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
