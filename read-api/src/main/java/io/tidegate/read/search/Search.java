package io.tidegate.read.search;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ConnectionClosedException;

/** Finds events. What fails is an {@link IOException}, or Elasticsearch's own exception when it refuses. */
public final class Search {
    private static final int FACETS_MAX = 20;
    private static final int SUGGESTIONS_MAX = 10;
    private static final int SUGGEST_FROM_HITS = 50;

    private final ElasticsearchClient client;
    private final String alias;

    public Search(ElasticsearchClient client, String alias) {
        this.client = client;
        this.alias = alias;
    }

    public SearchPage search(SearchQuery query) throws IOException {
        SearchResponse<ObjectNode> response = ask(SearchRequest.of(s -> {
            s.index(alias)
                    .query(QueryBuilder.query(query))
                    .sort(QueryBuilder.sort(query))
                    .size(query.limit())
                    .trackTotalHits(t -> t.enabled(true))
                    .source(c -> c.filter(f -> f.includes("card")))
                    .aggregations(
                            "cities", a -> a.terms(t -> t.field("cityName").size(FACETS_MAX)))
                    .aggregations(
                            "performerTypes",
                            a -> a.terms(t -> t.field("performerTypes").size(FACETS_MAX)));
            return query.after().isEmpty() ? s : s.searchAfter(query.after());
        }));
        List<Hit<ObjectNode>> hits = response.hits().hits();
        return new SearchPage(
                hits.stream().map(Search::card).toList(),
                response.hits().total() == null
                        ? hits.size()
                        : response.hits().total().value(),
                new SearchPage.Facets(facet(response, "cities"), facet(response, "performerTypes")),
                hits.size() < query.limit()
                        ? null
                        : SearchCursor.after(query.sort(), hits.getLast().sort()),
                null);
    }

    /** Names of upcoming events, performers, venues and cities with words that begin so. */
    public List<SearchPage.Suggestion> suggest(List<String> words, SearchQuery upcoming) throws IOException {
        List<Query> all = words.stream()
                .map(word -> Query.of(q -> q.prefix(p -> p.field("all").value(word))))
                .toList();
        SearchResponse<ObjectNode> response = ask(SearchRequest.of(s -> s.index(alias)
                .query(q -> q.bool(b -> b.must(all).filter(QueryBuilder.query(upcoming))))
                .sort(QueryBuilder.sort(upcoming))
                .size(SUGGEST_FROM_HITS)
                .source(c -> c.filter(f -> f.includes("card")))));
        Map<String, SearchPage.Suggestion> found = new LinkedHashMap<>();
        response.hits().hits().stream()
                .map(Search::card)
                .flatMap(Search::names)
                .filter(name -> begins(name.text(), words))
                .forEach(name -> found.putIfAbsent(name.kind() + Folding.fold(name.text()), name));
        return found.values().stream().limit(SUGGESTIONS_MAX).toList();
    }

    /** A kept connection that was closed meanwhile says nothing of the engine: it is asked once more, on another. */
    private SearchResponse<ObjectNode> ask(SearchRequest request) throws IOException {
        try {
            return client.search(request, ObjectNode.class);
        } catch (ConnectionClosedException closed) {
            return client.search(request, ObjectNode.class);
        }
    }

    /** Fails unless the engine answers and has an index to search. */
    public void check() throws IOException {
        if (!client.indices().existsAlias(a -> a.name(alias)).value()) {
            throw new IOException("there is no index yet");
        }
    }

    private static Stream<SearchPage.Suggestion> names(JsonNode card) {
        JsonNode venue = card.path("venue");
        Stream<SearchPage.Suggestion> performers = card.path("performers")
                .valueStream()
                .map(p -> suggestion("performer", p.path("performerName"), p.path("performerId")));
        return Stream.concat(
                performers,
                Stream.of(
                        suggestion("event", card.path("eventName"), card.path("eventId")),
                        suggestion("venue", venue.path("venueName"), venue.path("venueId")),
                        new SearchPage.Suggestion(
                                venue.path("venueLocation").path("city").asText(), "city", null)));
    }

    private static SearchPage.Suggestion suggestion(String kind, JsonNode text, JsonNode id) {
        return new SearchPage.Suggestion(text.asText(), kind, id.asText());
    }

    private static boolean begins(String name, List<String> words) {
        List<String> inName = Folding.words(name);
        return words.stream().allMatch(word -> inName.stream().anyMatch(other -> other.startsWith(word)));
    }

    private static JsonNode card(Hit<ObjectNode> hit) {
        ObjectNode source = hit.source();
        if (source == null) {
            throw new IllegalStateException("a hit without its source");
        }
        return source.path("card");
    }

    private static List<SearchPage.Facet> facet(SearchResponse<ObjectNode> response, String name) {
        return Objects.requireNonNull(response.aggregations().get(name)).sterms().buckets().array().stream()
                .map(bucket -> new SearchPage.Facet(bucket.key().stringValue(), bucket.docCount()))
                .toList();
    }
}
