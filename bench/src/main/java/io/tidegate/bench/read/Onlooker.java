package io.tidegate.bench.read;

import io.tidegate.bench.rig.LeanStreams;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * One open seat map: notes when it came to which {@code seq}. Its own thread writes, and whoever reads waits until it is
 * over. An event begins with its id; what follows that line is passed over.
 */
final class Onlooker implements LeanStreams.Listener {
    private static final String OK = "HTTP/1.1 200";
    private static final int FRAMES_FIRST = 128;
    private static final byte[] ID = {'i', 'd', ':', ' '};

    /** Of each frame: when it came, in milliseconds since 1970; its seq; the seq of the frame before. */
    private long[] seen = new long[3 * FRAMES_FIRST];

    private int frames;
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
        frames = 0;
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
                note(System.currentTimeMillis());
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

    private void note(long nowMs) {
        if (3 * frames == seen.length) {
            seen = Arrays.copyOf(seen, 2 * seen.length);
        }
        seen[3 * frames] = nowMs;
        seen[3 * frames + 1] = number;
        seen[3 * frames + 2] = last;
        frames++;
        last = number;
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
        for (int frame = 0; frame < 3 * frames; frame += 3) {
            for (long seq = seen[frame + 2] + 1; seq <= seen[frame + 1]; seq++) {
                long committed = clock.at(seq);
                if (committed > 0) {
                    millis.recordValue(Math.clamp(seen[frame] - committed, 0, 60_000));
                }
            }
        }
        return frames;
    }
}
