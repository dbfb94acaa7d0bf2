package io.tidegate.bench.read;

import io.tidegate.bench.catalogue.DemoCatalogue;
import io.tidegate.bench.catalogue.DemoEvent;
import io.tidegate.bench.promoter.DemoYear;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.Until;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * How well search finds what people mean, over the demo catalogue: of queries made from events, how many find theirs among
 * the first three; of judged ones, how well the first ten are ordered. An event is known by its name,
 * its venue and its performer.
 */
public final class SearchQuality implements Suite {
    private static final double FOUND_MIN = 0.95;
    private static final double NDCG_MIN = 0.9;
    private static final int EACH = 120;
    private static final int FIRST = 3;
    private static final int CUT = 10;
    private static final int TOLD_MAX = 15;
    private static final long ANSWER_MS_MAX = 60_000;
    private static final Duration INDEXED_MAX = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(200);

    @Override
    public String name() {
        return "search";
    }

    @Override
    public String about() {
        return "how well search finds what people mean, over the demo catalogue";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        var target = context.system();
        DemoCatalogue catalogue = DemoCatalogue.from(LocalDate.now(ZoneOffset.UTC));
        try (LoadClient http = new LoadClient(1, 4, ANSWER_MS_MAX)) {
            DemoYear.ensure(
                    new PromoterApi(http, target.gateway(), target.promoterToken()),
                    Objects.requireNonNull(target.logs().toAbsolutePath().getParent()));
            Searches searches = new Searches(http, target.gateway(), catalogue);
            searches.awaitIndexed();
            SuiteResult.Builder result = new SuiteResult.Builder(name());
            generated(searches, catalogue, result, context);
            judged(searches, catalogue, result, context);
            return result.build();
        }
    }

    private static void generated(
            Searches searches, DemoCatalogue catalogue, SuiteResult.Builder result, BenchContext context) {
        List<GeneratedQueries.Query> queries = GeneratedQueries.of(catalogue.events(), EACH);
        List<GeneratedQueries.Query> missed = queries.stream()
                .filter(query -> !searches.hits(query.text(), FIRST).contains(query.wanted()))
                .toList();
        result.figure(Figure.plain("generated queries", queries.size(), ""));
        result.figure(
                Figure.higher("event among the first " + FIRST, 1 - (double) missed.size() / queries.size(), "of all")
                        .target(FOUND_MIN));
        for (GeneratedQueries.Kind kind : GeneratedQueries.Kind.values()) {
            double misses =
                    missed.stream().filter(query -> query.kind() == kind).count();
            result.figure(Figure.higher("  of these, " + kind.text(), 1 - misses / EACH, "of all"));
        }
        missed.stream()
                .limit(TOLD_MAX)
                .forEach(query -> context.say("missed, " + query.kind().text() + ": " + query.text() + " -> "
                        + query.wanted().name() + ", " + query.wanted().venue().city()));
    }

    private static void judged(
            Searches searches, DemoCatalogue catalogue, SuiteResult.Builder result, BenchContext context) {
        List<JudgedQueries.Judged> queries = JudgedQueries.all();
        double sum = 0;
        for (JudgedQueries.Judged query : queries) {
            double ndcg = query.ndcg(searches.hits(query.query(), CUT), catalogue.events());
            sum += ndcg;
            if (ndcg < NDCG_MIN) {
                context.say(String.format(Locale.ROOT, "badly ordered, nDCG %.2f: %s", ndcg, query.query()));
            }
        }
        result.figure(Figure.plain("judged queries", queries.size(), ""));
        result.figure(Figure.higher("nDCG@" + CUT, sum / queries.size(), "").target(NDCG_MIN));
    }

    /** Search as a client sees it. */
    private record Searches(LoadClient http, Server gateway, Map<String, DemoEvent> byNames) {
        Searches(LoadClient http, Server gateway, DemoCatalogue catalogue) {
            this(http, gateway, new HashMap<>());
            for (DemoEvent event : catalogue.events()) {
                String performer = event.performers().getFirst().name();
                byNames.put(key(event.name(), event.venue().name(), performer), event);
            }
        }

        /** Returns when search has the whole catalogue. */
        void awaitIndexed() throws InterruptedException {
            AtomicInteger attempts = new AtomicInteger();
            Until.holds(
                    "search has all " + DemoCatalogue.EVENTS + " events",
                    INDEXED_MAX,
                    LOOK,
                    () -> total(attempts.incrementAndGet()) >= DemoCatalogue.EVENTS);
        }

        /** Each attempt asks another question, so that no answer comes from a cache. */
        private long total(int attempt) {
            return Found.total(http, gateway, "maxPrice=" + (1_000_000_000 + attempt));
        }

        List<DemoEvent> hits(String query, int limit) {
            Answer answer =
                    get("/search?limit=" + limit + "&query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
            if (answer.status() != 200) {
                throw new IllegalStateException(query + " was answered " + answer.status() + " " + answer.body());
            }
            return new JsonObject(answer.body())
                    .getJsonArray("hits").stream()
                            .map(JsonObject.class::cast)
                            .flatMap(hit -> Stream.ofNullable(byNames.get(key(
                                    hit.getString("eventName"),
                                    hit.getJsonObject("venue").getString("venueName"),
                                    performer(hit)))))
                            .toList();
        }

        private Answer get(String path) {
            return http.send(new Call(gateway, HttpMethod.GET, path, Map.of(), null))
                    .await();
        }

        private static String performer(JsonObject hit) {
            JsonArray performers = hit.getJsonArray("performers");
            return performers.isEmpty() ? "" : performers.getJsonObject(0).getString("performerName");
        }

        private static String key(String name, String venue, String performer) {
            return performer + ": " + name + " @ " + venue;
        }
    }
}
