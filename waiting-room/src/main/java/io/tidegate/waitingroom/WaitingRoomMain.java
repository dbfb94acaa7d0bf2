package io.tidegate.waitingroom;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidegate.http.Blocking;
import io.tidegate.http.Health;
import io.tidegate.settings.Settings;
import io.tidegate.store.Database;
import io.tidegate.store.DatabaseClock;
import io.tidegate.store.Databases;
import io.tidegate.telemetry.ServiceMain;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.booking.BookingRoutes;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.waitingroom.booking.Holds;
import io.tidegate.waitingroom.booking.Seating;
import io.tidegate.waitingroom.booking.Shield;
import io.tidegate.waitingroom.booking.ShieldOpener;
import io.tidegate.waitingroom.booking.StoredHolds;
import io.tidegate.waitingroom.booking.StreamedOutcomes;
import io.tidegate.waitingroom.catalogue.CatalogueRoutes;
import io.tidegate.waitingroom.catalogue.Revisions;
import io.tidegate.waitingroom.catalogue.importing.ImportRoute;
import io.tidegate.waitingroom.command.CommandFactory;
import io.tidegate.waitingroom.command.KafkaCommands;
import io.tidegate.waitingroom.identity.Accounts;
import io.tidegate.waitingroom.identity.OwnOrigin;
import io.tidegate.waitingroom.identity.ProviderKeys;
import io.tidegate.waitingroom.identity.ProviderSessions;
import io.tidegate.waitingroom.identity.SessionRoutes;
import io.tidegate.waitingroom.identity.Sessions;
import io.tidegate.waitingroom.identity.TokenIdentity;
import io.tidegate.waitingroom.insight.InsightRoutes;
import io.tidegate.waitingroom.insight.LiveStreams;
import io.tidegate.waitingroom.order.OrderRoutes;
import io.tidegate.waitingroom.order.PromoterOrders;
import io.tidegate.waitingroom.pages.Pages;
import io.tidegate.waitingroom.payment.PaymentIntents;
import io.tidegate.waitingroom.payment.PaymentRoutes;
import io.tidegate.waitingroom.priority.PriorityTokens;
import io.tidegate.waitingroom.priority.TokenRoutes;
import io.tidegate.waitingroom.queue.Queues;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.sale.SaleNews;
import io.tidegate.waitingroom.sale.StoredSales;
import io.tidegate.waitingroom.web.FrontDoor;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The public front door, put together. One HTTP server an event loop; what the loops share is made once, here. */
public final class WaitingRoomMain implements AutoCloseable {
    private static final long CLOSE_SECONDS_MAX = 10;

    private final Settings settings;
    private final InstantSource clock;
    private final PrometheusMeterRegistry metrics = Telemetry.registry("waiting-room");
    private final Vertx vertx;
    private final HikariDataSource pool;
    private final DSLContext database;
    private final Tokens tokens;
    private final TokenIdentity identity;
    private final Accounts accounts;
    private final OwnOrigin origin;
    private final MailRoom mail;
    private final StoredSales sales;
    private final SaleNews news;
    private final KafkaCommands commands;
    private final BookingServices booking;
    private final ImportRoute imports;
    private final Queues queues;
    private final LiveStreams live;
    private final PaymentIntents intents;
    private final SessionRoutes sessionRoutes;

    private final int loops;
    private final List<FrontDoor> doors = new CopyOnWriteArrayList<>();
    private @Nullable String deployment;

    private WaitingRoomMain(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        int wanted = settings.waitingRoom().eventLoops();
        this.loops = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        this.pool = Databases.pool(settings.database(), Databases.Role.WAITING_ROOM);
        this.database = DSL.using(pool, SQLDialect.POSTGRES);
        this.tokens = new Tokens(settings.tokens(), clock);
        this.accounts = new Accounts(vertx, database);
        this.origin = new OwnOrigin(settings.waitingRoom().publicUrl());
        this.identity = new TokenIdentity(tokens, sessions(), origin);
        this.sales = new StoredSales(vertx, database, settings.queue());
        this.news = new SaleNews(settings.redis(), this::saleChanged);
        Database store = new Database(vertx, pool);
        Holds holds = new Holds(store);
        Seating seating = new Seating(vertx, store);
        this.mail = new MailRoom(settings, vertx, store, seating, metrics, clock);
        this.commands = new KafkaCommands(settings, vertx, clock, new StoredHolds(holds, seating), metrics);
        CommandFactory factory = new CommandFactory(settings.booking(), clock);
        this.booking = new BookingServices(
                settings, vertx, clock, identity, tokens, sales, store, holds, seating, commands, factory);
        this.intents = new PaymentIntents(vertx, settings, metrics);
        this.imports = new ImportRoute(vertx, identity, store, Revisions.of(booking), settings);
        this.queues = new Queues(
                vertx,
                settings,
                database,
                tokens,
                identity,
                sales,
                new PriorityTokens(tokens, store, clock),
                intents::share,
                clock,
                metrics);
        this.live = new LiveStreams(booking, queues);
        this.sessionRoutes =
                new SessionRoutes(settings, tokens, accounts, mail.loginCodes(), mail::nudge, origin, clock);
    }

