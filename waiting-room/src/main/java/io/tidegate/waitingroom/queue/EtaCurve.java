package io.tidegate.waitingroom.queue;

import io.tidegate.waitingroom.sale.Sale;
import java.util.Arrays;

/**
 * What the waiting buyers of one lane may be told at one moment: how long until a number is called, as the median and the
 * 90th percentile. Made by {@link EtaEstimator}; immutable, and the same effort for any number.
 */
final class EtaCurve {
    /** The 90th percentile of the standard normal distribution. */
    private static final double Z90 = 1.2816;

    private static final double SECONDS_MIN = 0.1;
    private static final double PRESENT_MIN = 0.01;
    /** By the next tick. */
    private static final Eta AT_ONCE = new Eta(SECONDS_MIN, 2 * SECONDS_MIN);

    private final double perSecond;
    private final EtaEstimator.Reading lane;
    /** The share of the numbers given beyond the cursor that still wait. */
    private final double present;

    private final double[] bias;
    private final double[] spread;

    /**
     * @param perSecond admissions of the lane a second
     * @param lane as it was read last
     * @param bias of each distance class, by how much the logarithm of a wait differs from that of the plain estimate
     * @param spread of each distance class, the standard deviation of that
     */
    EtaCurve(double perSecond, EtaEstimator.Reading lane, double[] bias, double[] spread) {
        this.perSecond = perSecond;
        this.lane = lane;
        double given = Math.max(1, lane.last() - lane.serving());
        this.present = Math.clamp(lane.waiting() / given, PRESENT_MIN, 1);
        this.bias = bias.clone();
        this.spread = spread.clone();
    }

    /** Before anything was measured: the first at once, the others at the lane's share of the rate that the promoter set. */
    static EtaCurve unmeasured(Sale sale, String lane) {
        EtaEstimator fresh = new EtaEstimator();
        fresh.take(new EtaEstimator.Reading(0, 0, 0, 0, 0, 1), setPerSecond(sale, lane));
        return fresh.curve();
    }

    /** A lane's share of the rate while all lanes have waiting buyers. */
    static double setPerSecond(Sale sale, String name) {
        int weights = sale.lanes().stream().mapToInt(Sale.Lane::weight).sum();
        int weight = sale.lanes().stream()
                .filter(lane -> lane.name().equals(name))
                .mapToInt(Sale.Lane::weight)
                .findFirst()
                .orElse(1);
        return sale.admitPerMinute() / 60.0 * weight / weights;
    }

    /** A wait from now on. */
    record Eta(double p50Seconds, double p90Seconds) {}

    Eta of(long number) {
        if (turns(number) <= 0) {
            return AT_ONCE;
        }
        double plain = plainSeconds(number);
        int distance = distance(turns(number));
        double p50 = Math.max(SECONDS_MIN, plain * Math.exp(bias[distance]));
        return new Eta(p50, p50 * Math.exp(Z90 * spread[distance]));
    }

    /** Without what was learnt from earlier estimates: the buyers still ahead at the measured rate. */
    double plainSeconds(long number) {
        return Math.max(SECONDS_MIN, turns(number) / perSecond);
    }

    /** Admissions up to and with this number's, without those that take no time. Who came since the reading is there. */
    private double turns(long number) {
        long newcomers = Math.max(0, number - Math.max(lane.last(), lane.serving()));
        double before = (number - newcomers - lane.serving()) * present;
        return Math.max(1, before + newcomers) - lane.ready();
    }

    int distanceOf(long number) {
        return distance(turns(number));
    }

    /** Two classes a power of ten. */
    private int distance(double turns) {
        return Math.min(bias.length - 1, (int) (2 * Math.log10(Math.max(1, turns))));
    }

    @Override
    public String toString() {
        return "%.3f/s from %d, bias %s, spread %s"
                .formatted(perSecond, lane.serving(), Arrays.toString(bias), Arrays.toString(spread));
    }
}
