package io.tidegate.bench.arms;

import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Which seat each request wants. The same seed gives the same requests.
 *
 * @param seatsAnEvent seats of each event
 */
record Workload(int events, int seatsAnEvent, Picks picks, long seed) {
    /** The exponent that YCSB uses for its hot keys. */
    private static final double ZIPF_EXPONENT = 0.99;

    /** How buyers choose. */
    enum Picks {
        /** Every seat once, in no order: nobody is refused until all is sold. */
        UNIFORM,
        /** Some seats are wanted far more than others, again and again. */
        ZIPF
    }

    int seats() {
        return events * seatsAnEvent;
    }

    String text() {
        return (events == 1 ? "1 event" : events + " events") + ", "
                + (picks == Picks.UNIFORM ? "uniform" : "Zipf " + ZIPF_EXPONENT);
    }

    /** The first {@code count} wishes, each a number of a seat over all events. */
    int[] wishes(int count) {
        return picks == Picks.UNIFORM ? shuffled(count) : zipf(count);
    }

    private int[] shuffled(int count) {
        int[] order = new int[seats()];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return java.util.Arrays.copyOf(order, Math.min(count, order.length));
    }

    /** The hot seats stand at places of their own, not side by side. */
    private int[] zipf(int count) {
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        SharedStateDiscreteSampler ranks = RejectionInversionZipfSampler.of(random, seats(), ZIPF_EXPONENT);
        int[] places = shuffled(seats());
        int[] wishes = new int[count];
        for (int i = 0; i < count; i++) {
            wishes[i] = places[ranks.sample() - 1];
        }
        return wishes;
    }
}
