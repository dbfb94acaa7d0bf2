package io.tidegate.bench.read;

import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import io.tidegate.wire.SeatChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** When each change of an event was told by its writer, which is the first thing that it does once it has committed. */
final class SeatClock implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Beyond the seats of any event that is measured, each changed twice. */
    private static final int CHANGES_MAX = 2 * SeatSale.SEATS;

    private final AtomicLongArray atMs = new AtomicLongArray(CHANGES_MAX);
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final long event;
    private final Thread thread;
    private volatile boolean closing;

    /** From the topic's end on. */
    SeatClock(Settings.Kafka kafka, String eventId) {
        event = Ids.parseEventId(eventId).orElseThrow();
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(Topics.of(kafka).seatChanges(), Ids.partition(event));
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
        thread = Thread.ofPlatform().name("seat-clock").start(this::run);
    }

    /** Milliseconds since 1970; 0: it was not heard. */
    long at(long seq) {
        return seq < CHANGES_MAX ? atMs.get((int) seq) : 0;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    SeatChange change = SeatChange.parseFrom(record.value());
                    if (change.getEventId() == event && change.getSeq() < CHANGES_MAX) {
                        atMs.set((int) change.getSeq(), record.timestamp());
                    }
                }
            }
        } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
