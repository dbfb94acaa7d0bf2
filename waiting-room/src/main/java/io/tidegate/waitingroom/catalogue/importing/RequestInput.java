package io.tidegate.waitingroom.catalogue.importing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A request's body for a thread that may block. One buffer is asked for at a time, so that a body of any length takes
 * the memory of a few buffers. The request has to be paused.
 */
final class RequestInput extends InputStream {
    private final HttpServerRequest request;
    private final BlockingQueue<Chunk> arrived = new LinkedBlockingQueue<>();
    private final long bytesMax;
    private long bytes;
    private byte[] current = {};
    private int at;
    private boolean ended;

    /** Bytes of the body, or its end. */
    private record Chunk(Kind kind, Buffer bytes) {
        enum Kind {
            BYTES,
            END,
            BROKEN
        }

        static Chunk of(Kind kind) {
            return new Chunk(kind, Buffer.buffer());
        }
    }

    RequestInput(HttpServerRequest request, long bytesMax) {
        this.request = request;
        this.bytesMax = bytesMax;
        request.handler(buffer -> arrived.add(new Chunk(Chunk.Kind.BYTES, buffer)));
        request.endHandler(ignored -> arrived.add(Chunk.of(Chunk.Kind.END)));
        request.exceptionHandler(ignored -> arrived.add(Chunk.of(Chunk.Kind.BROKEN)));
        request.fetch(1);
    }

    @Override
    public int read() throws IOException {
        return hasBytes() || more() ? current[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasBytes() && !more()) {
            return -1;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, into, offset, count);
        at += count;
        return count;
    }

    private boolean hasBytes() {
        return at < current.length;
    }

    /** Waits for the next bytes; false: there are no more. */
    private boolean more() throws IOException {
        while (!ended && !hasBytes()) {
            Chunk next = next();
            switch (next.kind) {
                case END -> ended = true;
                case BROKEN -> throw new EOFException("the client went away");
                case BYTES -> {
                    current = next.bytes.getBytes();
                    at = 0;
                    bytes += current.length;
                    if (bytes > bytesMax) {
                        throw new IOException("longer than " + bytesMax + " bytes in all");
                    }
                    request.fetch(1);
                }
            }
        }
        return !ended;
    }

    private Chunk next() throws InterruptedIOException {
        try {
            return arrived.take();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }
}
