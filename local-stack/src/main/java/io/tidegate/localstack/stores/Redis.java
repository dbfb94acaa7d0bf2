package io.tidegate.localstack.stores;

import io.tidegate.localstack.process.ChildSpec;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** Redis from the binaries that embedded-redis carries, as a child of ours: append-only file, loopback only. */
public final class Redis implements Store {
    public static final String NAME = "redis";
    public static final int USUAL_PORT = 6379;

    private static final int TIMEOUT_MS = 1000;

    private final Path programs;
    private final Path folder;
    private final Path program;
    private final Path data;
    private final int port;

    /**
     * A Redis whose data lives below a directory.
     *
     * @param programs where the unpacked binaries are, shared between stacks
     */
    public Redis(Path programs, Path directory, int port) {
        this.programs = programs;
        this.folder = programs.resolve("redis-" + Versions.of(NAME));
        this.program = folder.resolve("redis-server");
        this.data = directory.resolve(NAME);
        this.port = port;
    }

    /** Where clients connect. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public ChildSpec prepare() throws IOException {
        if (!Files.exists(program)) {
            unpack(Files.createTempDirectory(Files.createDirectories(programs), "unpacking-"));
        }
        Files.createDirectories(data);
        Path configuration = data.resolve("redis.conf");
        Files.writeString(configuration, configuration());
        return ChildSpec.of(NAME, LAYER, List.of(program.toString(), configuration.toString()), data, this::check);
    }

    private String configuration() {
        return """
                bind 127.0.0.1
                port %d
                dir "%s"
                appendonly yes
                appendfsync everysec
                save ""
                maxmemory-policy noeviction
                """.formatted(port, data);
    }

    /** While it still loads its file it answers, but not this. */
    private void check() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (!"+PONG".equals(answer)) {
                throw new IOException("answered " + answer);
            }
        }
    }

    private void unpack(Path partial) throws IOException {
        File unpacked =
                ExecutableProvider.newJarResourceProvider(partial.toFile()).get();
        Path named = partial.resolve(program.getFileName());
        Files.move(unpacked.toPath(), named, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rwxr-xr-x"));
        Programs.publish(partial, folder);
    }
}
