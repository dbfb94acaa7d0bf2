package io.tidegate.bench.read;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LeanStreams;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.ProcessorTime;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.HdrHistogram.Histogram;

/** How soon a seat that is committed shows on the maps of thousands who look at the same event while it sells. */
public final class LiveSeats implements Suite {
    private static final int SUBSCRIBERS = 5000;
    private static final int CHANGES_A_SECOND = 1000;
    private static final int OPENING_MAX = 100;
    private static final long ANSWER_MS_MAX = 30_000;
    private static final int SNAPSHOTS = 500;
    private static final double PROMISED_MS = 350;

    /** The last answer may be so long behind the last request. */
    private static final long BEHIND_NANOS_MAX = 1_000_000_000;

    private static final String READ_API = "read-api";

    @Override
    public String name() {
        return "live";
    }

    @Override
    public String about() {
        return "how soon a committed seat shows on five thousand open seat maps";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        Target target = context.system();
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        try (LeanClient sales = new LeanClient(target.gateway(), 256, ANSWER_MS_MAX);
                LoadClient http = new LoadClient(1, 1, ANSWER_MS_MAX);
                LeanStreams streams = new LeanStreams(reads(target))) {
            SeatSale sale =
                    new SeatSale(sales, target, new PromoterApi(http, target.gateway(), target.promoterToken()));
            List<Onlooker> onlookers = open(streams, "/events/" + sale.eventId() + "/availability/stream");
            context.say(onlookers.size() + " seat maps are open");
            sale.reserve(CHANGES_A_SECOND, Duration.ofSeconds(context.either(3, 25))); // warms up
            measure(context, target, sale, onlookers, result);
            seatMap(http, target, sale, result);
        }
        return result.build();
    }

    private static Server reads(Target target) {
        return Server.of(target.settings().waitingRoom().readApiUrl());
    }

    private static List<Onlooker> open(LeanStreams streams, String path) throws Exception {
        List<Onlooker> onlookers = new ArrayList<>();
        Semaphore opening = new Semaphore(OPENING_MAX);
        for (int i = 0; i < SUBSCRIBERS; i++) {
            opening.acquire();
            Onlooker onlooker = new Onlooker(opening::release);
            onlookers.add(onlooker);
            streams.open(path, onlooker);
        }
        opening.acquire(OPENING_MAX);
        return onlookers;
    }

    private static void measure(
            BenchContext context, Target target, SeatSale sale, List<Onlooker> onlookers, SuiteResult.Builder result)
            throws Exception {
        Duration time = Duration.ofSeconds(context.either(5, 15));
        sale.need(CHANGES_A_SECOND);
        try (SeatClock clock = new SeatClock(target.settings().kafka(), sale.eventId())) {
            onlookers.forEach(Onlooker::forget);
            ProcessorTime before = ProcessorTime.read(target.pids().get());
            OpenLoop.Report report = sale.reserve(CHANGES_A_SECOND, time);
            long micros = ProcessorTime.read(target.pids().get()).since(before).getOrDefault(READ_API, 0L);
            Thread.sleep(1000); // whoever has not been told by then was not told in time
            Histogram millis = new Histogram(60_000, 3);
            long frames = 0;
            for (Onlooker onlooker : onlookers) {
                frames += onlooker.measure(clock, millis);
            }
            tell(result, report, onlookers, millis, frames, micros);
        }
    }

    /** The whole map of a hall in which seats are taken here and there, while nothing changes. */
    private static void seatMap(LoadClient http, Target target, SeatSale sale, SuiteResult.Builder result) {
        Call call = new Call(
                reads(target),
                HttpMethod.GET,
                "/events/" + sale.eventId() + "/availability",
                Map.of("Accept-Encoding", "gzip"),
                null);
        double kib = http.send(call).await().body().length() / 1024.0;
        result.figure(Figure.lower("seat map of 80,000 tickets", kib, "KiB on the wire")
                .target(30));
        ProcessorTime before = ProcessorTime.read(target.pids().get());
        for (int i = 0; i < SNAPSHOTS; i++) {
            http.send(call).await();
        }
        long micros = ProcessorTime.read(target.pids().get()).since(before).getOrDefault(READ_API, 0L);
        result.figure(Figure.lower("seat map from memory", micros / 1000.0 / SNAPSHOTS, "ms of processor time")
                .target(2));
    }

    /** Every seat was taken, and as many a second as were to be; how late a reserve was sent is in no latency here. */
    private static boolean heldItsRate(OpenLoop.Report report) {
        long lastDue = report.schedule().dueNanos(report.schedule().count());
        return report.allAnswered(201) && report.nanos() < lastDue + BEHIND_NANOS_MAX;
    }

    private static void tell(
            SuiteResult.Builder result,
            OpenLoop.Report report,
            List<Onlooker> onlookers,
            Histogram millis,
            long frames,
            long micros) {
        double seconds = report.nanos() / 1e9;
        long open = onlookers.stream().filter(Onlooker::isOpen).count();
        result.figure(Figure.plain("seat maps open", (double) open, ""));
        result.figure(Figure.plain("seats changed", report.schedule().count() / seconds, "/s"));
        result.figure(Figure.plain("frames to each", frames / seconds / onlookers.size(), "/s"));
        result.figure(Figure.plain("committed, at the client p50", (double) millis.getValueAtPercentile(50), "ms"));
        result.figure(Figure.lower("committed, at the client p99", (double) millis.getValueAtPercentile(99), "ms")
                .target(PROMISED_MS));
        result.figure(Figure.lower("read-api, a frame", (double) micros / Math.max(1, frames), "us of processor time"));
        if (open < SUBSCRIBERS || !heldItsRate(report)) {
            result.failure(open + " open; reserves: " + report.tally().answers() + " in " + seconds + " s, p99 "
                    + report.tally().latencyMs(99) + " ms");
        }
        if (millis.getTotalCount() < (long) report.schedule().count() * SUBSCRIBERS * 95 / 100) {
            result.failure("only " + millis.getTotalCount() + " of the changes were seen");
        }
    }
}
