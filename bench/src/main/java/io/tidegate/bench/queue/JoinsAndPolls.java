package io.tidegate.bench.queue;

import io.tidegate.bench.Target;
import io.tidegate.bench.rig.ClosedLoop;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.ProcessorTime;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.bench.rig.Tally;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Median;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.suite.Table;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A crowd that grows to a million: its joins, the memory that it takes, and polls by the same buyers while few wait and
 * while all do. Those near admission are watched, so that each of their polls is a look-up; the others' are answered from
 * memory, as nearly all are.
 */
final class JoinsAndPolls {
    private static final String GENERATOR = "generator";
    /** More than are watched for their presence at the slowest rate. */
    private static final int NEAR = 150;

    private static final int POLLING = 2000;
    private static final int RUNS = 5;
    private static final Duration RUN = Duration.ofSeconds(3);
    private static final double STEP = 0.05;
    private static final int RUNS_TO_BELIEVE = 2;
    private static final double MIB = 1024.0 * 1024;
    private static final double MICROS_SHOWN_MIN = 0.5;
    private static final double JOINS_PROMISED = 15_000;
    private static final double POLLS_PROMISED = 25_000;
    private static final double P99_PROMISED_MS = 10;
    private static final double MANY_TO_FEW_PROMISED = 0.9;

    private final BenchContext context;
    private final Target target;
    private final WaitingCrowd crowd;
    private final SuiteResult.Builder result;
    private final int connections;
    private final ClosedLoop loop;
    private final List<List<String>> rows = new ArrayList<>();
    /** Buyers 1 to this one have joined. */
    private int waiting;

    JoinsAndPolls(
            BenchContext context, Target target, WaitingCrowd crowd, int connections, SuiteResult.Builder result) {
        this.context = context;
        this.target = target;
        this.crowd = crowd;
        this.connections = connections;
        this.loop = new ClosedLoop(connections);
        this.result = result;
    }

    /** Of {@code polls}, {@code joins}, {@code memory} and {@code many} (polls beside a million) what is wanted. */
    void run() throws InterruptedException {
        boolean memory = context.wants("memory");
        boolean many = context.wants("many");
        long memoryBefore = RedisMemory.usedBytes(redis());
        List<Buffer> polls = new ArrayList<>();
        double toFew = few(context.wants("polls"), many, polls);
        if (context.wants("joins")) {
            joins(context.either(20_000, 100_000));
        }
        if (memory || many) {
            fill(context.either(50_000, 1_000_000));
        }
        if (memory) {
            memory(RedisMemory.usedBytes(redis()) - memoryBefore);
        }
        if (many) {
            double ratio = polls("many", polls) / toFew;
            result.figure(Figure.higher("polls.manyToFew", ratio, "x").target(MANY_TO_FEW_PROMISED));
        }
        if (!rows.isEmpty()) {
            result.table(new Table("Processor time of each part, us", List.of("what", "rate/s", "of it"), rows));
        }
    }

    /** What {@code many} is compared with; the look-ups of those near admission are wanted for themselves only. */
    private double few(boolean wanted, boolean many, List<Buffer> polls) throws InterruptedException {
        if (!wanted && !many) {
            return 0;
        }
        List<Buffer> near = near();
        polls.addAll(next(POLLING));
        // What comes later finds the path compiled; so must what it is compared with.
        loop.run(0, context.either(40_000, 400_000), number -> crowd.send(polls.get(number % polls.size())));
        double perSecond = polls("few", polls);
        if (wanted) {
            double lookUps = atLimit("polls.near", near, context.either(10_000, 100_000));
            result.figure(Figure.higher("polls.near", lookUps, "/s"));
        }
        return perSecond;
    }

    /** Those who are watched join; the polls of half of them. */
    private List<Buffer> near() {
        List<Buffer> near = next(NEAR / 2);
        next(NEAR / 2);
        return near;
    }

    /** So many more join, one after the other; their polls. */
    private List<Buffer> next(int count) {
        List<Buffer> polls = crowd.joined(waiting + 1, waiting + 1 + count);
        waiting += count;
        return polls;
    }

    private void fill(int many) throws InterruptedException {
        context.say("queue: up to " + many + " join");
        refused("joins", loop.run(waiting + 1, many + 1, buyer -> crowd.send(crowd.join(buyer))));
        waiting = many;
        result.figure(Figure.plain("waiting", many, "buyers"));
    }

    private void memory(long used) {
        result.figure(Figure.lower("redis.memory", used / MIB, "MiB").target(context.either(12.5, 250.0)))
                .figure(Figure.lower("redis.memoryPerPlace", (double) used / waiting, "bytes"));
    }

    private String redis() {
        return target.settings().redis().url();
    }

