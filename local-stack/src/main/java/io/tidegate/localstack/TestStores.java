package io.tidegate.localstack;

import io.tidegate.localstack.process.ProcessEvents;
import io.tidegate.localstack.process.Supervisor;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.stores.Ports;
import io.tidegate.localstack.stores.Postgres;
import io.tidegate.localstack.stores.Redis;
import io.tidegate.localstack.stores.Store;
import io.tidegate.localstack.stores.Stores;
import io.tidegate.localstack.stripe.Behaviour;
import io.tidegate.localstack.stripe.StripeSimulator;
import io.tidegate.schema.Migrator;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Real stores for tests. {@link #shared()} are started once a JVM, each on first use, in a temporary folder that goes
 * with them; tests keep apart by databases, topic prefixes and indices of their own, which {@link #environment} makes.
 * A test that breaks stores takes its own with {@link #start()}.
 */
public final class TestStores implements AutoCloseable {
    /** A part that a test can ask for. */
    public enum Part {
        POSTGRES,
        REDIS,
        KAFKA,
        ELASTICSEARCH,
        /** A simulator of the test's own. */
        STRIPE
    }

    private static final String OWNER_PASSWORD =
            SettingsLoader.load(Map.of()).database().ownerPassword().reveal();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static @Nullable TestStores shared;

    private final Path directory;
    private final Supervisor supervisor;
    private final Ports ports;
    private final Stores stores;
    private final Set<String> started = new HashSet<>();
    private final List<StripeSimulator> simulators = new ArrayList<>();
    private boolean templateMade;

    private TestStores() throws IOException {
        Path root = ClassPaths.root();
        directory = Files.createTempDirectory("tidegate-test-");
        supervisor = new Supervisor(directory, ProcessEvents.SILENT);
        ports = new Ports(directory);
        Path programs = root.resolve("local-stack/target/programs");
        stores = new Stores(root, programs, directory, supervisor, ports, false, OWNER_PASSWORD);
    }

    /** The stores of this JVM; they stop with it. */
    public static synchronized TestStores shared() {
        if (shared == null) {
            TestStores made = start();
            Runtime.getRuntime().addShutdownHook(new Thread(made::close, "test-stores"));
            shared = made;
        }
        return shared;
    }

    /** Stores of a test's own, for it to kill, pause and close. */
    public static TestStores start() {
        try {
            return new TestStores();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where these parts are, as settings by environment variable; the parts are started. */
    public Map<String, String> environment(Part first, Part... more) {
        Map<String, String> variables = new TreeMap<>();
        // All buyers of a test come from one address.
        variables.put("TIDEGATE_QUEUE_JOINS_PER_CLIENT_MINUTE_MAX", "1000000");
        int number = NUMBERS.incrementAndGet();
        for (Part part : EnumSet.of(first, more)) {
            switch (part) {
                case POSTGRES -> variables.put("TIDEGATE_DATABASE_URL", freshDatabase());
                case REDIS -> variables.put("TIDEGATE_REDIS_URL", redis());
                case KAFKA -> {
                    variables.put("TIDEGATE_KAFKA_BOOTSTRAP_SERVERS", kafka());
                    variables.put("TIDEGATE_KAFKA_TOPIC_PREFIX", freshTopics("t" + number));
                }
                case ELASTICSEARCH -> {
                    variables.put("TIDEGATE_ELASTICSEARCH_URL", elasticsearch());
                    variables.put("TIDEGATE_ELASTICSEARCH_INDEX", "tidegate-events-" + suffix(number));
                }
                case STRIPE -> variables.putAll(freshStripe().environment());
            }
        }
        return variables;
    }

    /** The same as settings: a fresh database, fresh topics, a fresh index, as asked for. */
    public Settings settings(Part first, Part... more) {
        return SettingsLoader.load(environment(first, more));
    }

    /** The JDBC URL of a new, migrated database. Log in as the settings' users, or {@link #connect as the owner}. */
    public synchronized String freshDatabase() {
        startOnce(stores.postgres());
        try {
            if (!templateMade) {
                execute("create database tidegate_template");
                Migrator.migrate(database(stores.postgres().url("tidegate_template")));
                templateMade = true;
            }
            String name = "tidegate_" + NUMBERS.incrementAndGet();
            execute("create database " + name + " template tidegate_template");
            return stores.postgres().url(name);
        } catch (SQLException failed) {
            throw new IllegalStateException("no fresh database", failed);
        }
    }

    /** A connection as the database's owner. */
    public Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, Postgres.USER, OWNER_PASSWORD);
    }

    /** Creates the topics under a prefix that begins so and is new; returns the prefix. */
    public String freshTopics(String wish) {
        return freshTopics(wish, SettingsLoader.load(Map.of()).kafka().partitions());
    }

    /** The same with so many partitions. */
    public String freshTopics(String wish, int partitions) {
        String prefix = wish + "-" + suffix(NUMBERS.incrementAndGet()) + ".";
        Settings.Kafka kafka = SettingsLoader.load(Map.of(
                        "TIDEGATE_KAFKA_BOOTSTRAP_SERVERS",
                        kafka(),
                        "TIDEGATE_KAFKA_TOPIC_PREFIX",
                        prefix,
                        "TIDEGATE_KAFKA_PARTITIONS",
                        Integer.toString(partitions)))
                .kafka();
        Topics.of(kafka).createMissing(kafka);
        return prefix;
    }

    /** Redis's URL. */
    public String redis() {
        startOnce(stores.redis());
        return stores.redis().url();
    }

    /** Kills Redis as a fault would; it stays dead until {@link #redis()} starts it again, where it was. */
    public synchronized void killRedis() {
        supervisor.killForGood(Redis.NAME);
        started.remove(Redis.class.getSimpleName());
    }

    /** Kafka's bootstrap servers. */
    public String kafka() {
        startOnce(stores.kafka());
        return stores.kafka().bootstrapServers();
    }

    /** Elasticsearch's URL. */
    public String elasticsearch() {
        startOnce(stores.elasticsearch());
        return stores.elasticsearch().url();
    }

    /** A Stripe simulator with an empty ledger; it runs in this JVM and stops with the stores. */
    public synchronized StripeSimulator freshStripe() {
        try {
            StripeSimulator simulator = StripeSimulator.start(
                    0,
                    directory.resolve("stripe-" + NUMBERS.incrementAndGet()),
                    SettingsLoader.load(Map.of()).stripe(),
                    Behaviour.plain());
            simulators.add(simulator);
            return simulator;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The processes, to kill, pause and watch. */
    public Supervisor processes() {
        return supervisor;
    }

    @Override
    public synchronized void close() {
        supervisor.close();
        ports.close();
        try {
            for (StripeSimulator simulator : simulators) {
                simulator.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException leftForTheSystem) {
            System.err.println("could not delete " + directory + ": " + leftForTheSystem.getMessage());
        }
    }

    private synchronized void startOnce(Store store) {
        try {
            if (started.add(store.getClass().getSimpleName())) {
                stores.start(store);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect(stores.postgres().url("postgres"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Settings.Database database(String url) {
        return SettingsLoader.load(Map.of("TIDEGATE_DATABASE_URL", url)).database();
    }

    private static String suffix(int number) {
        return ProcessHandle.current().pid() + "-" + number;
    }
}
