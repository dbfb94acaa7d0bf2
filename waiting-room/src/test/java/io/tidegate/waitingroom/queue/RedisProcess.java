package io.tidegate.waitingroom.queue;

import io.tidegate.localstack.TestStores;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Redis of a test's own, to kill, to rob of its last writes, and to start again on the same data. */
final class RedisProcess implements AutoCloseable {
    private final Path directory;
    private final Path program;
    private final int port;
    private final List<String> more;
    private Process process;

    /** Started; {@code more} are further lines of its configuration, such as {@code cluster-enabled yes}. */
    RedisProcess(String... more) throws IOException {
        this.more = List.of(more);
        this.program = program();
        this.directory = Files.createTempDirectory("tidegate-redis-");
        this.port = freePort();
        process = begin();
    }

    /** One whose cluster bus, 10,000 above, is a port too. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket free = new ServerSocket(0)) {
                if (free.getLocalPort() < 55_000) {
                    return free.getLocalPort();
                }
            }
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /** Cuts what was written last from the file of a Redis that does not run. */
    void loseTail(long bytes) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("appendonly.aof").toFile(), "rw")) {
            file.setLength(Math.max(0, file.length() - bytes));
        }
    }

    void start() throws IOException {
        process = begin();
    }

    private Process begin() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "bind 127.0.0.1",
                "port " + port,
                "dir \"" + directory + "\"",
                "appendonly yes",
                "appendfsync everysec",
                "save \"\""));
        lines.addAll(more);
        Path configuration = directory.resolve("redis.conf");
        Files.write(configuration, lines);
        File log = directory.resolve("log").toFile();
        Process begun = new ProcessBuilder(program.toString(), configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        Awaitility.await().ignoreExceptions().until(() -> {
            try (Resp redis = new Resp(url())) {
                return "PONG".equals(Resp.text(redis.call("PING")));
            }
        });
        return begun;
    }

    /** Unpacked by the shared stores when they start theirs. */
    private static Path program() throws IOException {
        TestStores.shared().redis();
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("local-stack"))) {
            directory = directory.getParent();
        }
        try (var found = Files.walk(directory.resolve("local-stack/target/programs"), 2)) {
            return found.filter(file -> file.endsWith("redis-server"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() throws InterruptedException, IOException {
        kill();
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException leftForTheSystem) {
            throw new UncheckedIOException(leftForTheSystem);
        }
    }
}
