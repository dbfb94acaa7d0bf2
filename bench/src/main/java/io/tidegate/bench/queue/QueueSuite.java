package io.tidegate.bench.queue;

import io.tidegate.bench.Target;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.ProcessorTime;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Joins and own-place polls over HTTP with few and with a million waiting, Redis's memory for them, and streams that are
 * told of their admission. On the whole system; the load comes from this process.
 */
public final class QueueSuite implements Suite {
    private static final int OUTSTANDING = 256;
    private static final int SAMPLE = 1000;
    private static final double MIB = 1024.0 * 1024;
    private static final int STREAMS_SECONDS_MAX = 120;

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public String about() {
        return "joins, polls, streams, and a million who wait";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        Target target = context.system();
        int streams = context.either(1000, 10_000);
        try (LoadClient http = new LoadClient(1, OUTSTANDING, 30_000);
                LoadClient streaming = new LoadClient(1, streams + OUTSTANDING, 60_000)) {
            String run = Long.toString(System.currentTimeMillis() % 1_000_000, 36);
            new Run(context, target, http, new WaitingCrowd(http, target, run), result).run();
            new Streams(context, target, streaming, new WaitingCrowd(http, target, run + "s"), result).run(streams);
        }
        return result.build();
    }

    /** Joins and polls, on one crowd that grows. */
    private record Run(
            BenchContext context, Target target, LoadClient http, WaitingCrowd crowd, SuiteResult.Builder result) {
        void run() throws InterruptedException {
            int few = SAMPLE;
            int measured = context.either(20_000, 100_000);
            int many = context.either(40_000, 1_000_000);
            long memoryBefore = RedisMemory.usedBytes(target.settings().redis().url());
            ClosedLoop loop = new ClosedLoop(OUTSTANDING);

            context.say("queue: " + few + " join");
            List<String> sessions = new ArrayList<>(
                    IntStream.range(0, few).mapToObj(crowd::session).toList());
            List<String> receipts = sessions.stream()
                    .map(session -> WaitingCrowd.receipt(crowd.join(session).await()))
                    .toList();
            double pollsFew = polls("few", sessions, receipts);

            List<String> joining = IntStream.range(few, few + measured)
                    .mapToObj(crowd::session)
                    .toList();
            context.say("queue: " + measured + " join as fast as they can");
            ProcessorTime before = ProcessorTime.read(target.pids().get());
            ClosedLoop.Rate joins = loop.run(0, measured, number -> crowd.join(joining.get(number)));
            tell("joins", joins, before, 15_000);

            context.say("queue: up to " + many + " join");
            ClosedLoop.Rate more = loop.run(few + measured, many, number -> crowd.join(crowd.session(number)));
            refused("joins", more);
            long used = RedisMemory.usedBytes(target.settings().redis().url()) - memoryBefore;
            result.figure(Figure.plain("waiting", many, "buyers"))
                    .figure(Figure.lower("redis.memory", used / MIB, "MiB").target(context.either(12.0, 250.0)))
                    .figure(Figure.lower("redis.memoryPerPlace", (double) used / many, "bytes"));

            double pollsMany = polls("many", sessions, receipts);
            result.figure(
                    Figure.higher("polls.manyToFew", pollsMany / pollsFew, "x").target(0.9));
        }

        /** At the limit, and then the latency at half of it. */
        private double polls(String label, List<String> sessions, List<String> receipts) throws InterruptedException {
            int count = context.either(40_000, 200_000);
            context.say("queue: polls, " + label + " waiting");
            ClosedLoop loop = new ClosedLoop(OUTSTANDING);
            loop.run(0, count / 4, number -> poll(number, sessions, receipts));
            ProcessorTime before = ProcessorTime.read(target.pids().get());
            ClosedLoop.Rate rate = loop.run(0, count, number -> poll(number, sessions, receipts));
            tell("polls." + label, rate, before, 25_000);
            OpenLoop.Report half = new OpenLoop(OUTSTANDING * 4)
                    .run(
                            Schedule.atRate(rate.perSecond() / 2, Duration.ofSeconds(context.either(3, 10))),
                            number -> poll(number, sessions, receipts).map(LoadClient.Answer::status));
            result.figure(
                    Figure.lower("polls." + label + ".p99AtHalf", half.tally().latencyMs(99), "ms")
                            .target(10));
            return rate.perSecond();
        }

        private io.vertx.core.Future<LoadClient.Answer> poll(int number, List<String> sessions, List<String> receipts) {
            int buyer = number % sessions.size();
            return crowd.poll(sessions.get(buyer), receipts.get(buyer));
        }

        private void tell(String what, ClosedLoop.Rate rate, ProcessorTime before, double promised) {
            refused(what, rate);
            result.figure(Figure.higher(what, rate.perSecond(), "/s").target(promised));
            Map<String, Long> micros = ProcessorTime.read(target.pids().get()).since(before);
            micros.forEach((process, used) ->
                    result.figure(Figure.lower(what + ".cpu." + process, (double) used / rate.count(), "us")));
        }

        private void refused(String what, ClosedLoop.Rate rate) {
            if (rate.refused() > 0) {
                result.failure(what + ": " + rate.refused() + " of " + rate.count() + " were not answered 200");
            }
        }
    }

    /** Streams held open until everybody is admitted. */
    private record Streams(
            BenchContext context, Target target, LoadClient http, WaitingCrowd crowd, SuiteResult.Builder result) {
        void run(int count) throws InterruptedException {
            context.say("queue: " + count + " streams");
            List<LoadClient.Call> calls = new ArrayList<>();
            for (int buyer = 0; buyer < count; buyer++) {
                String session = crowd.session(buyer);
                calls.add(crowd.stream(
                        session, WaitingCrowd.receipt(crowd.join(session).await())));
            }
            long pid = Objects.requireNonNull(target.pids().get().get("waiting-room"), "no process waiting-room");
            long before = HeldStreams.residentBytes(pid);
            HeldStreams held = new HeldStreams(http);
            held.open(calls);
            long perStream = (HeldStreams.residentBytes(pid) - before) / count;
            result.figure(Figure.plain("streams", held.opened(), "open"))
                    .figure(Figure.lower("streams.memory", perStream / 1024.0, "KiB")
                            .target(40));
            long began = System.nanoTime();
            crowd.control("resume");
            while (held.admitted() < count && System.nanoTime() - began < STREAMS_SECONDS_MAX * 1e9) {
                Thread.sleep(100);
            }
            result.figure(Figure.lower("streams.allAdmitted", (System.nanoTime() - began) / 1e9, "s"));
            if (held.admitted() < count) {
                result.failure("only " + held.admitted() + " of " + count + " streams were told of their admission");
            }
        }
    }
}
