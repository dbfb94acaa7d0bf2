package io.tidegate.read.search;

import co.elastic.clients.elasticsearch._types.DistanceUnit;
import co.elastic.clients.elasticsearch._types.GeoLocation;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.FunctionBoostMode;
import co.elastic.clients.elasticsearch._types.query_dsl.FunctionScoreMode;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import io.tidegate.read.catalogue.Popularity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Turns what is searched for into Elasticsearch's query, with core queries only. Pure. */
final class QueryBuilder {
    /** A beginning that short means too much by itself; behind a whole word it may be of one letter. */
    private static final int PREFIX_CHARS_MIN = 2;

    /** From one view of late to what counts as most popular: 2^12 of them. */
    private static final double POPULAR_DOUBLINGS = 12;

    private static final double POPULAR_WEIGHT = 0.25;
    private static final double HALF = 0.5;

    private QueryBuilder() {}

    static Query query(SearchQuery search) {
        BoolQuery.Builder bool = new BoolQuery.Builder().filter(filters(search));
        List<String> words = search.words();
        if (!words.isEmpty()) {
            String last = words.getLast();
            boolean begun = words.size() > 1 || last.length() >= PREFIX_CHARS_MIN;
            bool.should(Stream.concat(
                            words.stream().limit(words.size() - 1L).map(word -> word(word, false)),
                            Stream.of(word(last, begun)))
                    .toList());
            bool.minimumShouldMatch("2<-1"); // of up to two words each, of more all but one
            String phrase = String.join(" ", words);
            return popularFirst(
                    search,
                    Query.of(q -> q.bool(b -> b.must(Query.of(m -> m.bool(bool.build())))
                            .should(s -> s.matchPhrase(
                                    m -> m.field("name").query(phrase).boost(3f)))
                            .should(s -> s.matchPhrase(
                                    m -> m.field("performers").query(phrase).boost(3f))))));
        }
        return Query.of(q -> q.bool(bool.build()));
    }

    /** What is looked at and queued for most counts up to so much more; of what fits alike, it comes first. */
    private static Query popularFirst(SearchQuery search, Query fits) {
        double most = Popularity.scale(search.now()) + POPULAR_DOUBLINGS;
        return Query.of(q -> q.functionScore(f -> f.query(fits)
                .functions(one -> one.weight(1.0))
                .functions(more -> more.linear(l -> l.numeric(n -> n.field("popularity")
                                .placement(p -> p.origin(most)
                                        .scale(POPULAR_DOUBLINGS * HALF)
                                        .decay(HALF))))
                        .weight(POPULAR_WEIGHT))
                .scoreMode(FunctionScoreMode.Sum)
                .boostMode(FunctionBoostMode.Multiply)));
    }

    /** One word: exact counts most, where it is said best; then its beginning; then one or two typos. */
    private static Query word(String word, boolean begun) {
        List<Query> ways = new ArrayList<>();
        ways.add(Query.of(q -> q.term(t -> t.field("name").value(word).boost(3f))));
        ways.add(Query.of(q -> q.term(t -> t.field("performers").value(word).boost(3f))));
        ways.add(Query.of(q -> q.term(t -> t.field("venue").value(word).boost(1.5f))));
        ways.add(Query.of(q -> q.term(t -> t.field("city").value(word).boost(1.5f))));
        ways.add(Query.of(q -> q.fuzzy(f ->
                f.field("all").value(word).fuzziness("AUTO").maxExpansions(50).boost(0.5f))));
        if (begun) {
            ways.add(Query.of(q -> q.prefix(p -> p.field("all").value(word).boost(1f))));
        }
        return Query.of(q -> q.disMax(d -> d.queries(ways).tieBreaker(0.1)));
    }

    private static List<Query> filters(SearchQuery search) {
        List<Query> filters = new ArrayList<>();
        filters.add(Query.of(q -> q.range(r -> r.date(d -> {
            d.field("startTime").gte(search.from().toString());
            return search.to() == null ? d : d.lt(search.to().toString());
        }))));
        if (search.city() != null) {
            filters.add(Query.of(q -> q.term(t -> t.field("cityKey").value(search.city()))));
        }
        if (search.performerType() != null) {
            filters.add(Query.of(q -> q.term(t -> t.field("performerTypes").value(search.performerType()))));
        }
        Long maxPrice = search.maxPrice();
        if (maxPrice != null) {
            filters.add(Query.of(q -> q.range(
                    r -> r.untyped(u -> u.field("priceFrom").lte(co.elastic.clients.json.JsonData.of(maxPrice))))));
        }
        if (search.onSale() != null) {
            Query onSale = onSale(search.now().toString());
            filters.add(search.onSale() ? onSale : Query.of(q -> q.bool(b -> b.mustNot(onSale))));
        }
        SearchQuery.Near near = search.near();
        if (near != null) {
            filters.add(Query.of(q -> q.geoDistance(
                    g -> g.field("location").distance(near.kilometres() + "km").location(location(near)))));
        }
        return filters;
    }

    private static Query onSale(String now) {
        return Query.of(q -> q.bool(b -> b.filter(
                        f -> f.range(r -> r.date(d -> d.field("saleOpensAt").lte(now))))
                .filter(f -> f.range(r -> r.date(d -> d.field("saleClosesAt").gt(now))))
                .filter(f -> f.term(t -> t.field("saleControl").value("active")))));
    }

    static List<SortOptions> sort(SearchQuery search) {
        SortOptions start =
                SortOptions.of(s -> s.field(f -> f.field("startTime").order(SortOrder.Asc)));
        SortOptions id = SortOptions.of(s -> s.field(f -> f.field("eventId").order(SortOrder.Asc)));
        SearchQuery.Near near = search.near();
        return switch (search.sort()) {
            case date -> List.of(start, id);
            case popularity ->
                List.of(SortOptions.of(s -> s.field(f -> f.field("popularity").order(SortOrder.Desc))), start, id);
            case relevance -> List.of(SortOptions.of(s -> s.score(c -> c.order(SortOrder.Desc))), start, id);
            case distance ->
                near == null
                        ? List.of(start, id)
                        : List.of(
                                SortOptions.of(s -> s.geoDistance(g -> g.field("location")
                                        .location(location(near))
                                        .unit(DistanceUnit.Kilometers)
                                        .order(SortOrder.Asc))),
                                start,
                                id);
        };
    }

    private static GeoLocation location(SearchQuery.Near near) {
        return GeoLocation.of(l -> l.latlon(p -> p.lat(near.latitude()).lon(near.longitude())));
    }
}
