package io.tidegate.waitingroom.command;

import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.wire.Command;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts commands into their event's partition: idempotent, in order, acknowledged by all replicas. Never blocks its
 * caller: the topic's metadata is fetched beforehand and kept, and a full buffer is a failed send.
 */
final class CommandSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CommandSender.class);
    private static final long METADATA_RETRY_MS = 50;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile int partitions;

    CommandSender(Settings settings, String topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(config(settings));
        Thread.ofVirtual().name("commands-metadata").start(this::fetchMetadata);
    }

    /** Whether the topic is known, so that sending does not have to wait for it. */
    boolean ready() {
        return partitions > 0;
    }

    /** Whether such a partition exists; what names another cannot be an id of ours. */
    boolean knows(int partition) {
        if (partitions > 0 && partition >= partitions) {
            partitions = producer.partitionsFor(topic).size(); // from memory; they may have been added
        }
        return partitions == 0 || partition < partitions;
    }

    /** Sends; {@code failed} is called at most once, on any thread, if Kafka did not acknowledge in time. */
    void send(Command command, Consumer<Exception> failed) {
        byte[] key =
                ByteBuffer.allocate(Long.BYTES).putLong(command.getEventId()).array();
        var message = new ProducerRecord<>(topic, Ids.partition(command.getEventId()), key, command.toByteArray());
        try {
            var _ = producer.send(message, (metadata, failure) -> {
                if (failure != null) {
                    failed.accept(failure);
                }
            });
        } catch (KafkaException | IllegalStateException refused) {
            failed.accept(refused);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        producer.close(Duration.ofSeconds(5));
    }

    private void fetchMetadata() {
        try {
            while (!closing.await(METADATA_RETRY_MS, TimeUnit.MILLISECONDS)) {
                try {
                    partitions = producer.partitionsFor(topic).size();
                    return;
                } catch (KafkaException notYet) {
                    log.debug("no metadata of {} yet", topic, notYet);
                }
            }
        } catch (InterruptedException | IllegalStateException closed) {
            log.debug("closed before metadata came", closed);
        }
    }

    private static Map<String, Object> config(Settings settings) {
        // Fails before a caller's wait ends, so that the caller hears 503 instead of waiting for nothing.
        int deliveryMs = Math.min(
                        settings.booking().commandDeadlineMs(),
                        settings.booking().waitMs())
                / 2;
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka().bootstrapServers());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "waiting-room-commands");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        config.put(ProducerConfig.LINGER_MS_CONFIG, settings.booking().lingerMs());
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryMs);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, deliveryMs - 2) / 2);
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return config;
    }
}
