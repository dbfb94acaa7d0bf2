package io.tidegate.bench.read;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One open seat map: notes when it came to which {@code seq}. Its own thread writes, and whoever reads waits until it is
 * over. An event begins with its id; what follows that line is passed over.
 */
final class Onlooker {
    private static final byte[] ID = {'i', 'd', ':', ' '};

    private final List<long[]> seen = new ArrayList<>(); // {milliseconds since 1970, seq}
    private boolean open;
    private int matched; // of ID, at the beginning of a line
    private boolean inNumber;
    private boolean lineBegins = true;
    private long number;
    private long last;

    /** {@code begun} is told the first bytes. */
    void follow(HttpClientResponse response, Runnable begun) {
        boolean[] told = {false};
        open = response.statusCode() == 200;
        response.handler(bytes -> {
            take(bytes);
            if (!told[0]) {
                told[0] = true;
                begun.run();
            }
        });
        response.endHandler(ended -> open = false);
        response.exceptionHandler(broken -> open = false);
        response.resume();
    }

    boolean isOpen() {
        return open;
    }

    /** What was seen up to now does not count. */
    synchronized void forget() {
        seen.clear();
    }

    private synchronized void take(Buffer buffer) {
        byte[] bytes = buffer.getBytes();
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (inNumber) {
                if (b >= '0' && b <= '9') {
                    number = 10 * number + b - '0';
                    continue;
                }
                inNumber = false;
                seen.add(new long[] {System.currentTimeMillis(), number, last});
                last = number;
            }
            if (lineBegins && b == ID[matched]) {
                matched++;
                if (matched == ID.length) {
                    matched = 0;
                    lineBegins = false;
                    inNumber = true;
                    number = 0;
                }
                continue;
            }
            matched = 0;
            lineBegins = b == '\n';
            if (!lineBegins) {
                i = endOfLine(bytes, i) - 1;
            }
        }
    }

    private static int endOfLine(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Adds the age that each change had when it was seen; how many frames there were. */
    synchronized int measure(SeatClock clock, Histogram millis) {
        for (long[] frame : seen) {
            for (long seq = frame[2] + 1; seq <= frame[1]; seq++) {
                long committed = clock.at(seq);
                if (committed > 0) {
                    millis.recordValue(Math.clamp(frame[0] - committed, 0, 60_000));
                }
            }
        }
        return seen.size();
    }
}
