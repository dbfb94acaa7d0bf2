package io.tidegate.bench.rig;

import io.tidegate.bench.rig.LoadClient.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thousands of answers that do not end, each on a connection of its own, read by one thread that looks once a millisecond:
 * what {@link LeanClient} is to requests. Listeners get the bytes as they come, the answer's head and the framing of its
 * chunks among them.
 */
public final class LeanStreams implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeanStreams.class);
    private static final int READ_BYTES = 1 << 16;

    private final InetSocketAddress address;
    private final Selector selector;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] read = new byte[READ_BYTES];
    private final Thread thread = Thread.ofPlatform().name("lean-streams").unstarted(this::turns);
    private volatile boolean closed;

    /** Who reads a stream, on the thread of all of them. */
    public interface Listener {
        /** The next bytes are the first so many of the array, which is used again afterwards. */
        void received(byte[] bytes, int count);

        void ended();
    }

    /** Streams of this server. */
    public LeanStreams(Server server) throws IOException {
        this.address = new InetSocketAddress(server.host(), server.port());
        this.selector = Selector.open();
        thread.start();
    }

    /** Connects and asks for it; blocks until that is sent. */
    public void open(String path, Listener listener) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        ByteBuffer request = StandardCharsets.US_ASCII.encode("GET " + path + " HTTP/1.1\r\nHost: tidegate\r\n\r\n");
        while (request.hasRemaining()) {
            channel.write(request);
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, listener);
    }

    private void turns() {
        try {
            while (!closed) {
                long turn = System.nanoTime();
                selector.selectNow(this::read);
                LockSupport.parkNanos(turn + OpenLoop.TURN_NANOS - System.nanoTime());
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException broken) {
            log.error("the streams broke", broken);
        }
    }

    private void read(SelectionKey key) {
        Listener listener = (Listener) key.attachment();
        try {
            int count = ((SocketChannel) key.channel()).read(bytes.clear());
            if (count >= 0) {
                bytes.flip().get(read, 0, count);
                listener.received(read, count);
                return;
            }
        } catch (IOException lost) {
            log.debug("a stream was lost", lost);
        }
        key.cancel();
        listener.ended();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
