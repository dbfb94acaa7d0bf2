package io.tidegate.bench.system;

import java.util.Locale;

/**
 * A rate at which latency is measured.
 *
 * @param share of the capacity that was found, in percent; 0: the rate was asked for
 * @param rate requests a second
 */
record Level(int share, double rate) {
    static Level share(int percent, double capacity) {
        return new Level(percent, capacity * percent / 100);
    }

    static Level rate(int perSecond) {
        return new Level(0, perSecond);
    }

    String name() {
        return share == 0 ? String.format(Locale.ROOT, "%,.0f/s", rate) : share + " %";
    }
}
