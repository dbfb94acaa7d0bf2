package io.tidegate.localstack.stores;

import io.tidegate.localstack.process.ChildSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarFile;

/**
 * One Elasticsearch node in a JVM of its own, from the libraries that Maven Central has: the core on the module path,
 * the transport and its Netty as the module that the node loads by itself. No x-pack, so no security: loopback only.
 */
public final class Elasticsearch implements Store {
    public static final String NAME = "elasticsearch";
    public static final int USUAL_PORT = 9200;
    public static final String TRANSPORT = "elasticsearch-transport";
    public static final int USUAL_TRANSPORT_PORT = 9300;

    private static final String MODULE = "local-stack/elasticsearch";
    private static final String TRANSPORT_MODULE = "transport-netty4";
    private static final String DESCRIPTOR = "META-INF/es-plugins/transport-netty4/plugin-descriptor.properties";
    private static final int HEAP_MB = 256;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Path root;
    private final List<Path> libraries;
    private final Path classes;
    private final Path home;
    private final int port;
    private final int transportPort;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /** A node whose data lives below a directory. */
    public Elasticsearch(Path root, Path directory, int port, int transportPort) throws IOException {
        this.root = root;
        this.libraries = ClassPaths.libraries(root, MODULE);
        this.classes = ClassPaths.classes(root, MODULE);
        this.home = directory.resolve(NAME);
        this.port = port;
        this.transportPort = transportPort;
    }

    /** Where clients connect. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public ChildSpec prepare() throws IOException {
        Files.createDirectories(home.resolve("config"));
        installTransport(home.resolve("modules").resolve(TRANSPORT_MODULE));
        List<Path> core =
                libraries.stream().filter(jar -> !belongsToTransport(jar)).toList();
        List<String> command = JavaCommand.jvm(
                root,
                NAME,
                HEAP_MB,
                "-Xms" + HEAP_MB / 2 + "m",
                "-XX:+UseSerialGC",
                "--module-path",
                ClassPaths.join(core),
                "--add-modules",
                "org.elasticsearch.server,ALL-MODULE-PATH,jdk.incubator.vector",
                "--enable-native-access=org.elasticsearch.nativeaccess,org.apache.lucene.core",
                "-cp",
                classes.toString());
        command.addAll(List.of(
                "io.tidegate.localstack.elasticsearch.ElasticsearchNode",
                home.toString(),
                Integer.toString(port),
                Integer.toString(transportPort)));
        return ChildSpec.of(NAME, LAYER, command, home, this::check)
                .stoppedWithin(StartCaches.stopWithin(ChildSpec.STOP_WITHIN))
                .goingFirst();
    }

    private void installTransport(Path module) throws IOException {
        Files.createDirectories(module);
        try (var former = Files.list(module)) {
            for (Path file : former.toList()) {
                Files.delete(file);
            }
        }
        for (Path jar :
                libraries.stream().filter(Elasticsearch::belongsToTransport).toList()) {
            Files.copy(jar, module.resolve(jar.getFileName()));
            if (name(jar).startsWith(TRANSPORT_MODULE)) {
                copyDescriptor(jar, module.resolve("plugin-descriptor.properties"));
            }
        }
    }

    private static void copyDescriptor(Path jar, Path target) throws IOException {
        try (JarFile file = new JarFile(jar.toFile());
                InputStream descriptor = file.getInputStream(file.getEntry(DESCRIPTOR))) {
            Files.copy(descriptor, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean belongsToTransport(Path jar) {
        return name(jar).startsWith("netty-")
                || name(jar).startsWith(TRANSPORT_MODULE)
                || name(jar).startsWith("elasticsearch-ssl-config");
    }

    private static String name(Path jar) {
        return jar.getFileName().toString();
    }

    private void check() throws Exception {
        URI health = URI.create(url() + "/_cluster/health?wait_for_status=yellow&timeout=1s");
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(health).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("answered " + answer.statusCode());
        }
    }
}
