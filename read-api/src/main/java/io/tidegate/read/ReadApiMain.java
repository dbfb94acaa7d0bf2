package io.tidegate.read;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidegate.http.Blocking;
import io.tidegate.http.Health;
import io.tidegate.http.HttpProblem;
import io.tidegate.read.catalogue.Catalogue;
import io.tidegate.read.catalogue.CatalogueReader;
import io.tidegate.read.feed.Changes;
import io.tidegate.read.feed.Feeds;
import io.tidegate.read.feed.TopicFollower;
import io.tidegate.read.http.ReadServer;
import io.tidegate.read.indexer.Indexer;
import io.tidegate.read.search.EventIndex;
import io.tidegate.read.search.Search;
import io.tidegate.read.search.SearchEngine;
import io.tidegate.read.search.SearchStart;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import io.tidegate.telemetry.ServiceMain;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.topic.Interest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Events, search and the live seat map; and, on the instance that is elected, the indexer that feeds search. */
public final class ReadApiMain implements AutoCloseable {
    private static final long START_SECONDS_MAX = 30;
    private static final long WARM_MS = 1000;

    private final Vertx vertx = Vertx.vertx();
    private final ScheduledExecutorService warmer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("search-warmer").daemon().factory());
    private final HikariDataSource database;
    private final TopicFollower follower;
    private final Interest interest;
    private final ElasticsearchClient engine;
    private final ElasticsearchClient indexEngine;
    private final @Nullable Indexer indexer;
    private final List<ReadServer> servers;

    public static void main(String[] args) {
        ServiceMain.run("read-api", ReadApiMain::new);
    }

    /** Returns when it listens; what is not there yet is waited for by who needs it, and told by health. */
    ReadApiMain(Settings settings) throws Exception {
        PrometheusMeterRegistry metrics = Telemetry.registry("read-api");
        database = Databases.pool(settings.database(), Databases.Role.READ_API);
        DSLContext sql = DSL.using(database, SQLDialect.POSTGRES);
        CatalogueReader reader = new CatalogueReader(sql);
        Catalogue catalogue = new Catalogue(reader, settings.readApi());
        Feeds feeds = new Feeds(database, catalogue, settings.readApi());
        Health health = new Health();
        engine = SearchEngine.forSearch(settings.elasticsearch());
        indexEngine = SearchEngine.forIndexing(settings.elasticsearch());
        Search search = new Search(engine, settings.elasticsearch().index());
        interest = new Interest(settings.kafka());
        ReadServer.Shared shared =
                new ReadServer.Shared(settings.readApi(), health, metrics, reader, catalogue, feeds, search, interest);
        Changes changes = new Changes(catalogue, feeds).alsoTell(shared::dropAnswers);
        follower = new TopicFollower(settings.kafka(), changes);
        Indexer keeper = settings.readApi().indexer() ? indexer(settings, metrics) : null;
        indexer = keeper;
        SearchStart start = SearchStart.of(search);
        health.require(
                        "searchStart",
                        () -> start.over()
                                ? Future.succeededFuture()
                                : away("search has not answered for the first time"))
                .require("postgres", () -> Blocking.call(vertx, () -> sql.fetch("select 1")))
                .require("kafka", () -> follower.follows() ? Future.succeededFuture() : away("the broker is silent"))
                .watch(
                        "elasticsearch",
                        () -> Blocking.call(vertx, () -> {
                            search.check();
                            return true;
                        }));
        if (keeper != null) {
            health.watch(
                    "indexer",
                    () -> keeper.trouble().<Future<?>>map(ReadApiMain::away).orElseGet(Future::succeededFuture));
        }
        servers = listen(shared);
        var _ = warmer.scheduleWithFixedDelay(shared::warmAnswers, WARM_MS, WARM_MS, TimeUnit.MILLISECONDS);
    }

    /** The port that it listens on. */
    int port() {
        return servers.getFirst().port();
    }

    /** What each of its event loops answers. */
    List<Route> routes() {
        return servers.getFirst().routes();
    }

    @Override
    public void close() throws TimeoutException, IOException {
        vertx.close().await(START_SECONDS_MAX, TimeUnit.SECONDS);
        if (indexer != null) {
            indexer.close();
        }
        warmer.shutdownNow();
        follower.close();
        interest.close();
        engine.close();
        indexEngine.close();
        database.close();
    }

    private Indexer indexer(Settings settings, PrometheusMeterRegistry metrics) {
        return new Indexer(
                settings, new EventIndex(indexEngine, settings.elasticsearch().index()), metrics);
    }

    private List<ReadServer> listen(ReadServer.Shared shared) throws Exception {
        int loops = Runtime.getRuntime().availableProcessors();
        List<ReadServer> listening = Stream.generate(() -> new ReadServer(shared, loops))
                .limit(loops)
                .toList();
        Future.all(listening.stream().map(vertx::deployVerticle).toList()).await(START_SECONDS_MAX, TimeUnit.SECONDS);
        return listening;
    }

    private static Future<?> away(String why) {
        return Future.failedFuture(HttpProblem.unavailable(why));
    }
}
