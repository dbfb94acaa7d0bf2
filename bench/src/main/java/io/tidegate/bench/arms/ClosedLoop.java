package io.tidegate.bench.arms;

import io.tidegate.bench.rig.ProcessorTime;
import io.tidegate.bench.rig.Steal;
import io.tidegate.bench.rig.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** So many clients, each with one request outstanding: it sends the next when the last is answered. */
final class ClosedLoop {
    private static final int SOLD = 201;
    private static final int TAKEN = 409;

    private ClosedLoop() {}

    /**
     * What came of it.
     *
     * @param micros processor time of each process
     */
    record Outcome(
            int clients, long sold, long refused, double seconds, Tally tally, Map<String, Long> micros, double steal) {
        double perSecond() {
            return (sold + refused) / seconds;
        }

        double soldPerSecond() {
            return sold / seconds;
        }

        /** Processor microseconds a request, of each process. */
        Map<String, Double> microsARequest() {
            Map<String, Double> each = new TreeMap<>();
            micros.forEach((process, used) -> each.put(process, (double) used / Math.max(1, sold + refused)));
            return each;
        }

        /** The same as text, of each process that used at least one. */
        String usedBy() {
            return microsARequest().entrySet().stream()
                    .filter(process -> process.getValue() >= 1)
                    .map(process -> process.getKey() + " " + Math.round(process.getValue()))
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * Runs until the time is over or no wish is left.
     *
     * @param firstRequest the requests' numbers begin here
     */
    static Outcome run(
            Arm arm,
            Workload workload,
            int[] wishes,
            int clients,
            Duration time,
            long firstRequest,
            Supplier<Map<String, Long>> pids)
            throws InterruptedException {
        Tally tally = new Tally();
        AtomicInteger next = new AtomicInteger();
        AtomicLong sold = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        ProcessorTime before = ProcessorTime.read(pids.get());
        Steal steal = Steal.read();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int n = next.getAndIncrement();
                        n < wishes.length && System.nanoTime() < end;
                        n = next.getAndIncrement()) {
                    long sent = System.nanoTime();
                    try {
                        int seat = wishes[n];
                        boolean got = arm.reserve(
                                seat / workload.seatsAnEvent(), seat % workload.seatsAnEvent(), firstRequest + n);
                        (got ? sold : refused).incrementAndGet();
                        tally.answered(got ? SOLD : TAKEN, System.nanoTime() - sent);
                    } catch (Exception failed) {
                        tally.failed(failed);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Long> micros = ProcessorTime.read(pids.get()).since(before);
        OptionalDouble stolen = Steal.read().shareSince(steal);
        return new Outcome(clients, sold.get(), refused.get(), seconds, tally, micros, stolen.orElse(0));
    }
}
