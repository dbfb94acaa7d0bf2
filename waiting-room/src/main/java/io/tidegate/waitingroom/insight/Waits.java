package io.tidegate.waitingroom.insight;

import java.util.Arrays;

/**
 * How long the buyers of a lane waited, each from the moment the number was given (by joining, or by the draw at the
 * opening) to the admission. Pure: fed with the lane's samples in the order of time, then with admissions.
 */
final class Waits {
    private long[] lastNumber = new long[256];
    private long[] atMs = new long[256];
    private int samples;
    private double[] seconds = new double[256];
    private int count;
    private boolean sorted;

    /** The highest number that was given by then. Numbers that a restored queue skipped make no difference. */
    void sample(long ms, long last) {
        if (samples > 0 && last <= lastNumber[samples - 1]) {
            return;
        }
        if (samples == atMs.length) {
            lastNumber = Arrays.copyOf(lastNumber, samples * 2);
            atMs = Arrays.copyOf(atMs, samples * 2);
        }
        lastNumber[samples] = last;
        atMs[samples++] = ms;
    }

    void admitted(long number, long ms) {
        int at = Arrays.binarySearch(lastNumber, 0, samples, number);
        int sample = at >= 0 ? at : -at - 1;
        if (sample == samples) {
            return; // younger than the last sample: its wait is not known
        }
        if (count == seconds.length) {
            seconds = Arrays.copyOf(seconds, count * 2);
        }
        seconds[count++] = Math.max(0, ms - atMs[sample]) / 1000.0;
        sorted = false;
    }

    int count() {
        return count;
    }

    /** The wait that so many in a hundred did not exceed; 0 if nobody waited. */
    double percentile(double percent) {
        if (count == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(seconds, 0, count);
            sorted = true;
        }
        return seconds[Math.clamp((int) Math.ceil(percent / 100 * count) - 1, 0, count - 1)];
    }

    double mean() {
        return Arrays.stream(seconds, 0, count).average().orElse(0);
    }
}
