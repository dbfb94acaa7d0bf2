package io.tidegate.bench.read;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.DemoYear;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.ClosedLoop;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.ProcessorTime;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Median;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What an event's page from memory costs, and how soon search finds a change. */
public final class ReadCosts implements Suite {
    private static final int EVENT_LOOPS = 1;
    private static final int CONNECTIONS = 32;
    private static final long ANSWER_MS_MAX = 30_000;
    private static final int PAGES_A_SECOND = 4000;

    private static final int ROUNDS = 5;
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
            new Freshness(http, reads, promoter).measure(context.either(10, 20), result);
        }
        return result.build();
    }

    /** Microseconds of processor time: read-api while it is asked, the bare handler's process, read-api while it is not. */
    private record Round(double ours, double bare, double idle) {
        /** Following topics, the indexer and the like go on whether somebody asks or not. */
        double page() {
            return ours - idle;
        }
    }

    /** The measurements on one system. */
    private record Runs(
            BenchContext context, Target target, LoadClient http, Server reads, SuiteResult.Builder result) {

        /** In turns with a handler that does nothing but send the same bytes, in a process of its own. */
        void page() throws Exception {
            String path = "/events/" + firstHit("/events?limit=1", "events");
            byte[] bytes = get(path).body().getBytes();
            // Until the second compiler is done with both, whose threads are threads of the process.
            int warm = context.either(60_000, 1_000_000);
            Duration time = Duration.ofSeconds(context.either(3, 6));
            Buffer page = LeanClient.request(HttpMethod.GET, path, Map.of(), "");
            List<Round> rounds = new ArrayList<>();
            try (BareServer bare = BareServer.start(bytes);
                    LeanClient toBare = new LeanClient(bare.server(), CONNECTIONS, ANSWER_MS_MAX);
                    LeanClient toOurs = new LeanClient(reads, CONNECTIONS, ANSWER_MS_MAX)) {
                ClosedLoop loop = new ClosedLoop(CONNECTIONS);
                loop.run(0, warm, number -> toBare.send(page));
                loop.run(0, warm, number -> toOurs.send(page));
                for (int round = 0; round <= context.either(1, ROUNDS); round++) {
                    rounds.add(new Round(
                            costOf(target.pids().get(), READ_API, toOurs, page, time),
                            costOf(Map.of("bare", bare.pid()), "bare", toBare, page, time),
                            costOfNothing(time)));
                }
            }
            rounds.removeFirst(); // that compiler looks again at what is hot once the pace is another
            double requests = Schedule.atRate(PAGES_A_SECOND, time).count();
            result.figure(Figure.lower(
                            "read-api that nobody asks",
                            Median.of(rounds, round -> round.idle / 1e4 / time.toSeconds()),
                            "% of a core"))
                    .figure(Figure.lower(
                            "an event's page from memory",
                            Median.of(rounds, round -> round.page() / requests),
                            "us of processor time"))
                    .figure(Figure.plain(
                            "the same bytes from a bare handler",
                            Median.of(rounds, round -> round.bare / requests),
                            "us of processor time"))
                    .figure(Figure.lower(
                                    "page over bare handler",
                                    Median.of(rounds, round -> round.page() / round.bare),
                                    "x")
                            .target(1.4));
        }

        private long costOf(Map<String, Long> pids, String name, LeanClient client, Buffer page, Duration time)
                throws InterruptedException {
            ProcessorTime before = ProcessorTime.read(pids);
            load(client, page, PAGES_A_SECOND, time);
            return ProcessorTime.read(pids).since(before).getOrDefault(name, 0L);
        }

        private long costOfNothing(Duration time) throws InterruptedException {
            ProcessorTime before = ProcessorTime.read(target.pids().get());
            Thread.sleep(time);
            return ProcessorTime.read(target.pids().get()).since(before).getOrDefault(READ_API, 0L);
        }

        private void load(LeanClient client, Buffer page, int perSecond, Duration time) throws InterruptedException {
            OpenLoop.Report report = new OpenLoop(OUTSTANDING_MAX)
                    .run(
                            Schedule.atRate(perSecond, time),
                            number -> client.send(page).map(LeanClient.Answer::status));
            if (!report.allAnswered(200)) {
                result.failure(
                        "pages were not all answered 200: " + report.tally().answers());
            }
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
