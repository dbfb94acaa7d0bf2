package io.tidegate.bench.rig;

import io.tidegate.bench.rig.LoadClient.Server;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 for rates at which {@link LoadClient} would take more of a shared machine than what is measured: requests that
 * are encoded beforehand, each alone on one of a fixed number of kept connections, and answers with a length. Everything
 * else that HTTP allows is an error. A request without an answer in time fails and gives up its connection.
 *
 * <p>One thread looks once a millisecond: it reads all answers that came, then sends what was asked for meanwhile. To be
 * woken by each answer would cost this thread, and the server's that it is woken from, more than reading it. So a latency
 * is up to a millisecond longer than the server made it.
 */
public final class LeanClient implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeanClient.class);
    private static final long LOOK_NANOS = 500_000_000;
    private static final int READ_BYTES = 1 << 16;
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String LENGTH = "content-length";
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final InetSocketAddress address;
    private final int connectionsWanted;
    private final long timeoutNanos;
    private final Selector selector;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES);
    private final Set<Connection> connections = new HashSet<>();
    /** Taken in turn, as buyers' are: the one last used first could leave one event loop of the server with most of them. */
    private final Queue<Connection> idle = new ArrayDeque<>();

    private final Set<Connection> unsent = new HashSet<>();
    private final Queue<Sending> asked = new ConcurrentLinkedQueue<>();
    private final Deque<Sending> waiting = new ArrayDeque<>();
    private final Thread thread = Thread.ofPlatform().name("lean-client").unstarted(this::turns);
    private volatile boolean asleep;
    private volatile boolean closed;

    /**
     * Connects.
     *
     * @param connections kept to the server; more requests than that wait for their turn
     * @param timeoutMs how long an answer may take, half a second more or less
     */
    public LeanClient(Server server, int connections, long timeoutMs) throws IOException {
        this.address = new InetSocketAddress(server.host(), server.port());
        this.connectionsWanted = connections;
        this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        this.selector = Selector.open();
        try {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(address);
                channel.configureBlocking(false);
                connected(new Connection(channel, SelectionKey.OP_READ));
            }
        } catch (IOException refused) {
            closeAll();
            throw refused;
        }
        thread.start();
    }

    /**
     * An answer, read to its end.
     *
     * @param head its status line and headers, as they came
     */
    public record Answer(int status, String head, Buffer body) {
        /** The first value of a header. */
        public Optional<String> header(String name) {
            return LeanClient.header(head, name);
        }
    }

    private record Sending(Buffer request, Promise<Answer> answer, long askedNanos) {
        boolean isLate(long now, long timeoutNanos) {
            return now - askedNanos > timeoutNanos;
        }
    }

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

    /** Sends it; fails when the connection is lost before the answer, or no answer comes in time. From any thread. */
    public Future<Answer> send(Buffer request) {
        Sending sending = new Sending(request, Promise.promise(), System.nanoTime());
        asked.add(sending);
        if (asleep) {
            LockSupport.unpark(thread);
        }
        return sending.answer.future();
    }

    private void turns() {
        long looked = System.nanoTime();
        while (!closed) {
            long now = System.nanoTime();
            try {
                selector.selectNow(this::ready);
            } catch (IOException broken) {
                log.error("the selector broke", broken);
                break;
            }
            List.copyOf(unsent).forEach(Connection::write);
            for (Sending next = asked.poll(); next != null; next = asked.poll()) {
                begin(next);
            }
            if (now - looked > LOOK_NANOS) {
                looked = now;
                giveUpLate(now);
                connectMissing();
            }
            rest(now);
        }
        closeAll();
    }

    /** Until the next turn; with nothing under way, until something is asked for. */
    private void rest(long turnNanos) {
        if (idle.size() == connectionsWanted) {
            asleep = true;
            if (asked.isEmpty()) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            asleep = false;
        } else {
            LockSupport.parkNanos(turnNanos + OpenLoop.TURN_NANOS - System.nanoTime());
        }
    }

    private void ready(SelectionKey key) {
        ((Connection) key.attachment()).ready(key);
    }

    private void begin(Sending sending) {
        Connection free = idle.poll();
        if (free == null) {
            waiting.add(sending);
        } else {
            free.send(sending);
        }
    }

    private void giveUpLate(long now) {
        List.copyOf(connections).forEach(connection -> connection.giveUpIfLate(now));
        while (!waiting.isEmpty() && waiting.getFirst().isLate(now, timeoutNanos)) {
            waiting.remove().answer.fail(new SocketTimeoutException("no connection was free in time"));
        }
    }

    private void connectMissing() {
        while (connections.size() < connectionsWanted && connect()) {}
    }

    private boolean connect() {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            Connection connection = new Connection(channel, SelectionKey.OP_CONNECT);
            if (channel.connect(address)) {
                connected(connection);
            }
            return true;
        } catch (IOException refused) {
            log.debug("no connection to {}", address, refused);
            return false;
        }
    }

    private void connected(Connection connection) throws IOException {
        connection.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        connection.key.interestOps(SelectionKey.OP_READ);
        free(connection);
    }

    private void free(Connection connection) {
        Sending next = waiting.poll();
        if (next == null) {
            idle.add(connection);
        } else {
            connection.send(next);
        }
    }

    /** What has no answer yet fails. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        List.copyOf(connections).forEach(connection -> connection.lost(new IOException("the client was closed")));
        waiting.addAll(asked);
        waiting.forEach(sending -> sending.answer.fail(new IOException("the client was closed")));
        try {
            selector.close();
        } catch (IOException broken) {
            log.debug("closing", broken);
        }
    }

    /** One kept connection; its answers come in the order of its requests, and there is one at a time. */
    private final class Connection {
        private final SocketChannel channel;
        private final SelectionKey key;
        private @Nullable Sending expected;
        private long sentNanos;
        private ByteBuffer request = ByteBuffer.allocate(0);
        private byte[] read = {};

        Connection(SocketChannel channel, int interest) throws IOException {
            this.channel = channel;
            this.key = channel.register(selector, interest, this);
            connections.add(this);
        }

        void send(Sending sending) {
            expected = sending;
            sentNanos = System.nanoTime();
            request = ByteBuffer.wrap(sending.request.getBytes());
            write();
        }

        void write() {
            try {
                channel.write(request);
                if (request.hasRemaining()) {
                    unsent.add(this);
                } else {
                    unsent.remove(this);
                }
            } catch (IOException broken) {
                lost(broken);
            }
        }

        void ready(SelectionKey ready) {
            try {
                if (ready.isConnectable() && channel.finishConnect()) {
                    connected(this);
                } else if (ready.isReadable()) {
                    read();
                }
            } catch (IOException | RuntimeException broken) {
                lost(broken);
            }
        }

        private void read() throws IOException {
            int count = channel.read(bytes.clear());
            if (count < 0) {
                throw new IOException("the connection was closed");
            }
            int before = read.length;
            read = Arrays.copyOf(read, before + count);
            bytes.flip().get(read, before, count);
            int headEnd = headEnd(Math.max(0, before - HEAD_END.length));
            if (headEnd < 0) {
                return;
            }
            int bodyAt = headEnd + HEAD_END.length;
            String head = new String(read, 0, headEnd, StandardCharsets.ISO_8859_1);
            int end = bodyAt + header(head, LENGTH).map(Integer::valueOf).orElse(0);
            if (read.length >= end) {
                int status = Integer.parseInt(head, STATUS_AT, STATUS_AT + 3, 10);
                answered(new Answer(status, head, Buffer.buffer(Arrays.copyOfRange(read, bodyAt, end))));
            }
        }

        private int headEnd(int from) {
            for (int at = from; at <= read.length - HEAD_END.length; at++) {
                if (Arrays.equals(read, at, at + HEAD_END.length, HEAD_END, 0, HEAD_END.length)) {
                    return at;
                }
            }
            return -1;
        }

        private void answered(Answer answer) {
            Sending told = expected;
            expected = null;
            read = new byte[0];
            free(this);
            if (told != null) {
                told.answer.complete(answer);
            }
        }

        void giveUpIfLate(long now) {
            if (expected != null && now - sentNanos > timeoutNanos) {
                lost(new SocketTimeoutException("no answer in time"));
            }
        }

        void lost(Exception why) {
            connections.remove(this);
            idle.remove(this);
            unsent.remove(this);
            try {
                channel.close();
            } catch (IOException broken) {
                log.debug("closing", broken);
            }
            Sending told = expected;
            expected = null;
            if (told != null) {
                told.answer.fail(why);
            }
        }
    }

    private static Optional<String> header(String head, String name) {
        for (int line = head.indexOf('\n') + 1; line > 0; line = head.indexOf('\n', line) + 1) {
            int colon = line + name.length();
            if (head.regionMatches(true, line, name, 0, name.length()) && head.startsWith(":", colon)) {
                int end = head.indexOf('\r', colon);
                return Optional.of(
                        head.substring(colon + 1, end < 0 ? head.length() : end).strip());
            }
        }
        return Optional.empty();
    }
}
