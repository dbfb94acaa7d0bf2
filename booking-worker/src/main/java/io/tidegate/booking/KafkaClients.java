package io.tidegate.booking;

import io.tidegate.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The worker's Kafka clients, set so that nothing is lost, reordered, or taken from an offset that nobody chose. */
final class KafkaClients {
    private static final String GROUP = "booking-worker";
    /** For the payments' few commands; a writer sends a batch whole and at once. */
    private static final int LINGER_MS = 5;

    private KafkaClients() {}

    static Consumer<byte[], byte[]> consumer(Settings.Kafka kafka, int recordsMax) {
        return new KafkaConsumer<>(
                Map.of(
                        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        kafka.topicPrefix() + GROUP,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        kafka.sessionTimeoutMs(),
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        heartbeatMs(kafka),
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        recordsMax,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        100),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Three to a session time-out. */
    static int heartbeatMs(Settings.Kafka kafka) {
        return kafka.sessionTimeoutMs() / 3;
    }

    static Producer<byte[], byte[]> producer(Settings.Kafka kafka) {
        return new KafkaProducer<>(
                Map.of(
                        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        LINGER_MS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        120_000,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The id that the broker gave the topic when it was created: another one is another topic of the same name. */
    static String topicId(Admin admin, String topic) throws InterruptedException, ExecutionException {
        TopicDescription described =
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        return Objects.requireNonNull(described).topicId().toString();
    }
}
