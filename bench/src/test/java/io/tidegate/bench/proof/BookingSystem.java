package io.tidegate.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.bench.audit.Audit;
import io.tidegate.bench.audit.Audits;
import io.tidegate.bench.audit.Rest;
import io.tidegate.bench.audit.StripePayments;
import io.tidegate.bench.audit.Subject;
import io.tidegate.bench.audit.Verdict;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.ServiceProcess;
import io.tidegate.layout.VenueLayout;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.localstack.process.HealthCheck;
import io.tidegate.localstack.stores.Ports;
import io.tidegate.localstack.stripe.Behaviour;
import io.tidegate.localstack.stripe.StripeSimulator;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to book: gateways and workers as processes of their own, on real stores, with a Stripe simulator. No
 * reads and no search.
 */
final class BookingSystem implements AutoCloseable {
    /** Held by each class of tests that uses it: they set how Stripe behaves, and kill its stores. */
    static final String LOCK = "the booking system";

    /** With the shield, and one without it. */
    static final String ONE = "gateway-one";

    static final String TWO = "gateway-two";
    private static final long REST_MS_MAX = 30_000;
    private static final Subject.Limits LIMITS = new Subject.Limits(3000, 30_000, 900_000);

    private final TestStores stores;
    private final Map<String, String> environment;
    private final StripeSimulator stripe;
    private final Ports ports;
    private final Settings settings;
    private final Tokens tokens;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> urls = new ConcurrentHashMap<>();
    private int venues;

    /** On these stores, with these settings on top; nothing runs yet. */
    BookingSystem(TestStores stores, Map<String, String> more) throws Exception {
        this.stores = stores;
        this.stripe = stores.freshStripe();
        Path folder = Files.createTempDirectory("tidegate-ports-");
        folder.toFile().deleteOnExit();
        this.ports = new Ports(folder);
        this.environment = stores.environment(Part.POSTGRES, Part.REDIS);
        environment.put("TIDEGATE_KAFKA_BOOTSTRAP_SERVERS", stores.kafka());
        environment.put("TIDEGATE_KAFKA_TOPIC_PREFIX", stores.freshTopics("proof", 1)); // so one worker has it all
        environment.put("TIDEGATE_KAFKA_PARTITIONS", "1");
        environment.putAll(stripe.environment());
        environment.put("TIDEGATE_WAITING_ROOM_READ_API_URL", "");
        environment.putAll(more);
        this.settings = SettingsLoader.load(environment);
        this.tokens = new Tokens(settings.tokens(), InstantSource.system());
    }

    private static @Nullable BookingSystem shared;

    /** Two gateways and a worker for all tests of this JVM, with short times; they stop with the shared stores. */
    static synchronized BookingSystem shared() throws Exception {
        if (shared == null) {
            BookingSystem made = new BookingSystem(
                    TestStores.shared(),
                    Map.of(
                            "TIDEGATE_BOOKING_PIN_MS", "1000",
                            "TIDEGATE_BOOKING_PAYMENT_GRACE_MS", "8000",
                            "TIDEGATE_BOOKING_WAIT_MS", "20000",
                            "TIDEGATE_BOOKING_COMMAND_DEADLINE_MS", "20000",
                            "TIDEGATE_BOOKING_WORKER_RECONCILE_EVERY_MS", "500",
                            "TIDEGATE_BOOKING_WORKER_RECONCILE_AFTER_MS", "8000"));
            made.worker("worker-one");
            try (ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Void> one = starting.submit(() -> made.gateway(ONE, Map.of("TIDEGATE_BOOKING_SHIELD", "true")));
                Future<Void> two = starting.submit(() -> made.gateway(TWO, Map.of("TIDEGATE_BOOKING_SHIELD", "false")));
                one.get();
                two.get();
            }
            shared = made;
        }
        return shared;
    }

    /** Starts another gateway; returns when it is ready. */
    Void gateway(String name, Map<String, String> more) throws Exception {
        stores.processes()
                .start(ServiceProcess.gateway(name, at(name, "TIDEGATE_WAITING_ROOM_PORT", more), ready(name)));
        return null;
    }

