package io.tidegate.bench.read;

import io.tidegate.bench.rig.LeanStreams;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One open seat map: notes when it came to which {@code seq}. Its own thread writes, and whoever reads waits until it is
 * over. An event begins with its id; what follows that line is passed over.
 */
final class Onlooker implements LeanStreams.Listener {
    private static final String OK = "HTTP/1.1 200";
    private static final byte[] ID = {'i', 'd', ':', ' '};

    private final List<long[]> seen = new ArrayList<>(); // {milliseconds since 1970, seq}
    private final Runnable begun;
    private boolean begins;
    private volatile boolean open;
    private int matched; // of ID, at the beginning of a line
    private boolean inNumber;
    private boolean lineBegins = true;
    private long number;
    private long last;

    /** @param begun told of the answer, whatever it is */
    Onlooker(Runnable begun) {
        this.begun = begun;
    }

    @Override
    public void received(byte[] bytes, int count) {
        if (!begins) {
            begins = true;
            open = new String(bytes, 0, Math.min(count, OK.length()), StandardCharsets.US_ASCII).equals(OK);
            begun.run();
        }
        take(bytes, count);
    }

    @Override
    public void ended() {
        open = false;
        if (!begins) {
            begins = true;
            begun.run();
        }
    }

    boolean isOpen() {
        return open;
    }

    /** What was seen up to now does not count. */
    synchronized void forget() {
        seen.clear();
    }

    private synchronized void take(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
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
                i = endOfLine(bytes, i, count) - 1;
            }
        }
    }

    private static int endOfLine(byte[] bytes, int from, int count) {
        int at = from;
        while (at < count && bytes[at] != '\n') {
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
