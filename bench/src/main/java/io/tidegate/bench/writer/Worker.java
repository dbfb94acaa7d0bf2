package io.tidegate.bench.writer;

import io.tidegate.bench.rig.ServiceProcess;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.topic.Topics;
import io.tidegate.wire.Command;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A booking worker as a process of its own, on a database and topics of its own. */
final class Worker implements AutoCloseable {
    private static final String NAME = "booking-worker";

    private final TestStores stores;
    private final Map<String, String> environment;
    private final Settings settings;
    private final Topics topics;
    private boolean running;

    Worker(TestStores stores) {
        this.stores = stores;
        this.environment = stores.environment(Part.POSTGRES, Part.KAFKA, Part.STRIPE);
        environment.put("TIDEGATE_BOOKING_WORKER_PORT", "0");
        this.settings = SettingsLoader.load(environment);
        this.topics = Topics.of(settings.kafka());
    }

    /** Returns once the process is launched. */
    void start() throws IOException {
        stores.processes().start(ServiceProcess.worker(NAME, environment, () -> {}));
        running = true;
    }

    Topics topics() {
        return topics;
    }

    /** Its database, as the owner. */
    Connection database() throws SQLException {
        return stores.connect(settings.database().url());
    }

    Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", settings.kafka().bootstrapServers(), "linger.ms", 2),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", settings.kafka().bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    ProducerRecord<byte[], byte[]> message(Command command) {
        return new ProducerRecord<>(topics.commands(), Tape.PARTITION, null, command.toByteArray());
    }

    @Override
    public void close() {
        if (running) {
            stores.processes().stop(NAME);
        }
    }
}
