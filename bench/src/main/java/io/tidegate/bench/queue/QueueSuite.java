package io.tidegate.bench.queue;

import io.tidegate.bench.Target;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.Until;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Joins and own-place polls over HTTP with few and with a million waiting, Redis's memory for them, and streams that are
 * told of their admission. On the whole system; the load comes from this process, on the same processors.
 */
public final class QueueSuite implements Suite {
    private static final int CONNECTIONS = 128;
    private static final int ANSWER_MS_MAX = 60_000;
    private static final Duration STREAMS_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final double STREAM_KIB_PROMISED = 40;

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
        try (LoadClient http = new LoadClient(1, CONNECTIONS, ANSWER_MS_MAX);
                LeanClient lean = new LeanClient(target.gateway(), CONNECTIONS, ANSWER_MS_MAX)) {
            String run = Long.toString(System.currentTimeMillis() % 1_000_000, 36);
            new JoinsAndPolls(context, target, new WaitingCrowd(http, lean, target, run), CONNECTIONS, result).run();
            if (context.wants("streams")) {
                streams(context, target, http, new WaitingCrowd(http, lean, target, run + "s"), streams, result);
            }
        }
        return result.build();
    }

    /** Streams held open until everybody is admitted. */
    private static void streams(
            BenchContext context,
            Target target,
            LoadClient http,
            WaitingCrowd crowd,
            int count,
            SuiteResult.Builder result)
            throws InterruptedException {
        context.say("queue: " + count + " streams");
        List<LoadClient.Call> calls = new ArrayList<>();
        for (int buyer = 1; buyer <= count; buyer++) {
            calls.add(crowd.stream(buyer));
        }
        long pid = Objects.requireNonNull(target.pids().get().get("waiting-room"), "no process waiting-room");
        long before = ProcessMemory.residentBytes(pid);
        HeldStreams held = new HeldStreams(http);
        held.open(calls);
        double kibs = (ProcessMemory.residentBytes(pid) - before) / 1024.0 / count;
        result.figure(Figure.plain("streams", held.opened(), "open"))
                .figure(Figure.lower("streams.memory", kibs, "KiB").target(STREAM_KIB_PROMISED));
        context.say("queue: all of them are admitted");
        long began = System.nanoTime();
        crowd.admit(600_000, 2 * count);
        boolean all = Until.within(STREAMS_MAX, LOOK, () -> held.admitted() >= count);
        result.figure(Figure.lower("streams.allAdmitted", (System.nanoTime() - began) / 1e9, "s"));
        if (!all) {
            result.failure("only " + held.admitted() + " of " + count + " streams were told of their admission");
        }
    }
}
