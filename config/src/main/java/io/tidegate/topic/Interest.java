package io.tidegate.topic;

import io.tidegate.settings.Settings;
import io.tidegate.wire.EventInterest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how often events are looked at and queued for, and tells it over {@code event.interest} every few seconds: it
 * ranks popular events up. Counting costs nanoseconds; a count that is lost costs a little of an order among hits, so
 * nothing waits for the broker.
 */
public final class Interest implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Interest.class);
    private static final long EVERY_MS = 2000;
    private static final int EVENTS_MAX = 10_000;
    private static final int BLOCK_MS_MAX = 500;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<Long, Counts> counts = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("interest").daemon().factory());

    private record Counts(LongAdder views, LongAdder joins) {}

    public Interest(Settings.Kafka settings) {
        topic = Topics.of(settings).interest();
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.bootstrapServers(),
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "interest",
                        ProducerConfig.ACKS_CONFIG,
                        "1",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        false,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        BLOCK_MS_MAX,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        1L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        var _ = timer.scheduleAtFixedRate(this::tell, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Somebody looked at the event. */
    public void viewed(long event) {
        Counts of = of(event);
        if (of != null) {
            of.views.increment();
        }
    }

    /** Somebody queued for it. */
    public void joined(long event) {
        Counts of = of(event);
        if (of != null) {
            of.joins.increment();
        }
    }

    private @Nullable Counts of(long event) {
        Counts known = counts.get(event);
        return known != null || counts.size() >= EVENTS_MAX
                ? known
                : counts.computeIfAbsent(event, ignored -> new Counts(new LongAdder(), new LongAdder()));
    }

    private void tell() {
        try {
            for (Long event : List.copyOf(counts.keySet())) {
                Counts since = counts.remove(event);
                if (since != null) {
                    byte[] message = EventInterest.newBuilder()
                            .setEventId(event)
                            .setViews(since.views.intValue())
                            .setJoins(since.joins.intValue())
                            .build()
                            .toByteArray();
                    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(event).array();
                    var _ = producer.send(new ProducerRecord<>(topic, key, message));
                }
            }
        } catch (KafkaException away) {
            log.debug("interest is not told: {}", away.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        producer.close(Duration.ofMillis(BLOCK_MS_MAX));
    }
}
