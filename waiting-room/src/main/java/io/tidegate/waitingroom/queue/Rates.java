package io.tidegate.waitingroom.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How fast a queue's lanes were admitted over the last half minute, from the counts that ticks see. Immutable readings
 * are taken by the ticker; each is read by many.
 */
final class Rates {
    private static final long WINDOW_MS = 30_000;
    private static final long SAMPLE_MS = 500;
    private static final long SPAN_MS_MIN = 2_000;

    /** No admissions known yet. */
    static final Rates NONE = new Rates(Map.of());

    private final Map<String, Double> perSecond;

    private Rates(Map<String, Double> perSecond) {
        this.perSecond = perSecond;
    }

    /** Admissions a second in this lane; empty if none were seen. */
    Optional<Double> perSecond(String lane) {
        return Optional.ofNullable(perSecond.get(lane));
    }

    double perMinute() {
        return 60 * perSecond.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The ticks of one queue; belongs to the ticker. */
    static final class Meter {
        private final Deque<QueueView> samples = new ArrayDeque<>();
        private Rates rates = NONE;

        /** As last taken. */
        Rates rates() {
            return rates;
        }

        Rates take(QueueView view) {
            QueueView last = samples.peekLast();
            if (last != null && last.generation() != view.generation()) {
                samples.clear();
            } else if (last != null && view.atMs() - last.atMs() < SAMPLE_MS) {
                return rates;
            }
            samples.addLast(view);
            while (samples.getFirst().atMs() < view.atMs() - WINDOW_MS) {
                samples.removeFirst();
            }
            rates = measure(samples.getFirst(), view);
            return rates;
        }

        private static Rates measure(QueueView from, QueueView to) {
            long spanMs = to.atMs() - from.atMs();
            if (spanMs < SPAN_MS_MIN) {
                return NONE;
            }
            Map<String, Double> perSecond = new HashMap<>();
            for (QueueView.Lane lane : to.lanes()) {
                long before =
                        from.lane(lane.name()).map(QueueView.Lane::admitted).orElse(0L);
                if (lane.admitted() > before) {
                    perSecond.put(lane.name(), (lane.admitted() - before) * 1000.0 / spanMs);
                }
            }
            return new Rates(perSecond);
        }
    }
}
