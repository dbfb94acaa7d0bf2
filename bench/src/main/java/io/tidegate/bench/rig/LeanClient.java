package io.tidegate.bench.rig;

import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 for rates at which {@link LoadClient} would take more of a shared machine than what is measured: requests that
 * are encoded beforehand, each alone on one of a fixed number of kept connections, on one event loop; of an answer it reads
 * status, length and body. Everything else that HTTP allows is an error. A request without an answer in time fails and
 * gives up its connection.
 */
public final class LeanClient implements AutoCloseable {
    private static final int CONNECT_MS = 5000;
    private static final long LOOK_MS = 500;
    private static final String HEAD_END = "\r\n\r\n";
    private static final String LENGTH = "content-length:";
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = ((VertxInternal) vertx).createEventLoopContext();
    private final NetClient net =
            vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_MS));
    private final Server server;
    private final long timeoutNanos;
    private final Set<Connection> connections = new HashSet<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Queue<Sending> waiting = new ArrayDeque<>();
    private volatile boolean closed;

    /**
     * Connects.
     *
     * @param connections kept to the server; more requests than that wait for their turn
     * @param timeoutMs how long an answer may take, half a second more or less
     */
    public LeanClient(Server server, int connections, long timeoutMs) {
        this.server = server;
        this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        loop.runOnContext(ignored -> vertx.setPeriodic(LOOK_MS, timer -> giveUpLate()));
        for (int i = 0; i < connections; i++) {
            connect().await();
        }
    }

    /** An answer, read to its end. */
    public record Answer(int status, Buffer body) {}

    private record Sending(Buffer request, Promise<Answer> answer) {}

    /** A request to send as often as one likes. */
    public static Buffer request(HttpMethod method, String path, Map<String, String> headers, String body) {
        StringBuilder text = new StringBuilder(512)
                .append(method.name())
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: tidegate\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        if (!body.isEmpty()) {
            text.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return Buffer.buffer(text.append("\r\n").append(body).toString());
    }

    /** Sends it; fails when the connection is lost before the answer. From any thread. */
    public Future<Answer> send(Buffer request) {
        Sending sending = new Sending(request, Promise.promise());
        if (loop.equals(Vertx.currentContext())) {
            begin(sending);
        } else {
            loop.runOnContext(ignored -> begin(sending));
        }
        return sending.answer.future();
    }

    private void begin(Sending sending) {
        Connection free = idle.poll();
        if (free == null) {
            waiting.add(sending);
        } else {
            free.send(sending);
        }
    }

    private Future<Void> connect() {
        Promise<Void> connected = Promise.promise();
        loop.runOnContext(ignored -> net.connect(server.port(), server.host())
                .onSuccess(socket -> free(new Connection(socket)))
                .<Void>mapEmpty()
                .onComplete(connected));
        return connected.future();
    }

    /** One look at all, rather than a timer for each request. */
    private void giveUpLate() {
        long now = System.nanoTime();
        List.copyOf(connections).forEach(connection -> connection.giveUpIfLate(now));
    }

    private void free(Connection connection) {
        Sending next = waiting.poll();
        if (next == null) {
            idle.push(connection);
        } else {
            connection.send(next);
        }
    }

    @Override
    public void close() {
        closed = true;
        net.close().await();
        vertx.close().await();
    }

    /** One kept connection; its answers come in the order of its requests, and there is one at a time. */
    private final class Connection {
        private final NetSocket socket;
        private @Nullable Promise<Answer> expected;
        private long sentNanos;
        private Buffer read = Buffer.buffer();

        Connection(NetSocket socket) {
            this.socket = socket;
            connections.add(this);
            socket.handler(this::received).closeHandler(ignored -> lost());
        }

        void send(Sending sending) {
            expected = sending.answer;
            sentNanos = System.nanoTime();
            socket.write(sending.request);
        }

        private void received(Buffer bytes) {
            read = read.length() == 0 ? bytes : read.appendBuffer(bytes);
            String text = read.toString(StandardCharsets.ISO_8859_1);
            int headEnd = text.indexOf(HEAD_END);
            if (headEnd < 0) {
                return;
            }
            int bodyAt = headEnd + HEAD_END.length();
            int length = length(text.substring(0, headEnd));
            if (read.length() < bodyAt + length) {
                return;
            }
            Answer answer = new Answer(
                    Integer.parseInt(text, STATUS_AT, STATUS_AT + 3, 10), read.getBuffer(bodyAt, bodyAt + length));
            read = Buffer.buffer();
            Promise<Answer> told = expected;
            expected = null;
            free(this);
            if (told != null) {
                told.complete(answer);
            }
        }

        void giveUpIfLate(long now) {
            if (expected != null && now - sentNanos > timeoutNanos) {
                socket.close();
            }
        }

        private void lost() {
            connections.remove(this);
            idle.remove(this);
            Promise<Answer> told = expected;
            if (told != null) {
                told.fail(new IOException("the connection was closed"));
            }
            if (!closed) {
                connect();
            }
        }
    }

    private static int length(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf(LENGTH);
        if (at < 0) {
            return 0;
        }
        int end = lower.indexOf('\r', at);
        return Integer.parseInt(lower.substring(at + LENGTH.length(), end < 0 ? lower.length() : end)
                .strip());
    }
}