    /** Starts another worker; returns when it lives. */
    void worker(String name) throws Exception {
        Map<String, String> own = at(name, "TIDEGATE_BOOKING_WORKER_PORT", Map.of());
        stores.processes().start(ServiceProcess.worker(name, own, () -> requireOk(urls.get(name) + "/health/live")));
    }

    /** Whether this process says that it is ready: of a worker, that it has partitions and writes them. */
    boolean isReady(String name) {
        try {
            ready(name).check();
            return true;
        } catch (Exception not) {
            return false;
        }
    }

    private Map<String, String> at(String name, String portVariable, Map<String, String> more) {
        int port = ports.choose(name, 0);
        urls.put(name, "http://127.0.0.1:" + port);
        Map<String, String> own = new HashMap<>(environment);
        own.put(portVariable, Integer.toString(port));
        own.putAll(more);
        return own;
    }

    private HealthCheck ready(String name) {
        return () -> requireOk(urls.get(name) + "/health/ready");
    }

    private void requireOk(String url) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(2))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    /** Stripe's events go to this gateway; an empty name: nowhere. */
    void webhooksTo(String gateway) {
        String url = gateway.isEmpty() ? "" : urls.get(gateway) + "/webhooks/stripe";
        stripe.behave(Behaviour.plain().withWebhookUrl(url));
    }

    StripeSimulator stripe() {
        return stripe;
    }

    Settings settings() {
        return settings;
    }

    TestStores stores() {
        return stores;
    }

    HttpClient http() {
        return http;
    }

    String url(String name) {
        return urls.get(name);
    }

    /** A buyer who uses this gateway. */
    Shopper shopper(String account, String gateway) {
        String session = tokens.sign(new Claims.Session(account, Instant.now().getEpochSecond() + 3600));
        return new Shopper(this, urls.get(gateway), session);
    }

    String promoterToken() {
        return promoterToken("boss");
    }

    String promoterToken(String promoterId) {
        return tokens.sign(
                new Claims.Promoter(promoterId, promoterId, Instant.now().getEpochSecond() + 3600));
    }

    /** A new event, on sale without a queue. */
    String event(String gateway, int seats, int holdSeconds) {
        String event = unsold(gateway, seats);
        putOnSale(gateway, event, holdSeconds);
        return event;
    }

    /** A new event that has no sale yet. */
    String unsold(String gateway, int seats) {
        try (LoadClient client = new LoadClient(1, 4, 20_000)) {
            PromoterApi promoter = promoter(client, gateway);
            VenueLayout layout = Halls.ofSize(seats);
            String venue = promoter.venue("Hall " + ++venues, layout);
            return promoter.event("Night", venue, promoter.performer("The Band", "MusicGroup"), layout);
        }
    }

    /** Gives it its sale, which is open and has no queue. */
    void putOnSale(String gateway, String event, int holdSeconds) {
        try (LoadClient client = new LoadClient(1, 4, 20_000)) {
            promoter(client, gateway)
                    .sale(
                            event,
                            new JsonObject()
                                    .put("opensAt", Instant.now().toString())
                                    .put("queued", false)
                                    .put("holdSeconds", holdSeconds)
                                    .put("maxTicketsPerBuyer", 8));
        }
    }

    private PromoterApi promoter(LoadClient client, String gateway) {
        return new PromoterApi(client, Server.of(urls.get(gateway)), promoterToken());
    }

    /** The first column of the first row, as text. */
    String ask(String sql) throws Exception {
        try (Connection connection = stores.connect(settings.database().url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    /** Money comes to rest, and no invariant is broken: database, log and Stripe agree. */
    void requireAllInOrder() throws Exception {
        try (Connection owner = stores.connect(settings.database().url())) {
            Rest.await(owner, REST_MS_MAX);
        }
        try (Subject subject = new Subject(
                Audits.connect(settings.database()),
                new StripePayments(settings.stripe()),
                event -> Optional.empty(),
                LIMITS)) {
            List<Verdict> verdicts = Audit.run(subject);
            assertThat(verdicts)
                    .allSatisfy(verdict -> assertThat(verdict.violations())
                            .as(verdict.invariant() + ": " + verdict.examples())
                            .isZero());
        }
    }

    @Override
    public void close() throws Exception {
        for (String name : urls.keySet()) {
            stores.processes().stop(name);
        }
        ports.close();
    }
}
