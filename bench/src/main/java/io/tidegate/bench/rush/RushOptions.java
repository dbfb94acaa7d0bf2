package io.tidegate.bench.rush;

/**
 * What is to be simulated.
 *
 * @param buyers how many people, spread evenly over the events
 * @param seats tickets of each event
 * @param chaos components are killed meanwhile
 * @param stripeLimits Stripe's own default limits apply, instead of none
 * @param seed the crowd's
 */
public record RushOptions(int buyers, int seats, int events, boolean chaos, boolean stripeLimits, long seed) {
    public static final int BUYERS_MAX = 1_000_000;
    public static final int SEATS_MAX = 250_000;
    public static final int EVENTS_MAX = 1000;

    public RushOptions {
        require("--buyers", buyers, BUYERS_MAX);
        require("--seats", seats, SEATS_MAX);
        require("--events", events, EVENTS_MAX);
    }

    private static void require(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: 1 to " + max);
        }
    }

    /** Tickets in all. */
    long tickets() {
        return (long) seats * events;
    }

    /** Whether there are so many buyers that each event has to end sold out, even if each of them bought one ticket. */
    boolean sellsOut() {
        return buyers / events >= seats;
    }

    /** Over how long the buyers arrive. */
    double arrivalSeconds() {
        return Math.clamp(buyers / 3000.0, 3, 60);
    }

    /** How long it may take in all; what is not sold by then is reported as it is. */
    long timeoutSeconds() {
        return 300 + buyers / 100 + tickets() / 50 + (chaos ? 240 : 0) + (stripeLimits ? tickets() / 8 : 0);
    }

    /**
     * Buyers with a pass or a hold at once, of one event: few enough to queue, enough to be quick. A pass counts until it
     * expires, whether its buyer is done or not, so this many buyers a lease is the most that a sale serves.
     */
    int maxActive() {
        return Math.clamp(seats / 4, 50, 10_000);
    }

    int admitPerMinute() {
        return Math.clamp(12L * buyers / events, 1200, 7500);
    }
}
