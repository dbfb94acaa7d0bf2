package io.tidegate.localstack.stores;

import io.tidegate.localstack.process.ChildSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/** A Kafka broker that is its own controller (KRaft), in a JVM of its own, loopback only. */
public final class Kafka implements Store {
    public static final String NAME = "kafka";
    public static final int USUAL_PORT = 9092;
    public static final String CONTROLLER = "kafka-controller";
    public static final int USUAL_CONTROLLER_PORT = 9093;

    private static final String MODULE = "local-stack/kafka";
    private static final int HEAP_MB = 320;
    private static final int TIMEOUT_MS = 2000;

    private final Path root;
    private final List<Path> libraries;
    private final Path data;
    private final int port;
    private final int controllerPort;

    /** A broker whose data lives below a directory. */
    public Kafka(Path root, Path directory, int port, int controllerPort) throws IOException {
        this.root = root;
        this.libraries = ClassPaths.libraries(root, MODULE);
        this.data = directory.resolve(NAME);
        this.port = port;
        this.controllerPort = controllerPort;
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public ChildSpec prepare() throws IOException {
        Files.createDirectories(data);
        Path configuration = data.resolve("server.properties");
        Files.writeString(configuration, configuration());
        Path logging = data.resolve("log4j2.yaml");
        Files.writeString(logging, LOGGING);
        if (!Files.exists(data.resolve("log/meta.properties"))) {
            format(configuration);
        }
        List<String> command = JavaCommand.jvm(
                root,
                NAME,
                HEAP_MB,
                "-Xms" + HEAP_MB / 2 + "m",
                "-XX:+UseSerialGC",
                "-Dlog4j2.configurationFile=" + logging);
        command.addAll(List.of("-cp", ClassPaths.join(libraries), "kafka.Kafka", configuration.toString()));
        return ChildSpec.of(NAME, LAYER, command, data, this::check)
                .stoppedWithin(StartCaches.stopWithin(ChildSpec.STOP_WITHIN));
    }

    private void check() throws Exception {
        // A bare connection first: a client on a closed port only logs and waits.
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.shutdownOutput();
        }
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
    }

    private void format(Path configuration) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(JavaCommand.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(StartCaches.use(root, NAME));
        command.addAll(List.of("-cp", ClassPaths.join(libraries), "kafka.tools.StorageTool", "format"));
        command.addAll(List.of("--cluster-id", Uuid.randomUuid().toString(), "--standalone", "--ignore-formatted"));
        command.addAll(List.of("--config", configuration.toString()));
        Programs.run(data, Map.of(), command);
    }

    private String configuration() {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.bootstrap.servers=127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s/log
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=2
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                group.min.session.timeout.ms=1000
                group.consumer.min.session.timeout.ms=1000
                group.consumer.min.heartbeat.interval.ms=100
                group.initial.rebalance.delay.ms=0
                controlled.shutdown.enable=true
                log.cleaner.dedupe.buffer.size=4194304
                log.segment.bytes=67108864
                num.network.threads=2
                num.io.threads=4
                """.formatted(port, controllerPort, data);
    }

    private static final String LOGGING = """
            Configuration:
              status: "off"
              Appenders:
                Console:
                  name: console
                  PatternLayout:
                    pattern: "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level %logger{1.} %msg%n"
              Loggers:
                Root:
                  level: warn
                  AppenderRef:
                    ref: console
            """;
}
