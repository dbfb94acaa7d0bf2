package io.tidegate.bench.arms;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import io.tidegate.wire.Command;
import io.tidegate.wire.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;

/** Commands to the writers and their replies, as a gateway has them: every reply partition is read from its end. */
final class CommandChannel implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    /** When no reply at all has come for so long, though some are waited for, those fail: a timer for each would cost more. */
    private static final Duration SILENT_MAX = Duration.ofSeconds(60);

    private final String topic;
    private final KafkaProducer<Long, byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<ByteString, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();

    CommandChannel(Settings.Kafka kafka) {
        Topics topics = Topics.of(kafka);
        topic = topics.commands();
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        1,
                        ProducerConfig.ACKS_CONFIG,
                        "all"),
                new LongSerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topics.replies()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seeks lazily: from here on no reply is missed
        Thread.ofPlatform().name("bench-replies").daemon().start(this::read);
    }

    /** Sends it; the future is its reply, and fails when none comes. */
    CompletableFuture<Reply> ask(Command command) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        waiting.put(command.getCommandId(), reply);
        var record = new ProducerRecord<>(
                topic, Ids.partition(command.getEventId()), (Long) command.getEventId(), command.toByteArray());
        var _ = producer.send(record, (metadata, failure) -> {
            if (failure != null) {
                waiting.remove(command.getCommandId());
                reply.completeExceptionally(failure);
            }
        });
        return reply;
    }

    private void read() {
        try {
            long heardNanos = System.nanoTime();
            while (true) {
                ConsumerRecords<byte[], byte[]> replies = consumer.poll(POLL);
                replies.forEach(record -> complete(record.value()));
                if (!replies.isEmpty() || waiting.isEmpty()) {
                    heardNanos = System.nanoTime();
                } else if (System.nanoTime() - heardNanos > SILENT_MAX.toNanos()) {
                    waiting.keySet().forEach(this::giveUp);
                }
            }
        } catch (WakeupException closed) {
            consumer.close();
        }
    }

    private void giveUp(ByteString command) {
        CompletableFuture<Reply> asked = waiting.remove(command);
        if (asked != null) {
            asked.completeExceptionally(new TimeoutException("no reply within " + SILENT_MAX.toSeconds() + " s"));
        }
    }

    private void complete(byte[] bytes) {
        try {
            Reply reply = Reply.parseFrom(bytes);
            CompletableFuture<Reply> asked = waiting.remove(reply.getCommandId());
            if (asked != null) {
                asked.complete(reply);
            }
        } catch (InvalidProtocolBufferException notOurs) {
            throw new IllegalStateException(notOurs);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumer.wakeup();
    }
}
