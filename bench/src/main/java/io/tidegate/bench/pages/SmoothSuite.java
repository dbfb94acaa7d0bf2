package io.tidegate.bench.pages;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.layout.VenueLayout;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The seat map of a full stadium on a phone's screen, under 500 changes a second, moved and zoomed by a finger all the
 * while: how long the page's own thread is held up, as the browser itself measures it, and how evenly frames come.
 */
public final class SmoothSuite implements Suite {
    private static final int SEATS = 80_000;
    private static final double CHANGES_MIN = 450;
    private static final long LONG_TASK_MS = 50;
    private static final long ANSWER_MS_MAX = 60_000;

    @Override
    public String name() {
        return "smooth";
    }

    @Override
    public String about() {
        return "the seat map of 80,000 seats in a real Chromium, moved while 500 seats change each second";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        Optional<Path> program = ChromiumProgram.find();
        if (program.isEmpty()) {
            return result.failure(ChromiumProgram.MISSING).build();
        }
        Target target = context.system();
        String event = stadium(target);
        context.say("the map of " + SEATS + " seats, moved for " + seconds(context) + " s");
        Path profile = Files.createTempDirectory("tidegate-chromium");
        try (DevTools browser = DevTools.start(program.get(), profile)) {
            SeatMapPage page = SeatMapPage.open(browser, target.origin() + "/event/" + event + "/seats");
            return report(result, page.move(seconds(context)));
        } finally {
            delete(profile);
        }
    }

    private static int seconds(BenchContext context) {
        return context.either(10, 30);
    }

    private static String stadium(Target target) {
        VenueLayout layout = Halls.ofSize(SEATS);
        try (LoadClient http = new LoadClient(1, 4, ANSWER_MS_MAX)) {
            PromoterApi promoter = new PromoterApi(http, target.gateway(), target.promoterToken());
            String venue = promoter.venue("Spring Tide Stadium", layout);
            String performer = promoter.performer("Spring Tide", "MusicGroup");
            String event = promoter.event("Spring Tide at the Stadium", venue, performer, layout);
            promoter.sale(
                    event,
                    new JsonObject().put("opensAt", Instant.now().toString()).put("queued", false));
            return event;
        }
    }

    private static SuiteResult report(SuiteResult.Builder result, SeatMapPage.Course course) {
        List<Double> frames = course.frameMs().stream().sorted().toList();
        double longest = course.taskMs().stream().max(Comparator.naturalOrder()).orElse(0.0);
        result.figure(Figure.plain("seats", course.seats(), ""))
                .figure(Figure.plain("changes a second", course.changesPerSecond(), "/s"))
                .figure(Figure.lower("tasks over 50 ms", course.taskMs().size(), "")
                        .target(0))
                .figure(Figure.lower("longest task over 50 ms", longest, "ms").target(LONG_TASK_MS))
                .figure(Figure.lower("frame of the page, p50", at(frames, 0.5), "ms"))
                .figure(Figure.lower("frame of the page, p99", at(frames, 0.99), "ms"));
        if (course.seats() != SEATS) {
            result.failure("the map has " + course.seats() + " seats");
        }
        if (course.changesPerSecond() < CHANGES_MIN) {
            result.failure("only " + Math.round(course.changesPerSecond()) + " changes a second came");
        }
        return result.build();
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.min(sorted.size() - 1.0, sorted.size() * share));
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    static List<Double> numbers(Object array) {
        return ((JsonArray) array)
                .stream().map(number -> ((Number) number).doubleValue()).toList();
    }
}
