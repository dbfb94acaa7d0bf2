package io.tidegate.bench.rush;

import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All buyers of a run, each on a virtual thread of its own. They arrive when the schedule says, whatever has become of
 * those before them.
 */
final class Crowd {
    private static final Logger log = LoggerFactory.getLogger(Crowd.class);
    private static final long END_SECONDS = 10;

    private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger present = new AtomicInteger();
    private final RushOptions options;
    private final String run;
    private final List<OnSale> sales;
    private final Counts counts;
    private final Acknowledged acknowledged;

    Crowd(RushOptions options, String run, List<OnSale> sales, Counts counts, Acknowledged acknowledged) {
        this.options = options;
        this.run = run;
        this.sales = sales;
        this.counts = counts;
        this.acknowledged = acknowledged;
    }

    /** Lets them arrive; returns when the last is there. */
    void arrive(Connections connections) throws InterruptedException {
        Schedule schedule =
                Schedule.over(options.buyers(), Duration.ofMillis((long) (1000 * options.arrivalSeconds())));
        long start = System.nanoTime();
        for (int number = 0; number < schedule.count(); number++) {
            OpenLoop.awaitNanos(start + schedule.dueNanos(number));
            OnSale sale = sales.get(number % sales.size());
            if (!sale.isOver()) {
                admit(number, sale, new BuyerApi(connections, counts));
            }
        }
    }

    private void admit(int number, OnSale sale, BuyerApi api) {
        Persona persona = Persona.of(options.seed(), number);
        String name = "buyer-" + run + "-" + number;
        Buyer buyer = new Buyer(name, persona, sale, api, counts, acknowledged, options.sellsOut());
        present.incrementAndGet();
        people.execute(() -> {
            try {
                buyer.run();
            } catch (RuntimeException broken) {
                log.error("{} stopped", name, broken);
                counts.unexpected("buyer stopped by " + broken.getClass().getSimpleName(), 0);
            } finally {
                present.decrementAndGet();
            }
        });
    }

    /** Whether nobody is left. */
    boolean isGone() {
        return present.get() == 0;
    }

    /** Sends home who is still there. */
    void sendHome() throws InterruptedException {
        people.shutdownNow();
        if (!people.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("some buyers do not leave");
        }
    }
}
