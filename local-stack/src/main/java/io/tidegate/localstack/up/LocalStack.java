package io.tidegate.localstack.up;

import io.tidegate.localstack.process.ProcessEvents;
import io.tidegate.localstack.process.Supervisor;
import io.tidegate.localstack.stores.Ports;
import io.tidegate.localstack.stores.Postgres;
import io.tidegate.localstack.stores.Stores;
import io.tidegate.schema.Migrator;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A whole system of real processes on one directory: four stores, the Stripe simulator, our services; watched by a
 * {@link Supervisor}. Started, it is ready to sell; closed, none of its processes is left.
 */
public final class LocalStack implements AutoCloseable {
    private final StackOptions options;
    private final StackLock lock;
    private final Supervisor supervisor;
    private final Stores stores;
    private final Ports kept;
    private final StackPorts ports;
    private final Map<String, String> environment;
    private final Settings settings;
    private final ServiceProcesses processes;
    private volatile boolean stateWanted;

    private LocalStack(StackOptions options, StackLock lock) throws IOException {
        this.options = options;
        this.lock = lock;
        Path directory = options.directory();
        Map<String, String> given = StackEnvironment.given(options.environment());
        Settings defaults = SettingsLoader.load(given);
        supervisor = new Supervisor(directory, new WritesState(options.events()));
        if (options.fresh()) {
            StackDirectory.wipe(directory);
        }
        kept = new Ports(directory);
        ports = new StackPorts(kept, defaults, options.usualPorts(), options.publicPort());
        stores = new Stores(
                options.root(),
                StackDirectory.programs(options.root(), directory),
                directory,
                supervisor,
                kept,
                options.usualPorts(),
                defaults.database().ownerPassword().reveal());
        environment = StackEnvironment.of(stores, ports, directory, given);
        settings = SettingsLoader.load(environment);
        processes = new ServiceProcesses(options.root(), directory, ports, environment);
    }

    /** Takes the directory; nothing runs yet. Throws {@link StackBusyException} if another launcher has it. */
    public static LocalStack open(StackOptions options) throws IOException {
        StackLock lock = StackLock.take(options.directory());
        try {
            return new LocalStack(options, lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /** Opens and starts a stack; if it does not come up, nothing of it is left. */
    public static LocalStack start(StackOptions options) throws IOException {
        LocalStack stack = open(options);
        try {
            stack.start();
            return stack;
        } catch (IOException | RuntimeException failed) {
            stack.close();
            throw failed;
        }
    }

    /**
     * Starts all processes, side by side where they do not need each other, and returns when all are ready. Throws
     * {@link io.tidegate.localstack.process.ChildFailedException} naming one that does not come up.
     */
    public void start() throws IOException {
        var elasticsearch = run(() -> stores.start(stores.elasticsearch()));
        var redis = run(() -> stores.start(stores.redis()));
        var stripe = run(() -> supervisor.start(processes.stripe()));
        var postgres = run(this::startPostgres);
        var kafka = run(this::startKafka);
        var services = CompletableFuture.allOf(redis, stripe, postgres, kafka)
                .thenCompose(ready -> CompletableFuture.allOf(options.services().stream()
                        .map(service -> run(() -> supervisor.start(processes.service(service))))
                        .toArray(CompletableFuture[]::new)));
        try {
            CompletableFuture.allOf(services, elasticsearch).join();
        } catch (CompletionException failed) {
            throw unwrapped(failed);
        }
        stateWanted = true;
        writeState();
    }

    private void startPostgres() throws IOException, SQLException {
        stores.start(stores.postgres());
        Settings.Database database = settings.database();
        String name = database.url().substring(database.url().lastIndexOf('/') + 1);
        try (var connection = DriverManager.getConnection(
                        stores.postgres().url("postgres"),
                        Postgres.USER,
                        database.ownerPassword().reveal());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select from pg_database where datname = '" + name + "'")) {
            if (!rows.next()) {
                statement.execute("create database " + name);
            }
        }
        Migrator.migrate(database);
    }

    private void startKafka() throws IOException {
        stores.start(stores.kafka());
        Settings.Kafka kafka = settings.kafka();
        Topics.of(kafka).createMissing(kafka);
    }

    /** Where the public API is. */
    public String publicUrl() {
        return ports.url(Service.WAITING_ROOM);
    }

    /** Where its data lives. */
    public Path directory() {
        return options.directory();
    }

    /** The settings that its processes run with. */
    public Settings settings() {
        return settings;
    }

    /** What a person should know of the start, such as a usual port that was taken. */
    public List<String> notices() {
        return ports.notices();
    }

    /** What other commands are told of it, as of now. */
    public StackState state() {
        Map<String, Long> pids = supervisor.pids();
        List<StackState.Part> parts = new ArrayList<>();
        urls().forEach((name, url) -> {
            Long pid = pids.get(name);
            if (pid != null) {
                parts.add(new StackState.Part(
                        name,
                        pid,
                        url,
                        options.directory().resolve("logs/" + name + ".log").toString()));
            }
        });
        ProcessHandle self = ProcessHandle.current();
        return new StackState(self.pid(), StackState.start(self), publicUrl(), environment, parts);
    }

    private Map<String, String> urls() {
        Map<String, String> urls = new TreeMap<>(Map.of(
                "postgres",
                settings.database().url(),
                "redis",
                settings.redis().url(),
                "kafka",
                settings.kafka().bootstrapServers(),
                "elasticsearch",
                settings.elasticsearch().url(),
                StackPorts.STRIPE,
                settings.stripe().apiBase()));
        options.services().forEach(service -> urls.put(service.name(), ports.url(service.name())));
        return urls;
    }

    /** Kills a process as a fault would; it is restarted. */
    public void kill(String name) {
        supervisor.kill(name);
    }

    /** Freezes a process, until {@link #resume}. */
    public void pause(String name) {
        supervisor.pause(name);
    }

    /** Lets a frozen process go on. */
    public void resume(String name) {
        supervisor.resume(name);
    }

    /** Whether this process is up and has answered since it was last launched. */
    public boolean isReady(String name) {
        return supervisor.isReady(name);
    }

    /** Completes with the name of a process that died too often: the stack is of no use then. */
    public CompletableFuture<String> failed() {
        return supervisor.failed();
    }

    @Override
    public void close() {
        stateWanted = false;
        supervisor.close();
        try {
            StackState.delete(options.directory());
            kept.close();
            lock.close();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private void writeState() {
        if (!stateWanted) {
            return;
        }
        try {
            state().write(options.directory());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> run(Step step) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        step.run();
                    } catch (RuntimeException failed) {
                        throw failed;
                    } catch (Exception failed) {
                        throw new CompletionException(failed);
                    }
                },
                Thread::startVirtualThread);
    }

    private static IOException unwrapped(CompletionException failed) {
        Throwable cause = failed;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return cause instanceof IOException io ? io : new IOException(cause.getMessage(), cause);
    }

    /** Pids change when a process is restarted. */
    private final class WritesState implements ProcessEvents {
        private final ProcessEvents next;

        WritesState(ProcessEvents next) {
            this.next = next;
        }

        @Override
        public void ready(String name, long pid, long tookMs, int restarts) {
            writeState();
            next.ready(name, pid, tookMs, restarts);
        }

        @Override
        public void died(String name, long pid, String cause, List<String> logEnd) {
            next.died(name, pid, cause, logEnd);
        }

        @Override
        public void restarting(String name, int restart, int restartsMax) {
            next.restarting(name, restart, restartsMax);
        }

        @Override
        public void gaveUp(String name) {
            next.gaveUp(name);
        }
    }
}
