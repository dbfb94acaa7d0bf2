package io.tidegate.bench.rush;

import io.tidegate.bench.Target;
import io.tidegate.bench.audit.Audits;
import io.tidegate.bench.audit.StripePayments;
import io.tidegate.bench.audit.Verdict;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.ProcessorTime;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One simulated on-sale on a running system: sets it up, lets the crowd in, waits until all is sold (or the time is
 * over), and looks at what came of it.
 */
public final class Rush {
    private static final long ANSWER_MS_MAX = 15_000;
    /** Connections for what is no buyer's. */
    private static final int WATCHES_MAX = 16;

    private static final long LOOK_MS = 500;
    /** The name under which the buyers' own processor time is told. */
    private static final String BUYERS = "buyers";

    private final Target target;
    private final RushOptions options;
    private final Counts counts = new Counts();
    private final Acknowledged acknowledged = new Acknowledged();

    public Rush(Target target, RushOptions options) {
        this.target = target;
        this.options = options;
    }

    /** Runs it to its end. */
    public RushReport run(boolean terminal) throws InterruptedException, SQLException, IOException {
        String run = Long.toString(System.currentTimeMillis(), 36);
        try (LoadClient http = new LoadClient(1, WATCHES_MAX, ANSWER_MS_MAX);
                Connections connections = new Connections(target.gateway(), http, ANSWER_MS_MAX);
                Progress progress = new Progress(options.tickets(), terminal)) {
            progress.say("setting up " + options.events() + " on-sale(s) of " + options.seats() + " tickets");
            List<OnSale> sales = new SaleSetup(http, target.gateway(), target.promoterToken(), options).create(run);
            ProcessorTime before = ProcessorTime.read(processes());
            long start = System.nanoTime();
            String stripe = target.settings().stripe().apiBase();
            if (options.stripeLimits()) {
                StripeLimits.impose(http, stripe);
            }
            sell(run, connections, new SaleWatch(http, target.gateway()), sales, progress);
            StripeLimits.Effect limits =
                    options.stripeLimits() ? StripeLimits.lift(http, stripe) : StripeLimits.Effect.NONE;
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Long> cpu = ProcessorTime.read(processes()).since(before);
            progress.say("auditing");
            return report(sales, seconds, limits, cpu);
        }
    }

    private void sell(String run, Connections connections, SaleWatch watch, List<OnSale> sales, Progress progress)
            throws InterruptedException {
        Crowd crowd = new Crowd(options, run, sales, counts, acknowledged);
        Chaos chaos = options.chaos() ? new Chaos(target, progress, () -> counts.ordered.sum() > 0) : null;
        Thread arrivals = Thread.ofVirtual().start(() -> arrive(crowd, connections));
        try {
            awaitEnd(crowd, arrivals, watch, sales, progress);
        } finally {
            arrivals.interrupt();
            arrivals.join();
            crowd.sendHome();
            if (chaos != null) {
                chaos.stop();
            }
        }
    }

    /** Until all is sold, or nobody is left, or the time is over. */
    private void awaitEnd(Crowd crowd, Thread arrivals, SaleWatch watch, List<OnSale> sales, Progress progress)
            throws InterruptedException {
        long end = System.nanoTime() + options.timeoutSeconds() * 1_000_000_000;
        boolean open = true;
        while (open && System.nanoTime() < end) {
            Thread.sleep(LOOK_MS);
            sales.forEach(watch::look);
            progress.show(counts, sales.stream().mapToLong(OnSale::bought).sum());
            boolean allGone = !arrivals.isAlive() && crowd.isGone();
            open = !allGone && !sales.stream().allMatch(OnSale::isOver);
        }
    }

    private void arrive(Crowd crowd, Connections connections) {
        try {
            crowd.arrive(connections);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Long> processes() {
        Map<String, Long> pids = new TreeMap<>(target.pids().get());
        pids.put(BUYERS, ProcessHandle.current().pid());
        return pids;
    }

    private RushReport report(List<OnSale> sales, double seconds, StripeLimits.Effect limits, Map<String, Long> cpu)
            throws InterruptedException, SQLException, IOException {
        List<Verdict> verdicts = Audits.run(target); // waits for money to be at rest
        try (Connection database = Audits.connect(target.settings().database())) {
            Books books =
                    Books.of(database, new StripePayments(target.settings().stripe()), sales);
            Map<String, Long> cpuPerOrder = new TreeMap<>();
            cpu.forEach((process, micros) -> cpuPerOrder.put(process, micros / Math.max(1, books.orders())));
            return new RushReport(
                    options,
                    counts.admitted.sum(),
                    counts.reserved.sum(),
                    books.orders(),
                    books.sold(),
                    books.revenue(),
                    books.captured(),
                    seconds,
                    limits,
                    counts.reservesPerSecond(),
                    counts.reserves.latencyMs(50),
                    counts.reserves.latencyMs(99),
                    cpuPerOrder,
                    verdicts,
                    acknowledged.missingFrom(database),
                    unexpected());
        }
    }

    private List<String> unexpected() {
        List<String> lines = new ArrayList<>();
        counts.unexpected()
                .forEach((what, times) -> lines.add("unexpected answer: " + what + " (" + times + " times)"));
        counts.retries().forEach((what, times) -> lines.add("sent again after " + what + " (" + times + " times)"));
        return lines;
    }
}
