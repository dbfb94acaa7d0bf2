package io.tidegate.waitingroom.queue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.token.Tokens;
import io.tidegate.topic.Interest;
import io.tidegate.waitingroom.identity.Identity;
import io.tidegate.waitingroom.priority.PriorityTokens;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.sale.Crowds;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.Sales;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The queue of one instance, put together: one ticker and one follower of seat changes; routes an event loop. */
public final class Queues implements AutoCloseable {
    private final Vertx vertx;
    private final Settings settings;
    private final Tokens tokens;
    private final Identity identity;
    private final Sales sales;
    private final PriorityTokens priority;
    private final InstantSource clock;
    private final Views views = new Views();
    private final Outcomes outcomes;
    private final QueueRecords records;
    private final WriterLag writerLag;
    private final CallLimits limits;
    private final DoubleSupplier stripeShare;
    private final Ticker ticker;
    private final SeatChanges seatChanges;
    private final PlaceAnswers answers;
    private final Outlooks outlooks;
    private final Interest interest;
    private final OldSamples oldSamples;
    private @Nullable Future<String> ticking;

    /** @param stripeShare how much of what this instance may call Stripe it calls now, 0 to 1 and above */
    public Queues(
            Vertx vertx,
            Settings settings,
            DSLContext database,
            Tokens tokens,
            Identity identity,
            Sales sales,
            PriorityTokens priority,
            DoubleSupplier stripeShare,
            InstantSource clock,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.settings = settings;
        this.tokens = tokens;
        this.identity = identity;
        this.sales = sales;
        this.priority = priority;
        this.stripeShare = stripeShare;
        this.clock = clock;
        this.outcomes = new Outcomes(clock, settings.queue().outcomeBuyersMax());
        this.records = new QueueRecords(database, new DrawRecords(database, settings.tokens()));
        PollPace pace = new PollPace(settings.queue().pollsPerSecondMax());
        this.writerLag = new WriterLag(database, settings);
        this.ticker = new Ticker(settings, sales, views, records, this::pressure, pace, clock);
        this.seatChanges = new SeatChanges(database, settings, ticker);
        this.outlooks = new Outlooks(seatChanges, new LaneLog(vertx, database), metrics);
        this.answers = new PlaceAnswers(tokens, views, outlooks, pace, settings.queue(), clock);
        this.oldSamples = new OldSamples(database, settings.queue().samplesKeptDays(), clock);
        this.limits = new CallLimits(settings, metrics);
        this.interest = new Interest(settings.kafka());
        measure(metrics);
        ticker.follow(seatChanges);
        ticker.tell(outlooks);
    }

    /** Who is told of tickets that come back; to be called before {@link #start}. */
    public void tell(FreedTickets listener) {
        seatChanges.tell(listener);
    }

    /** Begins to tick and to follow. */
    public Future<?> start() {
        seatChanges.start();
        writerLag.start();
        oldSamples.start(vertx);
        ticking = vertx.deployVerticle(ticker);
        return ticking;
    }

    /** Ends the ticks and seals the queues; after the last request, whose places would break the seal. */
    public Future<?> stop() {
        Future<String> deployed = ticking;
        return deployed == null ? Future.succeededFuture() : deployed.compose(vertx::undeploy);
    }

    private Pressure pressure(long event) {
        WriterLag.Lag lag = writerLag.of(Ids.partition(event));
        return new Pressure(lag.commands(), lag.lagMs(), lag.commitMs(), stripeShare.getAsDouble());
    }

    /** The routes of one event loop; call on that loop. */
    public void mount(Router router, RedisLink redis) {
        QueueStore store = new QueueStore(redis, new Adoption(vertx, redis, records), () -> 0);
        Streams streams = new Streams(
                vertx,
                outcomes,
                store,
                views,
                outlooks,
                answers,
                clock,
                settings.queue().streamsMax(),
                settings.queue().tickMs());
        new QueueRoutes(
                        identity,
                        sales,
                        new Places(store, new LostPlaces(vertx, records), views, tokens, priority, clock),
                        answers,
                        new QueueStates(vertx, views, outlooks, records.draws(), new Beacon(settings.queue()), clock),
                        new DrawLists(vertx, records.draws()),
                        limits,
                        streams,
                        interest::joined)
                .mount(router);
    }

    /** A sale's figures for its promoter; the queue is watched from now on. Empty while nothing is known. */
    public Optional<LiveFigures> figures(Sale sale) {
        if (sale.queued() && !clock.instant().isBefore(sale.lobbyOpensAt())) {
            views.watch(sale.event());
        }
        return views.of(sale.event()).map(seen -> LiveFigures.of(sale, seen, outlooks.of(sale.event())));
    }

    /** What is left of an event's tickets; empty while the writers are not heard. */
    public Optional<LiveFigures.Tickets> tickets(long event) {
        return seatChanges
                .level(event)
                .map(level ->
                        new LiveFigures.Tickets(level.available(), level.held(), level.sold(), level.holdsMade()));
    }

    /** A sale's settings have changed; its prices may have. */
    public void changed(long event) {
        if (views.of(event).isPresent()) {
            seatChanges.reload(event);
        }
    }

    /** Who waits and who is in, over all queues, as this instance's last ticks saw them; whom it admitted itself. */
    private void measure(MeterRegistry metrics) {
        Gauge.builder("tidegate.queue.waiting", views, Views::waiting)
                .description("Buyers who wait")
                .register(metrics);
        Gauge.builder("tidegate.queue.active", views, Views::active)
                .description("Leases and live holds")
                .register(metrics);
        Gauge.builder("tidegate.queue.streams", outcomes, Outcomes::streams)
                .description("Open streams")
                .register(metrics);
        FunctionCounter.builder("tidegate.queue.admitted", ticker, Ticker::admitted)
                .description("Places admitted by this instance")
                .register(metrics);
    }

    /** Where replies to buyers' commands are told. */
    public BookingEvents bookingEvents() {
        return outcomes;
    }

    /** How many a queue holds, for who asks before changing it. */
    public Optional<Crowds.Crowd> crowd(long event) {
        return views.of(event)
                .map(seen -> new Crowds.Crowd(seen.view().waiting(), seen.view().active()));
    }

    /** Whether Kafka was heard lately. */
    public Future<Void> kafka() {
        return seatChanges.heard() ? Future.succeededFuture() : Future.failedFuture("no answer from Kafka");
    }

    @Override
    public void close() {
        seatChanges.close();
        writerLag.close();
        interest.close();
    }
}
