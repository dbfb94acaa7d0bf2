package io.tidegate.booking;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidegate.booking.batch.Partitions;
import io.tidegate.booking.batch.Threads;
import io.tidegate.booking.batch.WriterLimits;
import io.tidegate.booking.ledger.Decider;
import io.tidegate.booking.ledger.Rules;
import io.tidegate.booking.payment.PaymentLoop;
import io.tidegate.booking.payment.Reconciler;
import io.tidegate.booking.payment.StripePayments;
import io.tidegate.booking.payment.StripeRate;
import io.tidegate.booking.postgres.SessionTakeOver;
import io.tidegate.http.Health;
import io.tidegate.http.HttpServers;
import io.tidegate.http.ServiceRouter;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import io.tidegate.telemetry.ServiceMain;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.topic.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The single writer's process: commands in, batches committed, replies and seat changes out, payments carried out. */
public final class BookingWorkerMain implements AutoCloseable {
    private static final int HTTP_IDLE_SECONDS_MAX = 60;
    /** Who writes this partition does what one worker has to do for all. */
    private static final int LEADING = 0;

    private final Vertx vertx = Vertx.vertx();
    private final Partitions partitions;
    private final Thread consuming;
    private final PaymentLoop payments;
    private final Reconciler reconciler;
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private final HikariDataSource reads;
    private final Router router;
    private final HttpServer http;

    public static void main(String[] args) {
        ServiceMain.run("booking-worker", BookingWorkerMain::new);
    }

    BookingWorkerMain(Settings settings) {
        this(settings, Clock.systemUTC());
    }

    BookingWorkerMain(Settings settings, InstantSource clock) {
        Topics topics = Topics.of(settings.kafka());
        PrometheusMeterRegistry metrics = Telemetry.registry("booking-worker");
        admin = Admin.create(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.kafka().bootstrapServers(),
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000,
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 3000));
        reads = Databases.pool(settings.database(), Databases.Role.BOOKING_WORKER);
        producer = KafkaClients.producer(settings.kafka());
        StripeRate stripe = new StripeRate(settings.stripe());
        payments = new PaymentLoop(
                settings, new StripePayments(settings.stripe(), metrics), stripe, producer, topics.commands(), clock);
        reconciler = new Reconciler(
                        settings, stripe, reads, producer, topics.commands(), clock, () -> payments.owns(LEADING))
                .start();
        WorkerMetrics.watch(metrics, payments);
        Settings.BookingWorker worker = settings.bookingWorker();
        Consumer<byte[], byte[]> consumer = KafkaClients.consumer(settings.kafka(), worker.batchCommandsMax());
        WorkerMetrics.watch(metrics, consumer);
        partitions = new Partitions(
                consumer,
                topics.commands(),
                new RunningPartitions(
                        admin,
                        topics,
                        new SessionTakeOver(settings.database(), worker.transactionTimeoutMs(), reads),
                        new Decider(rules(settings.booking())),
                        producer,
                        payments,
                        new WorkerMetrics(metrics),
                        new WriterLimits(
                                worker.batchCommandsMax(),
                                worker.batchSpacingMs(),
                                worker.inboxCommandsMax(),
                                worker.refusalMemoryMs(),
                                worker.acceptanceMemoryMs()),
                        clock),
                worker.inboxCommandsMax(),
                KafkaClients.heartbeatMs(settings.kafka()));
        Health health = WorkerHealth.of(vertx, partitions, reads, clock);
        router = ServiceRouter.create(vertx, health, metrics);
        http = HttpServers.create(vertx, worker.host(), worker.port(), HTTP_IDLE_SECONDS_MAX)
                .requestHandler(router)
                .listen()
                .await();
        consuming = Thread.ofPlatform().name("commands").start(partitions);
    }

    /** The port that it listens on. */
    int port() {
        return http.actualPort();
    }

    /** What it answers. */
    List<Route> routes() {
        return router.getRoutes();
    }

    private static Rules rules(Settings.Booking booking) {
        return new Rules(booking.paymentGraceMs(), booking.pinMs(), booking.reserveTicketsMax());
    }

    @Override
    public void close() {
        partitions.stop();
        Threads.join(consuming, Duration.ofSeconds(15));
        reconciler.close();
        payments.close();
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(1));
        reads.close();
        vertx.close().await();
    }
}
