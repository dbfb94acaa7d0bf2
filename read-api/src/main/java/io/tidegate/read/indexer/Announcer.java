package io.tidegate.read.indexer;

import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import io.tidegate.wire.CatalogueChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tells every instance, over {@code catalogue.changes}, what to drop from memory. */
final class Announcer implements AutoCloseable {
    private static final int SEND_MS_MAX = 5000;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;

    Announcer(Settings.Kafka settings) {
        topic = Topics.of(settings).catalogueChanges();
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.bootstrapServers(),
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "indexer",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        SEND_MS_MAX,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        SEND_MS_MAX / 2,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        SEND_MS_MAX,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        4L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Returns when the broker has all of them. */
    void announce(Collection<CatalogueChange> changes) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (CatalogueChange change : changes) {
            byte[] key = (change.getKind() + "/" + change.getId()).getBytes(StandardCharsets.UTF_8);
            sent.add(producer.send(new ProducerRecord<>(topic, key, change.toByteArray())));
        }
        for (Future<RecordMetadata> future : sent) {
            try {
                future.get();
            } catch (ExecutionException failed) {
                throw new KafkaException("a change was not announced", failed.getCause());
            }
        }
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(1));
    }
}
