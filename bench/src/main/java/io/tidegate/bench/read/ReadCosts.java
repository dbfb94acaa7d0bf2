package io.tidegate.bench.read;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.DemoYear;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.ProcessorTime;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** What the reads cost: an event's page from memory, searches, a seat map, and how soon a change is found. */
public final class ReadCosts implements Suite {
    private static final int EVENT_LOOPS = 1;
    private static final int CONNECTIONS = 32;
    private static final long ANSWER_MS_MAX = 30_000;
    private static final int PAGES_A_SECOND = 4000;
    private static final int ROUNDS = 3;
    private static final int SEARCHES_A_SECOND = 100;
    private static final int SNAPSHOTS = 500;
    private static final int OUTSTANDING_MAX = 1000;
    private static final String READ_API = "read-api";

    @Override
    public String name() {
        return "read";
    }

    @Override
    public String about() {
        return "what the reads cost, and how soon they know of a change";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        Target target = context.system();
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        try (LoadClient http = new LoadClient(EVENT_LOOPS, CONNECTIONS, ANSWER_MS_MAX)) {
            PromoterApi promoter = new PromoterApi(http, target.gateway(), target.promoterToken());
            DemoYear.ensure(
                    promoter,
                    Objects.requireNonNull(target.logs().toAbsolutePath().getParent()));
            Server reads = Server.of(target.settings().waitingRoom().readApiUrl());
            Runs runs = new Runs(context, target, http, reads, result);
            runs.page();
            runs.searches();
            runs.seatMap();
            new Freshness(http, reads, promoter).measure(context.either(10, 40), result);
        }
        return result.build();
    }

    /** The measurements on one system. */
    private record Runs(
            BenchContext context, Target target, LoadClient http, Server reads, SuiteResult.Builder result) {

        /** In turns with a handler that does nothing but send the same bytes, in a process of its own. */
        void page() throws Exception {
            String path = "/events/" + firstHit("/events?limit=1", "events");
            byte[] bytes = get(path).body().getBytes();
            long ours = 0;
            long bares = 0;
            long idle = 0;
            Duration time = Duration.ofSeconds(context.either(3, 10));
            try (BareServer bare = BareServer.start(bytes)) {
                load(reads, path, time.multipliedBy(2)); // warms both up
                load(bare.server(), path, time.multipliedBy(2));
                for (int round = 0; round < ROUNDS; round++) {
                    ours += costOf(target.pids().get(), READ_API, reads, path, time);
                    bares += costOf(Map.of("bare", bare.pid()), "bare", bare.server(), path, time);
                    idle += costOfNothing(time);
                }
            }
            ours -= idle; // following topics, the indexer and the like go on whether somebody asks or not
            double requests =
                    ROUNDS * (double) Schedule.atRate(PAGES_A_SECOND, time).count();
            result.figure(
                    Figure.lower("read-api that nobody asks", idle / 1e4 / ROUNDS / time.toSeconds(), "% of a core"));
            result.figure(Figure.lower("an event's page from memory", ours / requests, "us of processor time"));
            result.figure(Figure.plain("the same bytes from a bare handler", bares / requests, "us of processor time"));
            result.figure(Figure.lower("page over bare handler", (double) ours / bares, "x")
                    .target(1.4));
        }

        private long costOf(Map<String, Long> pids, String name, Server server, String path, Duration time)
                throws InterruptedException {
            ProcessorTime before = ProcessorTime.read(pids);
            load(server, path, time);
            return ProcessorTime.read(pids).since(before).getOrDefault(name, 0L);
        }

        private long costOfNothing(Duration time) throws InterruptedException {
            ProcessorTime before = ProcessorTime.read(target.pids().get());
            Thread.sleep(time);
            return ProcessorTime.read(target.pids().get()).since(before).getOrDefault(READ_API, 0L);
        }

        private void load(Server server, String path, Duration time) throws InterruptedException {
            OpenLoop.Report report = new OpenLoop(OUTSTANDING_MAX)
                    .run(
                            Schedule.atRate(PAGES_A_SECOND, time),
                            number -> http.send(call(server, path)).map(Answer::status));
            if (report.missed() > 0
                    || report.tally().answers().getOrDefault(200, 0L)
                            < report.schedule().count()) {
                result.failure(
                        "pages were not all answered 200: " + report.tally().answers());
            }
        }

        /** No two the same, so that none is answered from memory. */
        void searches() throws InterruptedException {
            Duration time = Duration.ofSeconds(context.either(5, 20));
            String[] words = {"amber", "wolves london", "kaleidoscope tour", "hamburg", "jazz oslo", "opera", "tides"};
            long events = new JsonObject(get("/search?limit=1").body()).getLong("total");
            for (int pass = 0; pass < 2; pass++) { // the first one warms up
                int salt = pass * 1_000_000;
                OpenLoop.Report report = new OpenLoop(OUTSTANDING_MAX)
                        .run(
                                Schedule.atRate(SEARCHES_A_SECOND, time),
                                number -> http.send(call(
                                                reads,
                                                "/search?query=" + words[number % words.length].replace(" ", "+")
                                                        + "&maxPrice=" + (100_000_000 + salt + number)))
                                        .map(Answer::status));
                if (pass == 1) {
                    String over = "search, not from memory, over " + events / 1000 + ",000 events";
                    result.figure(Figure.plain(over + " p50", report.tally().latencyMs(50), "ms"));
                    result.figure(Figure.lower(over + " p99", report.tally().latencyMs(99), "ms")
                            .target(25));
                    if (!report.valid()) {
                        result.failure(
                                "searches: " + report.missed() + " without an answer, " + report.late() + " late");
                    }
                }
            }
        }

        void seatMap() throws InterruptedException {
            String path = "/events/" + firstHit("/search?query=stade+de+france&limit=1", "hits") + "/availability";
            Call call = new Call(reads, HttpMethod.GET, path, Map.of("Accept-Encoding", "gzip"), null);
            Answer answer = http.send(call).await();
            result.figure(
                    Figure.lower("seat map of 80,698 tickets", answer.body().length() / 1024.0, "KiB on the wire")
                            .target(30));
            ProcessorTime before = ProcessorTime.read(target.pids().get());
            for (int i = 0; i < SNAPSHOTS; i++) {
                http.send(call).await();
            }
            long micros = ProcessorTime.read(target.pids().get()).since(before).getOrDefault(READ_API, 0L);
            result.figure(Figure.lower("seat map from memory", micros / 1000.0 / SNAPSHOTS, "ms of processor time")
                    .target(2));
        }

        private String firstHit(String path, String list) {
            return new JsonObject(get(path).body())
                    .getJsonArray(list)
                    .getJsonObject(0)
                    .getString("eventId");
        }

        private Answer get(String path) {
            return http.send(call(reads, path)).await();
        }

        private static Call call(Server server, String path) {
            return new Call(server, HttpMethod.GET, path, Map.of(), null);
        }
    }
}
