package io.tidegate.waitingroom.queue;

import static io.tidegate.db.Tables.WRITER_PARTITION;

import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the writers are behind, the same on every instance: once a second the ends of the command topic's partitions
 * are compared with where the writers stand in Postgres. On a thread of its own. What cannot be read counts as no lag;
 * that the writers are away is noticed elsewhere.
 */
final class WriterLag implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WriterLag.class);
    private static final long EVERY_MS = 1000;
    private static final Duration PROBE = Duration.ofSeconds(2);

    private final DSLContext database;
    private final Settings settings;
    private final Thread thread = new Thread(this::run, "writer-lag");
    private final Map<Integer, Reading> readings = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * A partition at one moment.
     *
     * @param movedNanos when its writer last moved on
     */
    record Reading(long atNanos, long end, long next, long batch, long movedNanos, Lag lag) {}

    /** As in {@link Pressure}. */
    record Lag(long commands, long lagMs, long commitMs) {
        static final Lag NONE = new Lag(0, 0, 0);
    }

    WriterLag(DSLContext database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Of an event's partition, as last read. */
    Lag of(int partition) {
        Reading last = readings.get(partition);
        return last == null ? Lag.NONE : last.lag;
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                while (!closed) {
                    read(consumer);
                    Thread.sleep(EVERY_MS);
                }
            } catch (KafkaException | org.jooq.exception.DataAccessException failed) {
                log.debug("the writers' lag cannot be read: {}", failed.toString());
                readings.clear();
                pause();
            } catch (InterruptedException ending) {
                return;
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        String topic = Topics.of(settings.kafka()).commands();
        List<TopicPartition> partitions = IntStream.range(0, settings.kafka().partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<Integer, long[]> stands = new HashMap<>();
        database.select(WRITER_PARTITION.PARTITION, WRITER_PARTITION.NEXT_OFFSET, WRITER_PARTITION.BATCH_NO)
                .from(WRITER_PARTITION)
                .forEach(row -> stands.put(row.value1(), new long[] {row.value2(), row.value3()}));
        consumer.endOffsets(partitions, PROBE).forEach((partition, end) -> {
            long[] stand = stands.get(partition.partition());
            if (stand != null) {
                readings.compute(
                        partition.partition(),
                        (key, before) -> next(before, System.nanoTime(), end, stand[0], stand[1]));
            }
        });
    }

    /** What a new reading says after the one before it. */
    static Reading next(@org.jspecify.annotations.Nullable Reading before, long now, long end, long next, long batch) {
        long lag = Math.max(0, end - next);
        if (before == null) {
            return new Reading(now, end, next, batch, now, new Lag(lag, 0, 0));
        }
        boolean moved = next > before.next;
        long movedNanos = moved || lag == 0 ? now : before.movedNanos;
        double seconds = (now - before.atNanos) / 1e9;
        long lagMs = moved
                ? Math.round(lag / ((next - before.next) / seconds) * 1000)
                : Math.round((now - movedNanos) / 1e6);
        boolean busy = lag > 0 && before.lag.commands > 0 && batch > before.batch;
        long commitMs = busy ? Math.round(seconds * 1000 / (batch - before.batch)) : 0;
        return new Reading(now, end, next, batch, movedNanos, new Lag(lag, lag == 0 ? 0 : lagMs, commitMs));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.kafka().bootstrapServers(),
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void pause() {
        try {
            Thread.sleep(EVERY_MS);
        } catch (InterruptedException ending) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
