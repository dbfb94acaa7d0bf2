package io.tidegate.bench.worker;

import io.tidegate.bench.rig.ServiceProcess;
import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.localstack.stores.Ports;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.topic.Topics;
import io.tidegate.wire.Command;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Booking workers as processes of their own, on a database and topics of their own. */
public final class Worker implements AutoCloseable {
    /** Several events whose every seat is held stay in its memory. */
    private static final int HEAP_MB = 1024;

    private final TestStores stores;
    private final Map<String, String> environment;
    private final Settings settings;
    private final Topics topics;
    private final Ports ports;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> urls = new LinkedHashMap<>();

    /** Workers for topics of so many partitions; none is started yet. */
    public Worker(TestStores stores, int partitions) throws IOException {
        this.stores = stores;
        this.environment = stores.environment(Part.POSTGRES, Part.STRIPE);
        environment.put("TIDEGATE_KAFKA_BOOTSTRAP_SERVERS", stores.kafka());
        environment.put("TIDEGATE_KAFKA_TOPIC_PREFIX", stores.freshTopics("writer", partitions));
        environment.put("TIDEGATE_KAFKA_PARTITIONS", Integer.toString(partitions));
        this.settings = SettingsLoader.load(environment);
        this.topics = Topics.of(settings.kafka());
        Path folder = Files.createTempDirectory("tidegate-ports-");
        folder.toFile().deleteOnExit();
        this.ports = new Ports(folder);
    }

    /** Returns once the process is launched. */
    public void start(String name) throws IOException {
        int port = ports.choose(name, 0);
        urls.put(name, "http://127.0.0.1:" + port);
        Map<String, String> own = new HashMap<>(environment);
        own.put("TIDEGATE_BOOKING_WORKER_PORT", Integer.toString(port));
        stores.processes().start(ServiceProcess.worker(name, own, HEAP_MB, () -> {}));
    }

    /** At once, as a crash does; the process is started again. */
    public void kill(String name) {
        stores.processes().kill(name);
    }

    /** The one that says it writes; empty: none does. */
    public Optional<String> writing() throws InterruptedException {
        for (String name : urls.keySet()) {
            if (get(name, "/health/ready").isPresent()) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** What it answers; empty: it does not, or not with 200. */
    public Optional<String> get(String name, String path) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(urls.get(name) + path)).build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException away) {
            return Optional.empty();
        }
    }

    /** How many have joined the group that shares the partitions. */
    public int members(Admin admin) throws Exception {
        String group = settings.kafka().topicPrefix() + "booking-worker";
        return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                .mapToInt(described -> described.members().size())
                .sum();
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", settings.kafka().bootstrapServers()));
    }

    public Settings settings() {
        return settings;
    }

    public Topics topics() {
        return topics;
    }

    /** Its database, as the owner. */
    public Connection database() throws SQLException {
        return stores.connect(settings.database().url());
    }

    public Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", settings.kafka().bootstrapServers(), "linger.ms", 2),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", settings.kafka().bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    public ProducerRecord<byte[], byte[]> message(Command command) {
        return new ProducerRecord<>(
                topics.commands(), Ids.partition(command.getEventId()), null, command.toByteArray());
    }

    @Override
    public void close() throws IOException {
        urls.keySet().forEach(stores.processes()::stop);
        ports.close();
        http.close();
    }
}
