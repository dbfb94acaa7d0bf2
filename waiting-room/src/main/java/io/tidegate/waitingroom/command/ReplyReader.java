package io.tidegate.waitingroom.command;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.settings.Settings;
import io.tidegate.wire.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of the replies, in no group, from where they end when it first reaches Kafka. From the moment
 * {@link #positioned()} is true no reply is missed, whatever happens to the connection.
 */
final class ReplyReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReplyReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long RETRY_MS = 500;
    private static final int API_TIMEOUT_MS = 5000;

    private final Settings.Kafka kafka;
    private final String topic;
    private final BiConsumer<Reply, byte[]> listener;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean positioned;

    ReplyReader(Settings.Kafka kafka, String topic, BiConsumer<Reply, byte[]> listener) {
        this.kafka = kafka;
        this.topic = topic;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("replies").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether a reply that comes from now on will be seen. */
    boolean positioned() {
        return positioned;
    }

    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (closing.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> running = new KafkaConsumer<>(config(kafka))) {
                consumer = running;
                position(running);
                follow(running);
            } catch (WakeupException | InterruptException closed) {
                return;
            } catch (KafkaException failed) {
                log.warn("replies cannot be read, trying again: {}", failed.toString());
                pause();
            }
        }
    }

    private void position(KafkaConsumer<byte[], byte[]> running) {
        List<TopicPartition> partitions = running.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("topic " + topic + " does not exist");
        }
        running.assign(partitions);
        Map<TopicPartition, Long> ends = running.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            // A position beyond the end belongs to a topic that was made anew.
            long end = ends.getOrDefault(partition, 0L);
            running.seek(partition, Math.min(positions.getOrDefault(partition, end), end));
            positions.put(partition, running.position(partition));
        }
        positioned = true;
    }

    private void follow(KafkaConsumer<byte[], byte[]> running) {
        while (closing.getCount() > 0) {
            ConsumerRecords<byte[], byte[]> polled = running.poll(POLL);
            polled.forEach(this::deliver);
            polled.partitions().forEach(partition -> positions.put(partition, running.position(partition)));
        }
    }

    private void deliver(ConsumerRecord<byte[], byte[]> replied) {
        try {
            listener.accept(Reply.parseFrom(replied.value()), replied.value());
        } catch (InvalidProtocolBufferException | RuntimeException bad) {
            log.error("reply {}-{} could not be delivered", replied.partition(), replied.offset(), bad);
        }
    }

    private void pause() {
        try {
            closing.await(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            closing.countDown();
        }
    }

    private static Map<String, Object> config(Settings.Kafka kafka) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ConsumerConfig.CLIENT_ID_CONFIG,
                "waiting-room-replies",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                API_TIMEOUT_MS,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                API_TIMEOUT_MS,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class);
    }
}
