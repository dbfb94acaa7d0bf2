package io.tidegate.localstack.stripe;

import io.tidegate.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running Stripe simulator with its own ledger below a directory. All of it runs on one event loop, so its state
 * needs no locks and each request is carried out as a whole. A simulator started on the same directory goes on with the
 * same ledger, and delivers the events that had not been taken.
 */
public final class StripeSimulator implements AutoCloseable {
    /** Stripe's answer to an authorisation that is not captured. */
    public static final long AUTHORISATION_SECONDS = TimeUnit.DAYS.toSeconds(7);

    /** The API version of the stripe-java that we build with; a caller's Stripe-Version takes its place. */
    private static final String API_VERSION = "2026-07-29.dahlia";

    private static final long EXPIRY_EVERY_MS = 1000;
    private static final long START_SECONDS_MAX = 20;

    private final Vertx vertx;
    private final StripeServer server;
    private final Journal journal;
    private final int port;
    private final Settings.Stripe keys;

    private StripeSimulator(Vertx vertx, StripeServer server, Journal journal, int port, Settings.Stripe keys) {
        this.vertx = vertx;
        this.server = server;
        this.journal = journal;
        this.port = port;
        this.keys = keys;
    }

    /** Starts one on this port (0: any) with the account's keys from the settings. */
    public static StripeSimulator start(int port, Path directory, Settings.Stripe keys, Behaviour behaviour)
            throws IOException {
        return start(port, directory, keys, behaviour, AUTHORISATION_SECONDS, InstantSource.system());
    }

    /** The same, with authorisations that last so long by this clock. */
    public static StripeSimulator start(
            int port,
            Path directory,
            Settings.Stripe settings,
            Behaviour behaviour,
            long authorisationSeconds,
            InstantSource clock)
            throws IOException {
        Keys keys = new Keys(
                settings.secretKey().reveal(),
                settings.publishableKey(),
                settings.webhookSecret().reveal());
        Ids ids = new Ids(new SplittableRandom(new SecureRandom().nextLong()));
        Files.createDirectories(directory);
        SimulatorClock ours = new SimulatorClock(clock, directory.resolve("clock"));
        Journal journal = new Journal(directory.resolve("journal.jsonl"));
        Ledger ledger = new Ledger(journal, authorisationSeconds);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        StripeServer[] server = new StripeServer[1];
        Webhooks webhooks =
                new Webhooks(vertx, keys, clock, () -> server[0].behaviour(), API_VERSION, ledger::delivered);
        Api api = new Api(ledger, keys, ids, ours, webhooks::publish);
        server[0] = new StripeServer(vertx, api, new LedgerPage(ledger), webhooks, ids, ours, behaviour);
        Loop loop = new Loop(port, server[0], () -> ledger.undelivered().forEach(webhooks::publish), api);
        try {
            vertx.deployVerticle(loop).await(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (Exception failed) {
            vertx.close();
            throw new IOException("the Stripe simulator could not start on port " + port, failed);
        }
        return new StripeSimulator(vertx, server[0], journal, loop.port(), settings);
    }

    /** Where clients call. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The settings by which a process uses this simulator, by environment variable. */
    public Map<String, String> environment() {
        return new TreeMap<>(Map.of(
                "TIDEGATE_STRIPE_API_BASE", url(),
                "TIDEGATE_STRIPE_SECRET_KEY", keys.secretKey().reveal(),
                "TIDEGATE_STRIPE_PUBLISHABLE_KEY", keys.publishableKey(),
                "TIDEGATE_STRIPE_WEBHOOK_SECRET", keys.webhookSecret().reveal()));
    }

    /** How it behaves now. */
    public Behaviour behaviour() {
        return server.behaviour();
    }

    /** Behaves otherwise from now on. */
    public void behave(Behaviour changed) {
        server.behave(changed);
    }

    @Override
    public void close() throws IOException {
        vertx.close().await();
        journal.close();
    }

    /** The event loop that everything runs on. */
    private static final class Loop extends VerticleBase {
        private final int port;
        private final StripeServer server;
        private final Runnable redeliver;
        private final Api api;
        private @Nullable HttpServer http;

        Loop(int port, StripeServer server, Runnable redeliver, Api api) {
            this.port = port;
            this.server = server;
            this.redeliver = redeliver;
            this.api = api;
        }

        @Override
        public Future<?> start() {
            redeliver.run();
            vertx.setPeriodic(EXPIRY_EVERY_MS, timer -> api.passTime());
            HttpServer listening = vertx.createHttpServer(
                            new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                    .requestHandler(server::handle);
            http = listening;
            return listening.listen();
        }

        int port() {
            return http == null ? port : http.actualPort();
        }
    }
}
