package io.tidegate.bench.read;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.DemoYear;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Median;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.suite.Table;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Searches, and views of the very event that is selling, while nothing is booked, while bookings come at half of what the
 * system takes, and at all of it. Rounds take turns; the median of each counts.
 */
public final class BesideBookings implements Suite {
    private static final int VIEWS_A_SECOND = 200;
    private static final int SEARCHES_A_SECOND = 50;
    private static final int OUTSTANDING_MAX = 2000;
    private static final long ANSWER_MS_MAX = 30_000;
    private static final int WARM_RATE = 500;
    private static final double PROMISED = 1.5;
    private static final int HALF = 1;
    private static final int ROUNDS = 5;
    private static final Duration LEAD = Duration.ofSeconds(2);
    /** What events that end or are new make all processes do is over then: no sale begins the moment its event is made. */
    private static final Duration REST = Duration.ofSeconds(8);

    private static final double[] SHARES = {0, 0.5, 1};
    private static final String[] WORDS = {
        "amber", "wolves london", "kaleidoscope tour", "hamburg", "jazz oslo", "opera"
    };

    @Override
    public String name() {
        return "beside";
    }

    @Override
    public String about() {
        return "searches and views while tickets are booked";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        Target target = context.system();
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        try (LeanClient bookings = new LeanClient(target.gateway(), 512, ANSWER_MS_MAX);
                LeanClient reads =
                        new LeanClient(Server.of(target.settings().waitingRoom().readApiUrl()), 64, ANSWER_MS_MAX);
                LoadClient http = new LoadClient(1, 4, ANSWER_MS_MAX)) {
            PromoterApi promoter = new PromoterApi(http, target.gateway(), target.promoterToken());
            DemoYear.ensure(
                    promoter,
                    Objects.requireNonNull(target.logs().toAbsolutePath().getParent()));
            SeatSale sale = new SeatSale(bookings, target, promoter);
            sale.reserve(WARM_RATE, Duration.ofSeconds(context.either(5, 20)));
            double capacity = sale.capacity(Duration.ofSeconds(context.either(2, 4)));
            result.figure(Figure.plain("reserves that it takes", capacity, "/s"));
            Reading reading = new Reading(reads, sale);
            Duration time = Duration.ofSeconds(
                    Math.min(context.either(3, 8), (long) (SeatSale.SEATS / capacity) - LEAD.toSeconds()));
            reading.beside(0, time); // warms up
            List<List<Seen>> seen = new ArrayList<>();
            for (int round = 0; round < context.either(1, ROUNDS); round++) {
                sale.ready(SHARES.length - 1); // one for each run with bookings
                Thread.sleep(context.either(Duration.ofSeconds(1), REST));
                seen.add(reading.round(capacity, time));
            }
            tell(result, seen);
        }
        return result.build();
    }

    /** The 99th percentiles of one run, in milliseconds. */
    private record Seen(double views, double searches, String problem) {}

    private static final class Reading {
        private final LeanClient http;
        private final SeatSale sale;
        private long asked;

        Reading(LeanClient http, SeatSale sale) {
            this.http = http;
            this.sale = sale;
        }

        List<Seen> round(double capacity, Duration time) throws Exception {
            List<Seen> seen = new ArrayList<>();
            for (double share : SHARES) {
                seen.add(beside(capacity * share, time));
            }
            return seen;
        }

        /** All of it for some time first: a sale's first second, with pages that nobody asked for before, is not all of it. */
        Seen beside(double bookings, Duration time) throws Exception {
            Duration booked = LEAD.plus(time);
            sale.need((int) (bookings * booked.toSeconds()) + 1);
            CompletableFuture<OpenLoop.Report> booking = bookings == 0
                    ? CompletableFuture.completedFuture(null)
                    : start(() -> sale.reserve(bookings, booked));
            reads(LEAD);
            Seen seen = reads(time);
            booking.get();
            return seen;
        }

        private Seen reads(Duration time) throws Exception {
            CompletableFuture<OpenLoop.Report> searching =
                    start(() -> load(SEARCHES_A_SECOND, time, number -> search(number)));
            OpenLoop.Report views = load(VIEWS_A_SECOND, time, number -> get("/events/" + sale.eventId()));
            OpenLoop.Report searches = searching.get();
            return new Seen(
                    views.tally().latencyMs(99), searches.tally().latencyMs(99), problem(views) + problem(searches));
        }

        private static String problem(OpenLoop.Report report) {
            return report.allAnswered(200)
                    ? ""
                    : " " + report.tally().answers() + ", " + report.missed() + " without an answer;";
        }

        private static OpenLoop.Report load(double perSecond, Duration time, OpenLoop.Request request)
                throws InterruptedException {
            return new OpenLoop(OUTSTANDING_MAX).run(Schedule.atRate(perSecond, time), request);
        }

        /** No two the same. */
        private Future<Integer> search(int number) {
            return get("/search?query=" + WORDS[number % WORDS.length].replace(" ", "+") + "&maxPrice="
                    + (100_000_000 + asked++));
        }

        private Future<Integer> get(String path) {
            return http.send(LeanClient.request(HttpMethod.GET, path, Map.of(), ""))
                    .map(LeanClient.Answer::status);
        }

        private interface Run {
            OpenLoop.Report run() throws InterruptedException;
        }

        private static CompletableFuture<OpenLoop.Report> start(Run run) {
            CompletableFuture<OpenLoop.Report> done = new CompletableFuture<>();
            Thread.ofPlatform().name("beside").start(() -> {
                try {
                    done.complete(run.run());
                } catch (InterruptedException | RuntimeException failed) {
                    done.completeExceptionally(failed);
                }
            });
            return done;
        }
    }

    private static void tell(SuiteResult.Builder result, List<List<Seen>> rounds) {
        List<List<String>> rows = new ArrayList<>();
        double[] views = new double[SHARES.length];
        double[] searches = new double[SHARES.length];
        for (int i = 0; i < SHARES.length; i++) {
            int share = i;
            views[i] = Median.of(rounds, round -> round.get(share).views);
            searches[i] = Median.of(rounds, round -> round.get(share).searches);
            rows.add(List.of(
                    Math.round(100 * SHARES[i]) + " %",
                    String.format(Locale.ROOT, "%.1f", views[i]),
                    String.format(Locale.ROOT, "%.1f", searches[i])));
        }
        for (int i = HALF; i < SHARES.length; i++) {
            String when = i == HALF ? "at half of capacity" : "at full capacity";
            Figure viewing = Figure.lower("views, p99 " + when, views[i] / views[0], "x");
            Figure searching = Figure.lower("searches, p99 " + when, searches[i] / searches[0], "x");
            result.figure(i == HALF ? viewing.target(PROMISED) : viewing);
            result.figure(i == HALF ? searching.target(PROMISED) : searching);
        }
        result.table(new Table(
                "p99 in ms, median of " + rounds.size() + " rounds", List.of("bookings", "views", "searches"), rows));
        rounds.stream()
                .flatMap(List::stream)
                .filter(seen -> !seen.problem.isEmpty())
                .forEach(seen -> result.failure("reads:" + seen.problem));
    }
}
