package io.tidegate.bench.queue;

import io.tidegate.bench.Target;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.ProcessorTime;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
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

    JoinsAndPolls(
            BenchContext context, Target target, WaitingCrowd crowd, int connections, SuiteResult.Builder result) {
        this.context = context;
        this.target = target;
        this.crowd = crowd;
        this.connections = connections;
        this.loop = new ClosedLoop(connections);
        this.result = result;
    }

    void run() throws InterruptedException {
        long memoryBefore = RedisMemory.usedBytes(redis());
        List<Buffer> near = crowd.joined(1, NEAR / 2);
        crowd.joined(NEAR / 2, NEAR);
        List<Buffer> polls = crowd.joined(NEAR, NEAR + POLLING);
        double few = polls("few", polls);
        double lookUps = atLimit("polls.near", near, context.either(10_000, 30_000));
        result.figure(Figure.higher("polls.near", lookUps, "/s"));

        int measured = context.either(20_000, 100_000);
        joins(NEAR + POLLING, measured);
        int many = context.either(50_000, 1_000_000);
        context.say("queue: up to " + many + " join");
        int begun = NEAR + POLLING + 2 * measured;
        refused("joins", loop.run(begun, many, buyer -> crowd.send(crowd.join(buyer))));
        double used = RedisMemory.usedBytes(redis()) - memoryBefore;
        result.figure(Figure.plain("waiting", many, "buyers"))
                .figure(Figure.lower("redis.memory", used / MIB, "MiB").target(context.either(12.5, 250.0)))
                .figure(Figure.lower("redis.memoryPerPlace", used / many, "bytes"));

        double toFew = polls("many", polls) / few;
        result.figure(Figure.higher("polls.manyToFew", toFew, "x").target(MANY_TO_FEW_PROMISED));
        result.table(new Table("Processor time of each part, us", List.of("what", "rate/s", "of it"), rows));
    }

    private String redis() {
        return target.settings().redis().url();
    }

    /** As many again warm the path up. */
    private void joins(int from, int measured) throws InterruptedException {
        context.say("queue: " + measured + " join as fast as they can");
        loop.run(from, from + measured, buyer -> crowd.send(crowd.join(buyer)));
        List<Buffer> joins = IntStream.range(from + measured, from + 2 * measured)
                .mapToObj(crowd::join)
                .toList();
        double perSecond = measured("joins", measured, number -> crowd.send(joins.get(number)));
        result.figure(Figure.higher("joins", perSecond, "/s").target(JOINS_PROMISED));
    }

    /** The rate at the limit, and then the latency at half of it. */
    private double polls(String label, List<Buffer> polls) throws InterruptedException {
        context.say("queue: polls, " + label + " waiting");
        double perSecond = atLimit("polls." + label, polls, context.either(40_000, 120_000));
        OpenLoop.Report half = new OpenLoop(connections * 8)
                .run(
                        Schedule.atRate(perSecond / 2, Duration.ofSeconds(context.either(3, 6))),
                        number -> crowd.send(polls.get(number % polls.size())).map(LeanClient.Answer::status));
        if (half.missed() > 0) {
            result.failure("polls." + label + ": " + half.missed() + " were not answered at half of the limit");
        }
        result.figure(Figure.higher("polls." + label, perSecond, "/s").target(POLLS_PROMISED))
                .figure(Figure.lower(
                                "polls." + label + ".p99AtHalf", half.tally().latencyMs(99), "ms")
                        .target(P99_PROMISED_MS));
        return perSecond;
    }

    private double atLimit(String what, List<Buffer> polls, int count) throws InterruptedException {
        ClosedLoop.Request request = number -> crowd.send(polls.get(number % polls.size()));
        loop.run(0, count / 2, request);
        return measured(what, count, request);
    }

    private double measured(String what, int count, ClosedLoop.Request request) throws InterruptedException {
        ProcessorTime before = ProcessorTime.read(pids());
        ClosedLoop.Rate rate = loop.run(0, count, request);
        Map<String, Long> micros = ProcessorTime.read(pids()).since(before);
        refused(what, rate);
        List<String> parts = new ArrayList<>();
        micros.forEach((process, used) -> {
            double each = (double) used / count;
            if (each >= MICROS_SHOWN_MIN) {
                parts.add(String.format(Locale.ROOT, "%s %.1f", process, each));
                result.figure(Figure.lower(what + ".cpu." + process, each, "us"));
            }
        });
        rows.add(List.of(what, String.format(Locale.ROOT, "%,.0f", rate.perSecond()), String.join(", ", parts)));
        context.say(String.join("  ", rows.getLast()));
        return rate.perSecond();
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
