package io.tidegate.read.feed;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import io.tidegate.wire.CatalogueChange;
import io.tidegate.wire.SeatChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of {@code seat.changes} and {@code catalogue.changes} from their ends, in a thread of its own and
 * in no group: every instance sees everything. After anything that may have cost changes, it says so and goes on from
 * the ends.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** What is read at once: so many bytes, or what has come in so long. Readers get five frames a second at most. */
    private static final int GATHERED_BYTES = 1 << 17;

    private static final int GATHERED_MS = 50;
    private static final Duration ANSWER_MAX = Duration.ofMillis(1500);
    private static final long CONTACT_EVERY_MS = 2000;
    private static final long CONTACT_LOST_MS = 6000;
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Settings.Kafka settings;
    private final Topics topics;
    private final Changes changes;
    private final Thread thread;
    private volatile boolean closing;
    private volatile long contactAtMs;

    public TopicFollower(Settings.Kafka settings, Changes changes) {
        this.settings = settings;
        this.topics = Topics.of(settings);
        this.changes = changes;
        thread = Thread.ofPlatform().name("topic-follower").daemon().start(this::run);
    }

    /** Whether the broker has answered lately; what is shown is then no older than that. */
    public boolean follows() {
        return System.currentTimeMillis() - contactAtMs < CONTACT_LOST_MS;
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(ANSWER_MAX.multipliedBy(2));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                follow(consumer);
            } catch (KafkaException failed) {
                pause(failed);
            } catch (RuntimeException failed) {
                log.error("following the topics failed; it begins again", failed);
                pause(failed);
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(partition -> consumer.position(partition, ANSWER_MAX));
        changes.everything(); // only now: what is read from here on is followed
        log.info("follows {} partitions", partitions.size());
        long contactDueMs = 0;
        while (!closing) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                apply(record);
            }
            if (System.currentTimeMillis() >= contactDueMs) {
                contact(consumer);
                contactDueMs = System.currentTimeMillis() + CONTACT_EVERY_MS;
            }
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(topics.seatChanges())) {
                changes.seats(SeatChange.parseFrom(record.value()));
            } else {
                changes.catalogue(CatalogueChange.parseFrom(record.value()));
            }
        } catch (InvalidProtocolBufferException broken) {
            log.error(
                    "{}-{} has an unreadable record at {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    broken);
        }
    }

    /** Asks the broker whether it is there, and whether it has partitions that are not followed yet. */
    private void contact(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            Set<TopicPartition> added = new HashSet<>(partitions(consumer));
            added.removeAll(consumer.assignment());
            contactAtMs = System.currentTimeMillis();
            if (!added.isEmpty()) {
                Set<TopicPartition> all = new HashSet<>(consumer.assignment());
                all.addAll(added);
                consumer.assign(all);
                consumer.seekToBeginning(added);
            }
        } catch (org.apache.kafka.common.errors.TimeoutException away) {
            log.warn("Kafka does not answer: {}", away.getMessage());
        }
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(topics.seatChanges(), topics.catalogueChanges())) {
            consumer.partitionsFor(topic, ANSWER_MAX)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        return partitions;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.bootstrapServers(),
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "read-api",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        GATHERED_BYTES,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        GATHERED_MS,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void pause(RuntimeException cause) {
        boolean expected =
                closing && (cause instanceof WakeupException || cause.getCause() instanceof InterruptedException);
        if (!expected) {
            log.warn(
                    "following the topics stopped{}: {}",
                    cause instanceof InvalidOffsetException ? ", the topics are others" : "",
                    cause.getMessage());
        }
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
