package io.tidegate.localstack.stores;

import io.tidegate.localstack.process.ChildSpec;
import io.tidegate.localstack.process.ChildSpec.StopSignal;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Postgres from the binaries that Maven Central has, as a child of ours: fsync on, logical WAL, loopback only, logins
 * by password. Its superuser is {@link #USER}.
 *
 * <p>Postgres refuses to run as root; then it runs in a user namespace of its own, where it is nobody.
 */
public final class Postgres implements Store {
    public static final String NAME = "postgres";
    public static final int USUAL_PORT = 5432;
    public static final String USER = "postgres";

    /** The locale of the machine must not decide how rows sort. */
    private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "TZ", "UTC");

    private final Path programs;
    private final Path directory;
    private final Path data;
    private final int port;
    private final String password;

    /**
     * A Postgres whose data lives below a directory.
     *
     * @param programs where the unpacked binaries are, shared between stacks
     */
    public Postgres(Path programs, Path directory, int port, String password) {
        this.programs = programs.resolve("postgres-" + Versions.of(NAME));
        this.directory = directory;
        this.data = directory.resolve(NAME);
        this.port = port;
        this.password = password;
    }

    /** The JDBC URL of one of its databases. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public ChildSpec prepare() throws IOException {
        if (!Files.exists(programs)) {
            unpack();
        }
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise();
        }
        // Nothing of ours runs here any more, so a pid in it is some other process's by now.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        Files.writeString(data.resolve("postgresql.auto.conf"), configuration());
        List<String> command =
                asOrdinaryUser(List.of(programs.resolve("bin/postgres").toString(), "-D", data.toString()));
        return ChildSpec.of(NAME, LAYER, command, data, this::check)
                .withEnvironment(ENVIRONMENT)
                .stoppedBy(StopSignal.INT);
    }

    private void check() throws Exception {
        try (Connection connection = DriverManager.getConnection(
                        url("postgres") + "?connectTimeout=2&socketTimeout=2", USER, password);
                var statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }

    private String configuration() {
        return """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 100
                shared_buffers = '192MB'
                fsync = on
                wal_level = logical
                max_wal_senders = 8
                max_replication_slots = 8
                max_slot_wal_keep_size = '1GB'
                max_wal_size = '1GB'
                timezone = 'UTC'
                log_timezone = 'UTC'
                """.formatted(port);
    }

    private void initialise() throws IOException {
        Files.createDirectories(directory);
        Path partial = Files.createTempDirectory(directory, "initdb-");
        Path passwordFile = Files.createTempFile(directory, "initdb-", ".password");
        try {
            Files.writeString(passwordFile, password);
            Programs.run(
                    directory,
                    ENVIRONMENT,
                    asOrdinaryUser(List.of(
                            programs.resolve("bin/initdb").toString(),
                            "--pgdata=" + partial,
                            "--username=" + USER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--no-instructions")));
            Files.move(partial, data);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private static List<String> asOrdinaryUser(List<String> command) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        if (!LinuxUtils.isUnshareAvailable()) {
            throw new IOException("Postgres does not run as root, and user namespaces (unshare -U), by which it could"
                    + " run as nobody, are not available here: run as another user");
        }
        List<String> full = new ArrayList<>(List.of("unshare", "-U"));
        full.addAll(command);
        return full;
    }

    private void unpack() throws IOException {
        try (InputStream binaries = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                System.getProperty("os.name").startsWith("Mac") ? "Darwin" : System.getProperty("os.name"),
                System.getProperty("os.arch"))) {
            if (binaries == null) {
                throw new IOException(
                        "no Postgres for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
            }
            Archive.unpack(binaries, programs);
        }
    }
}
