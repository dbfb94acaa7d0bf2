package io.tidegate.bench.rush;

import java.util.SplittableRandom;

/**
 * What kind of buyer someone is. It follows from the run's seed and the buyer's number alone, so that a run's crowd can
 * be had again.
 *
 * @param quantity tickets wanted, 1 to 4
 * @param streams waits on the stream of events, instead of polling
 * @param doubleClicks sends its reserve twice at once
 * @param random for what is left to chance on the way
 */
record Persona(
        int quantity, Choice choice, Ending ending, boolean streams, boolean doubleClicks, SplittableRandom random) {
    private static final int PERCENT = 100;

    /** How it picks its tickets. */
    enum Choice {
        /** The front rows that everybody wants. */
        HOT_SEATS,
        BEST_AVAILABLE,
        GENERAL_ADMISSION
    }

    /** What becomes of its first basket. Who comes back a second time pays. */
    enum Ending {
        PAYS,
        /** Closes the page with tickets in the basket. */
        ABANDONS,
        /** Its first card is declined, the second is not. */
        PAYS_WITH_SECOND_CARD,
        /** Its card is declined, and it gives the tickets back. */
        GIVES_UP,
        /** Pays and closes the page before it hears of it. */
        CLOSES_AFTER_PAYING
    }

    static Persona of(long seed, int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        return new Persona(
                quantity(random.nextInt(PERCENT)),
                choice(random.nextInt(PERCENT)),
                ending(random.nextInt(PERCENT)),
                random.nextInt(PERCENT) < 2,
                random.nextInt(PERCENT) < 3,
                random);
    }

    /** Pairs are the most frequent. */
    private static int quantity(int percent) {
        return percent < 25 ? 1 : percent < 70 ? 2 : percent < 80 ? 3 : 4;
    }

    private static Choice choice(int percent) {
        return percent < 35 ? Choice.HOT_SEATS : percent < 90 ? Choice.BEST_AVAILABLE : Choice.GENERAL_ADMISSION;
    }

    private static Ending ending(int percent) {
        if (percent < 80) {
            return Ending.PAYS;
        } else if (percent < 88) {
            return Ending.ABANDONS;
        } else if (percent < 94) {
            return Ending.PAYS_WITH_SECOND_CARD;
        }
        return percent < 97 ? Ending.GIVES_UP : Ending.CLOSES_AFTER_PAYING;
    }

    /** A time that a person takes, in milliseconds: mostly short, now and then long. */
    long thinkMs(int meanMs) {
        return Math.min(10L * meanMs, (long) (-Math.log(1 - random.nextDouble()) * meanMs));
    }
}
