package io.tidegate.waitingroom.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Estimates how long the numbers of one lane will wait, and learns from how it was wrong. Pure: fed with readings of the
 * lane, one after the other.
 *
 * <p>The rate is that of the shortest recent window with enough admissions in it, so that it follows a change within
 * seconds in a busy lane and does not jump in a slow one; the promoter's own setting counts like one admission, so there
 * is an estimate before anything was measured. Time in which nobody waited tells how fast buyers come, not how fast they are
 * admitted, and does not count. Every estimate is a log-normal wait about {@code turns / rate}. Its bias
 * and spread are learnt for each class of distance: now and then a number is noted with what its buyer is told, and
 * when that number is called the true wait is held against it. What is learnt fades, so that it follows the sale.
 */
final class EtaEstimator {
    private static final long SAMPLE_MS = 500;
    private static final long WINDOW_MS_MIN = 5_000;
    private static final long WINDOW_MS_MAX = 120_000;
    private static final long ADMISSIONS_ENOUGH = 50;
    private static final double PER_SECOND_MIN = 1e-4;
    /** Classes of distance, two a power of ten: 1, 3, 10 … a million. */
    private static final int CLASSES = 13;
    /** How many checks a class's first guess weighs, and how fast older checks fade. */
    private static final double GUESS_WEIGHT = 4;

    private static final double FADE = 0.95;
    private static final double DRIFT = 0.15;

    private final Deque<Point> points = new ArrayDeque<>();
    private final List<Noted> noted = new ArrayList<>();
    private final double[] weight = new double[CLASSES];
    private final double[] sum = new double[CLASSES];
    private final double[] squares = new double[CLASSES];
    private EtaCurve curve = new EtaCurve(1, Reading.NONE, new double[CLASSES], new double[CLASSES]);

    /**
     * A lane at one moment.
     *
     * @param admitted how many were admitted in all
     * @param serving the highest number called
     * @param last the highest number given
     * @param waiting how many wait
     * @param ready how many who come now are admitted at once
     */
    record Reading(long atMs, long admitted, long serving, long last, long waiting, long ready) {
        static final Reading NONE = new Reading(0, 0, 0, 0, 0, 0);
    }

    /** A reading, and the seconds that all admissions up to it have taken. */
    private record Point(Reading reading, double spentSeconds) {}

    /** A number that was noted, and what its buyer was told. */
    private record Noted(long number, long atMs, long ahead, double plainSeconds, EtaCurve.Eta told, int distance) {}

    /** An estimate held against what happened: the number was called after {@code seconds}. */
    record Check(long ahead, EtaCurve.Eta told, double seconds) {}

    /**
     * Takes the next reading; what it settles comes back.
     *
     * @param setPerSecond the lane's share of the rate that the promoter set
     */
    List<Check> take(Reading now, double setPerSecond) {
        Point last = points.peekLast();
        if (last != null && now.atMs - last.reading.atMs < SAMPLE_MS) {
            return List.of();
        }
        double prior = Math.max(PER_SECOND_MIN, setPerSecond);
        List<Check> settled = settle(now, last == null ? now.atMs : last.reading.atMs);
        points.addLast(new Point(now, last == null ? 0 : last.spentSeconds + spentSeconds(last.reading, now, prior)));
        while (points.getFirst().reading.atMs < now.atMs - WINDOW_MS_MAX) {
            points.removeFirst();
        }
        curve = curve(now, rate(points.getLast(), prior));
        if (now.waiting > 0) {
            note(now);
        } else {
            noted.clear(); // who had these numbers has left
        }
        return settled;
    }

    /** All of the time while somebody waited; else what the admissions would have taken at the rate that is set. */
    private static double spentSeconds(Reading from, Reading to, double setPerSecond) {
        double seconds = (to.atMs - from.atMs) / 1000.0;
        return from.waiting > 0 ? seconds : Math.min(seconds, (to.admitted - from.admitted) / setPerSecond);
    }

    /** Nobody is admitted by the promoter's own order: such time tells nothing of how fast the lane is. */
    void stopped() {
        points.clear();
        noted.clear();
    }

    EtaCurve curve() {
        return curve;
    }

    private double rate(Point now, double prior) {
        Point from = now;
        for (var older = points.descendingIterator(); older.hasNext(); ) {
            from = older.next();
            boolean enough = now.reading.admitted - from.reading.admitted >= ADMISSIONS_ENOUGH;
            if (enough && now.reading.atMs - from.reading.atMs >= WINDOW_MS_MIN) {
                break;
            }
        }
        double seconds = now.spentSeconds - from.spentSeconds;
        return Math.max(PER_SECOND_MIN, (now.reading.admitted - from.reading.admitted + 1) / (seconds + 1 / prior));
    }

    private EtaCurve curve(Reading now, double perSecond) {
        double[] bias = new double[CLASSES];
        double[] spread = new double[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            double turns = Math.pow(10, i / 2.0);
            double guess = 1 / turns + DRIFT * DRIFT; // of a Poisson process, with some drift of its rate
            double all = GUESS_WEIGHT + weight[i];
            bias[i] = sum[i] / all;
            double variance = (GUESS_WEIGHT * guess + squares[i]) / all - bias[i] * bias[i];
            spread[i] = Math.sqrt(Math.clamp(variance, 1e-4, 4));
        }
        return new EtaCurve(perSecond, now, bias, spread);
    }

    /** One open note a class of distance keeps this small, whatever the queue's length. */
    private void note(Reading now) {
        for (int i = 0; i < CLASSES; i++) {
            long number = now.serving + Math.round(Math.pow(10, i / 2.0) * 1.5);
            if (number > now.last) {
                return;
            }
            int distance = curve.distanceOf(number);
            if (noted.stream().noneMatch(note -> note.distance == distance)) {
                noted.add(new Noted(
                        number,
                        now.atMs,
                        number - now.serving - 1,
                        curve.plainSeconds(number),
                        curve.of(number),
                        distance));
            }
        }
    }

    private List<Check> settle(Reading now, long lastAtMs) {
        List<Check> settled = new ArrayList<>();
        for (Noted note : List.copyOf(noted)) {
            if (note.number <= now.serving) {
                noted.remove(note);
                // Called between the last reading and this one.
                double seconds = Math.max(0.05, ((now.atMs + lastAtMs) / 2.0 - note.atMs) / 1000);
                learn(note, Math.log(seconds / note.plainSeconds));
                settled.add(new Check(note.ahead, note.told, seconds));
            }
        }
        return settled;
    }

    private void learn(Noted note, double error) {
        int i = note.distance;
        double bounded = Math.clamp(error, -3, 3);
        weight[i] = weight[i] * FADE + 1;
        sum[i] = sum[i] * FADE + bounded;
        squares[i] = squares[i] * FADE + bounded * bounded;
    }
}
