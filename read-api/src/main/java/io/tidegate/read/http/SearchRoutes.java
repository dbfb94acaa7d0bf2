package io.tidegate.read.http;

import co.elastic.clients.elasticsearch._types.FieldValue;
import io.tidegate.http.ServiceRouter;
import io.tidegate.read.search.Folding;
import io.tidegate.read.search.Search;
import io.tidegate.read.search.SearchCursor;
import io.tidegate.read.search.SearchPage;
import io.tidegate.read.search.SearchQuery;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Search and suggestions. */
final class SearchRoutes {
    private static final String CACHE = "public, max-age=1, s-maxage=2, stale-while-revalidate=30";
    private static final String STALE = "no-store";
    private static final int HITS = 20;
    private static final int HITS_MAX = 100;
    private static final int QUERY_CHARS_MAX = 200;
    private static final int WORDS_MAX = 16;
    private static final double NEAR_KM = 50;
    private static final double NEAR_KM_MAX = 20_000;
    private static final long PRICE_MAX = 1_000_000_000_000L;
    private static final Set<String> SORTS =
            Arrays.stream(SearchQuery.Sort.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

    private final Search search;
    private final SearchAnswers answers;
    private final Clock clock;

    SearchRoutes(Search search, SearchAnswers answers, Clock clock) {
        this.search = search;
        this.answers = answers;
        this.clock = clock;
    }

    void mount(Router router) {
        ServiceRouter.read(router, "/search").handler(this::search);
        ServiceRouter.read(router, "/search/suggest").handler(this::suggest);
    }

    private void search(RoutingContext ctx) {
        SearchQuery query = query(new Params(ctx));
        boolean fromNow = query.from().equals(query.now());
        answers.send(ctx, "search " + query.key(fromNow), () -> {
            SearchPage page = search.search(query.at(clock.instant().truncatedTo(ChronoUnit.MINUTES), fromNow));
            SearchPage stale = new SearchPage(page.hits(), page.total(), page.facets(), page.nextCursor(), true);
            return new SearchAnswers.Found(Answer.json(page, CACHE), Answer.json(stale, STALE));
        });
    }

    private void suggest(RoutingContext ctx) {
        List<String> words = words(new Params(ctx), "prefix");
        if (words.isEmpty()) {
            throw Params.bad("prefix", "what was typed so far");
        }
        answers.send(ctx, "suggest " + words, () -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
            SearchQuery upcoming = new SearchQuery(
                    List.of(),
                    null,
                    null,
                    now,
                    null,
                    null,
                    null,
                    null,
                    SearchQuery.Sort.popularity,
                    HITS,
                    List.of(),
                    now);
            List<SearchPage.Suggestion> found = search.suggest(words, upcoming);
            return new SearchAnswers.Found(
                    Answer.json(new SearchPage.Suggestions(found, null), CACHE),
                    Answer.json(new SearchPage.Suggestions(found, true), STALE));
        });
    }

    private SearchQuery query(Params params) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        List<String> words = words(params, "query");
        SearchQuery.Near near = params.parsed(
                        "near", "latitude,longitude or latitude,longitude,kilometres", SearchRoutes::near)
                .orElse(null);
        SearchQuery.Sort sort = sort(params, words, near);
        long maxPrice = params.whole("maxPrice", 0, PRICE_MAX, -1);
        List<FieldValue> after = params.parsed(
                        "cursor", "the nextCursor of an answer in the same order", c -> SearchCursor.parse(sort, c))
                .orElse(List.of());
        return new SearchQuery(
                words,
                params.text("city", 100).map(Folding::fold).orElse(null),
                params.text("performerType", 100).orElse(null),
                params.instant("from").orElse(now),
                params.instant("to").orElse(null),
                near,
                maxPrice < 0 ? null : maxPrice,
                params.bool("onSale").orElse(null),
                sort,
                params.integer("limit", 1, HITS_MAX, HITS),
                after,
                now);
    }

    private static SearchQuery.Sort sort(Params params, List<String> words, SearchQuery.@Nullable Near near) {
        String otherwise = words.isEmpty() ? "date" : "relevance";
        SearchQuery.Sort sort =
                SearchQuery.Sort.valueOf(params.oneOf("sort", SORTS).orElse(otherwise));
        if (sort == SearchQuery.Sort.distance && near == null) {
            throw Params.bad("sort", "distance only together with near");
        }
        return sort;
    }

    /** Folded words; what has none of letters and digits cannot be found. */
    private static List<String> words(Params params, String name) {
        Optional<String> text = params.text(name, QUERY_CHARS_MAX);
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> words = Folding.words(text.get());
        if (words.isEmpty() || words.size() > WORDS_MAX) {
            throw Params.bad(name, "1 to " + WORDS_MAX + " words of letters or digits");
        }
        return words;
    }

    private static Optional<SearchQuery.Near> near(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length < 2 || parts.length > 3) {
            return Optional.empty();
        }
        double latitude = Double.parseDouble(parts[0]);
        double longitude = Double.parseDouble(parts[1]);
        double kilometres = parts.length == 3 ? Double.parseDouble(parts[2]) : NEAR_KM;
        boolean sane =
                Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && kilometres > 0 && kilometres <= NEAR_KM_MAX;
        return sane ? Optional.of(new SearchQuery.Near(latitude, longitude, kilometres)) : Optional.empty();
    }
}