    /** As many again warm the path up. */
    private void joins(int measured) throws InterruptedException {
        context.say("queue: " + measured + " join as fast as they can");
        int warm = waiting + 1;
        loop.run(warm, warm + measured, buyer -> crowd.send(crowd.join(buyer)));
        List<Buffer> joins = IntStream.range(warm + measured, warm + 2 * measured)
                .mapToObj(crowd::join)
                .toList();
        double perSecond = measured("joins", measured, number -> crowd.send(joins.get(number)));
        waiting += 2 * measured;
        result.figure(Figure.higher("joins", perSecond, "/s").target(JOINS_PROMISED));
    }

    /**
     * What one costs at the limit, the rate that is held when requests come when they are due instead of after each other,
     * and the latency at half of that: the median of some runs.
     *
     * @return the rate at the limit
     */
    private double polls(String label, List<Buffer> polls) throws InterruptedException {
        context.say("queue: polls, " + label + " waiting");
        double limit = atLimit("polls." + label, polls, context.either(40_000, 500_000));
        double capacity = held(polls, limit);
        List<Tally> halves = new ArrayList<>();
        for (int run = 0; run < context.either(1, RUNS); run++) {
            OpenLoop.Report half = at(capacity / 2, polls);
            if (!half.allAnswered(200)) {
                result.failure("polls." + label + " at half of capacity: "
                        + half.tally().answers() + ", " + half.missed() + " without an answer");
            }
            halves.add(half.tally());
        }
        result.figure(Figure.higher("polls." + label + ".limit", limit, "/s"))
                .figure(Figure.higher("polls." + label, capacity, "/s").target(POLLS_PROMISED))
                .figure(Figure.lower("polls." + label + ".p99AtHalf", Median.of(halves, run -> run.latencyMs(99)), "ms")
                        .target(P99_PROMISED_MS));
        return limit;
    }

    /** The first rate that two runs hold, from the limit downwards by twentieths of it. */
    private double held(List<Buffer> polls, double limit) throws InterruptedException {
        for (double share = 1; share > STEP; share -= STEP) {
            boolean held = true;
            for (int run = 0; held && run < RUNS_TO_BELIEVE; run++) {
                held = at(share * limit, polls).held();
            }
            if (held) {
                context.say(String.format(Locale.ROOT, "queue: %,.0f/s are held", share * limit));
                return share * limit;
            }
        }
        throw new IllegalStateException("no rate of polls is held");
    }

    private OpenLoop.Report at(double perSecond, List<Buffer> polls) throws InterruptedException {
        return new OpenLoop(connections * 8)
                .run(
                        Schedule.atRate(perSecond, RUN),
                        number -> crowd.send(polls.get(number % polls.size())).map(LeanClient.Answer::status));
    }

    private double atLimit(String what, List<Buffer> polls, int count) throws InterruptedException {
        ClosedLoop.Request request = number -> crowd.send(polls.get(number % polls.size()));
        loop.run(0, count / 2, request);
        return measured(what, count, request);
    }

    /** The numbers from 0 to before {@code count} in some runs, of whose rates the median counts. */
    private double measured(String what, int count, ClosedLoop.Request request) throws InterruptedException {
        int runs = context.either(1, RUNS);
        List<ClosedLoop.Rate> rates = new ArrayList<>();
        ProcessorTime before = ProcessorTime.read(pids());
        for (int run = 0; run < runs; run++) {
            ClosedLoop.Rate rate = loop.run(run * count / runs, (run + 1) * count / runs, request);
            refused(what, rate);
            rates.add(rate);
        }
        Map<String, Long> micros = ProcessorTime.read(pids()).since(before);
        double perSecond = Median.of(rates, ClosedLoop.Rate::perSecond);
        List<String> parts = new ArrayList<>();
        micros.forEach((process, used) -> {
            double each = (double) used / count;
            if (each >= MICROS_SHOWN_MIN) {
                parts.add(String.format(Locale.ROOT, "%s %.1f", process, each));
                result.figure(Figure.lower(what + ".cpu." + process, each, "us"));
            }
        });
        rows.add(List.of(what, String.format(Locale.ROOT, "%,.0f", perSecond), String.join(", ", parts)));
        context.say(String.join("  ", rows.getLast()));
        return perSecond;
    }

    private Map<String, Long> pids() {
        Map<String, Long> pids = new TreeMap<>(target.pids().get());
        pids.put(GENERATOR, ProcessHandle.current().pid());
        return pids;
    }

    private void refused(String what, ClosedLoop.Rate rate) {
        if (rate.refused() > 0) {
            result.failure(what + ": " + rate.refused() + " of " + rate.count() + " were not answered 200");
        }
    }
}
