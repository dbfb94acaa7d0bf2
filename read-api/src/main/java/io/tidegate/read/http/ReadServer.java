package io.tidegate.read.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidegate.http.Health;
import io.tidegate.http.HttpServers;
import io.tidegate.http.ServiceRouter;
import io.tidegate.read.catalogue.Catalogue;
import io.tidegate.read.catalogue.CatalogueReader;
import io.tidegate.read.feed.Feeds;
import io.tidegate.read.search.Search;
import io.tidegate.settings.Settings;
import io.tidegate.topic.Interest;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The HTTP of this process on one event loop; each loop has one, and they share everything but the open streams. */
public final class ReadServer extends VerticleBase {
    /** A stream of an event in which nothing happens is ended after this; its reader comes back with Last-Event-ID. */
    private static final int IDLE_SECONDS_MAX = 3600;

    private final Shared shared;
    private final int readersMax;
    private @Nullable HttpServer server;
    private List<Route> routes = List.of();

    public ReadServer(Shared shared, int servers) {
        this.shared = shared;
        this.readersMax = Math.max(1, shared.settings.streamsMax() / servers);
    }

    /** What all event loops share. */
    public static final class Shared {
        private final Settings.ReadApi settings;
        private final Health health;
        private final PrometheusMeterRegistry metrics;
        private final Feeds feeds;
        private final Answers answers;
        private final Snapshots snapshots;
        private final EventRoutes events;
        private final CatalogueRoutes catalogueRoutes;
        private final SearchAnswers searchAnswers;
        private final SearchRoutes searchRoutes;
        private final Collection<AvailabilityHub> hubs = new CopyOnWriteArrayList<>();

        public Shared(
                Settings.ReadApi settings,
                Health health,
                PrometheusMeterRegistry metrics,
                CatalogueReader reader,
                Catalogue catalogue,
                Feeds feeds,
                Search search,
                Interest interest) {
            this.settings = settings;
            this.health = health;
            this.metrics = metrics;
            this.feeds = feeds;
            Clock clock = Clock.systemUTC();
            answers = new Answers(settings);
            answers.measure(metrics);
            snapshots = new Snapshots(settings);
            EventPages pages = new EventPages(catalogue, feeds, clock, settings);
            events = new EventRoutes(pages, catalogue, feeds, answers, interest::viewed);
            catalogueRoutes = new CatalogueRoutes(reader, answers, clock);
            searchAnswers = new SearchAnswers(settings);
            searchRoutes = new SearchRoutes(search, searchAnswers, clock);
            Gauge.builder("tidegate.availability.readers", hubs, ReadServer::readers)
                    .description("streams, sockets and polls of live seat maps that are open")
                    .register(metrics);
        }

        /** Asks frequent searches again whose answers are no longer fresh. Blocks; called every so often. */
        public void warmAnswers() {
            searchAnswers.warm();
        }

        /** The catalogue has changed. */
        public void dropAnswers() {
            answers.drop();
            searchAnswers.age();
        }
    }

    private static int readers(Collection<AvailabilityHub> hubs) {
        return hubs.stream().mapToInt(AvailabilityHub::readers).sum();
    }

    @Override
    public Future<?> start() {
        Router router = ServiceRouter.create(vertx, shared.health, shared.metrics);
        shared.catalogueRoutes.mount(router);
        shared.events.mount(router);
        shared.searchRoutes.mount(router);
        AvailabilityHub hub =
                new AvailabilityHub(vertx, shared.feeds::knownSoon, shared.settings.framesPerSecondMax(), readersMax);
        shared.hubs.add(hub);
        new AvailabilityRoutes(shared.feeds::known, shared.feeds::of, hub, shared.snapshots).mount(router);
        routes = router.getRoutes();
        server = HttpServers.create(vertx, shared.settings.host(), shared.settings.port(), IDLE_SECONDS_MAX)
                .requestHandler(request -> {
                    if (!shared.events.sendKnown(request)) {
                        router.handle(request);
                    }
                });
        return server.listen();
    }

    /** What it answers, once started. */
    public List<Route> routes() {
        return routes;
    }

    /** The port that it listens on. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }
}