    public static void main(String[] args) {
        ServiceMain.run("waiting-room", WaitingRoomMain::start);
    }

    /** The running service, once it answers. */
    public static WaitingRoomMain start(Settings settings) throws Exception {
        return start(settings, InstantSource.system());
    }

    static WaitingRoomMain start(Settings settings, InstantSource clock) throws Exception {
        WaitingRoomMain room = new WaitingRoomMain(settings, clock);
        try {
            room.open();
            return room;
        } catch (Exception failed) {
            room.close();
            throw failed;
        }
    }

    private void open() throws Exception {
        commands.listen(new StreamedOutcomes(queues.bookingEvents()));
        commands.listen(live.replies());
        commands.listen(mail.tickets().listener());
        commands.start();
        if (settings.booking().shield()) {
            ShieldOpener opener = new ShieldOpener(settings, clock);
            vertx.deployVerticle(opener).await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
            queues.tell(opener);
        }
        vertx.deployVerticle(news).await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        queues.start().await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        Pages pages = new Pages(settings);
        mail.start();
        CompletableFuture<Void> dealt = new CompletableFuture<>();
        Future<String> opening =
                vertx.deployVerticle(() -> door(pages, dealt), new DeploymentOptions().setInstances(loops));
        dealt.complete(null);
        deployment = opening.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }

    private FrontDoor door(Pages pages, CompletionStage<Void> dealt) {
        FrontDoor door = new FrontDoor(settings, this::health, metrics, pages, imports::mount, this::mount, dealt);
        doors.add(door);
        return door;
    }

    private Sessions sessions() {
        if (!settings.identity().hasProvider()) {
            return token -> tokens.verify(token, Claims.Session.class);
        }
        return new ProviderSessions(settings.identity(), new ProviderKeys(settings.identity(), clock), accounts, clock);
    }

    /** Every route of ours, a line each, the busiest first; called once an event loop, with the loop's own Redis link. */
    private void mount(Router router, RedisLink redis) {
        queues.mount(router, redis);
        BookingRoutes.mount(router, booking, new Shield(redis, settings.booking(), clock));
        PaymentRoutes.mount(router, booking, intents);
        sessionRoutes.mount(router);
        CatalogueRoutes.mount(router, booking, news, queues::crowd);
        TokenRoutes.mount(router, booking);
        OrderRoutes.mount(router, booking);
        mail.tickets().routes(vertx, identity).mount(router);
        InsightRoutes.mount(router, booking, queues, live);
        PromoterOrders.mount(router, booking);
    }

    private void saleChanged(long event) {
        sales.changed(event);
        queues.changed(event);
    }

    private Health health(RedisLink redis) {
        return new Health()
                .require("postgres", () -> Blocking.call(vertx, () -> DatabaseClock.requireNear(pool, clock)))
                .require("redis", redis::ping)
                .require("kafka", () -> Future.all(commands.ready(), queues.kafka()))
                .watch("mail", mail::health);
    }

    /** The port it listens on. */
    public int port() {
        return doors.getFirst().port();
    }

    /** What each of its doors answers. */
    List<Route> routes() {
        return doors.getFirst().answered();
    }

    /** How many event loops serve it. */
    int servingLoops() {
        return (int) doors.stream().map(FrontDoor::loop).distinct().count();
    }

    /** The doors first, with the requests under way; then the queues, sealed; then who hears and sends; the loops last. */
    @Override
    public void close() throws TimeoutException {
        String open = deployment;
        Future<Void> shut = open == null ? Future.succeededFuture() : vertx.undeploy(open);
        shut.otherwiseEmpty()
                .compose(ignored -> queues.stop())
                .otherwiseEmpty()
                .await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        commands.close();
        queues.close();
        mail.close();
        vertx.close().await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        pool.close();
        metrics.close();
    }
}
