package io.tidegate.localstack;

import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The deployment's edge for tests: a real nginx on the deployment's own {@code nginx.conf}, in which only addresses and
 * places are others. It stands in front of whatever listens on two ports of this machine.
 */
public final class TestEdge implements AutoCloseable {
    private static final String CONFIGURATION = "config/docker/nginx.conf";
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final long READY_MS_MAX = 20_000;

    private final Process nginx;
    private final int port;
    private final int tlsPort;

    private TestEdge(Process nginx, int port, int tlsPort) {
        this.nginx = nginx;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    /** Where nginx is on this machine, if it is. */
    public static Optional<Path> nginx() {
        return Installed.program("nginx", "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin");
    }

    /** Starts it on free ports, with all it writes in this directory. */
    public static TestEdge start(Path nginx, Path directory, int waitingRoomPort, int readApiPort) throws IOException {
        int port = freePort();
        int tlsPort = freePort();
        Path certificates = Files.createDirectories(directory.resolve("certs"));
        certificate(certificates);
        Files.createDirectories(directory.resolve("cache"));
        String configuration = Files.readString(ClassPaths.root().resolve(CONFIGURATION));
        configuration = replaced(configuration, "waiting-room:8080", "127.0.0.1:" + waitingRoomPort);
        configuration = replaced(configuration, "read-api:8082", "127.0.0.1:" + readApiPort);
        configuration = replaced(configuration, "listen 8080", "listen 127.0.0.1:" + port);
        configuration = replaced(configuration, "listen 8443", "listen 127.0.0.1:" + tlsPort);
        configuration = replaced(configuration, "/etc/nginx/certs", certificates.toString());
        configuration = replaced(
                configuration, "/var/cache/nginx", directory.resolve("cache").toString());
        configuration = replaced(
                configuration, "/tmp/nginx.pid", directory.resolve("nginx.pid").toString());
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, configuration);
        // As root its workers would be somebody else, who cannot read a test's folder.
        String user = "root".equals(System.getProperty("user.name")) ? " user root;" : "";
        Process process = new ProcessBuilder(
                        nginx.toString(), "-p", directory.toString(), "-c", file.toString(), "-g", "daemon off;" + user)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.log").toFile())
                .start();
        TestEdge edge = new TestEdge(process, port, tlsPort);
        edge.awaitReady(directory.resolve("nginx.log"));
        return edge;
    }

    /** Its plain origin. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Its origin over TLS, with a certificate of its own making. */
    public String tlsUrl() {
        return "https://127.0.0.1:" + tlsPort;
    }

    @Override
    public void close() {
        nginx.destroy();
        try {
            if (!nginx.waitFor(5, TimeUnit.SECONDS)) {
                nginx.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            nginx.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady(Path log) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MS_MAX);
        while (nginx.isAlive() && System.nanoTime() < deadline) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.shutdownOutput();
                return;
            } catch (IOException notYet) {
                pause();
            }
        }
        close();
        throw new IOException("nginx does not listen: " + Files.readString(log));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** What is not there to be replaced has been renamed, and this class has to follow. */
    private static String replaced(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new IllegalStateException(CONFIGURATION + " does not mention " + from);
        }
        return text.replace(from, to);
    }

    private static void certificate(Path directory) throws IOException {
        Path store = directory.resolve("edge.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "edge",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            pem(
                    directory.resolve("edge.crt"),
                    "CERTIFICATE",
                    keys.getCertificate("edge").getEncoded());
            pem(
                    directory.resolve("edge.key"),
                    "PRIVATE KEY",
                    keys.getKey("edge", PASSWORD).getEncoded());
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("no certificate: " + printed, unreadable);
        }
    }

    private static void pem(Path file, String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
