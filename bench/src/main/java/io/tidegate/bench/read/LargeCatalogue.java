package io.tidegate.bench.read;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.DemoYear;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.Prometheus;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.bench.rig.Tally;
import io.tidegate.bench.rig.Until;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Median;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Searches over a hundred thousand events, none of them from memory, and how long it takes to index so many. */
public final class LargeCatalogue implements Suite {
    private static final int EVENTS = 100_000;
    private static final int SEARCHES_A_SECOND = 100;
    private static final int OUTSTANDING_MAX = 1000;
    private static final Duration INDEXED_MAX = Duration.ofMinutes(3);
    private static final String BEHIND = "tidegate_indexer_lag_seconds";
    /** A heartbeat is indexed more often than that. */
    private static final double BEHIND_SECONDS_MAX = 5;

    /** Until the search engine's compilers are done. */
    private static final Duration WARM = Duration.ofSeconds(60);

    private static final Duration RUN = Duration.ofSeconds(10);
    private static final int RUNS = 5;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final String[] WORDS = {
        "amber",
        "wolves london",
        "kaleidoscope tour",
        "hamburg",
        "jazz oslo",
        "opera",
        "tides",
        "midnigth wolves",
        "elbphil"
    };

    @Override
    public String name() {
        return "search100k";
    }

    @Override
    public String about() {
        return "searches over a hundred thousand events, none from memory";
    }

    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        Target target = context.system();
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        try (LoadClient http = new LoadClient(1, 32, 30_000)) {
            DemoYear.ensure(
                    new PromoterApi(http, target.gateway(), target.promoterToken()),
                    Objects.requireNonNull(target.logs().toAbsolutePath().getParent()));
            Searches searches =
                    new Searches(http, Server.of(target.settings().waitingRoom().readApiUrl()));
            long began = System.nanoTime();
            long before = searches.total();
            try (ManyEvents events = new ManyEvents(target.settings().database(), EVENTS)) {
                searches.awaitTotal(EVENTS);
                double seconds = (System.nanoTime() - began) / 1e9;
                result.figure(Figure.higher("events brought into the index", (EVENTS - before) / seconds, "/s"));
                context.say(events.made() + " events made, " + searches.total() + " found");
                searches.awaitIdleIndexer();
                searches.load(context, result);
            }
        }
        return result.build();
    }

    private static final class Searches {
        private final LoadClient http;
        private final Server reads;
        private long asked;

        Searches(LoadClient http, Server reads) {
            this.http = http;
            this.reads = reads;
        }

        long total() {
            return Found.total(http, reads, "maxPrice=" + salt());
        }

        void awaitTotal(int events) throws InterruptedException {
            if (!Until.within(INDEXED_MAX, LOOK, () -> total() >= events)) {
                throw new IllegalStateException("the index has only " + total() + " events");
            }
        }

        /** All events are found before the last of their performers are known. */
        void awaitIdleIndexer() throws InterruptedException {
            Until.holds("the index has caught up", INDEXED_MAX, LOOK, () -> behindSeconds() < BEHIND_SECONDS_MAX);
        }

        private double behindSeconds() {
            String metrics = http.send(call("/metrics")).await().body().toString();
            return Prometheus.values(metrics, BEHIND).findFirst().orElse(Double.POSITIVE_INFINITY);
        }

        void load(BenchContext context, SuiteResult.Builder result) throws InterruptedException {
            run(WARM);
            List<Tally> runs = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                OpenLoop.Report report = run(RUN);
                runs.add(report.tally());
                if (!report.valid() || !report.allAnswered(200)) {
                    result.failure("searches: " + report.tally().answers() + ", " + report.missed()
                            + " without an answer, " + report.late() + " late");
                }
                context.say(String.format(
                        Locale.ROOT,
                        "searches: p50 %.1f ms, p99 %.1f ms, %d sent late",
                        report.tally().latencyMs(50),
                        report.tally().latencyMs(99),
                        report.late()));
            }
            result.figure(Figure.plain("search p50", Median.of(runs, run -> run.latencyMs(50)), "ms"))
                    .figure(Figure.lower("search p99", Median.of(runs, run -> run.latencyMs(99)), "ms")
                            .target(25));
        }

        /** No two the same. */
        private OpenLoop.Report run(Duration time) throws InterruptedException {
            return new OpenLoop(OUTSTANDING_MAX).run(Schedule.atRate(SEARCHES_A_SECOND, time), number -> {
                String words = WORDS[number % WORDS.length].replace(" ", "+");
                return http.send(call("/search?query=" + words + "&maxPrice=" + salt()))
                        .map(Answer::status);
            });
        }

        private long salt() {
            return 100_000_000 + asked++;
        }

        private Call call(String path) {
            return new Call(reads, HttpMethod.GET, path, Map.of(), null);
        }
    }
}
