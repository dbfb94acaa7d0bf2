package io.tidegate.booking.batch;

import io.tidegate.booking.batch.PartitionWriter.Suspicion;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions this process writes. Follows the consumer group: takes over what a poll gives, lets go of what it
 * takes away, and hands each partition's commands to its writer. A writer that stopped by itself is replaced only after
 * a later poll that still has its partition; one that met a successor waits a heartbeat first, for a process that was
 * frozen learns only by its next one that the group has given its partitions away. Offsets are the store's alone: the
 * group's are never committed.
 */
public final class Partitions implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Partitions.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long RETRY_MS = 500;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final TakeOver takeOver;
    private final int inboxCommandsMax;
    private final long heartbeatMs;
    private final Map<TopicPartition, Owned> owned = new HashMap<>();
    private volatile boolean stopping;
    private volatile Map<Integer, String> states = Map.of();

    /** One partition of ours. */
    private static final class Owned {
        Optional<Running> running = Optional.empty();
        Suspicion suspicion = Suspicion.NONE;
        long retryAtNanos = System.nanoTime();
        String state = "taking over";
    }

    /** A partition that was taken over: its writer, started, and where its commands begin. */
    public interface Running extends AutoCloseable {
        PartitionWriter writer();

        long nextOffset();

        /** Stops writer and publisher; what was committed stays. */
        @Override
        void close();
    }

    /** Takes a partition over: ends the former session, raises the epoch, builds and starts the writer. */
    public interface TakeOver {
        Running of(int partition, Suspicion suspicion) throws StoreException;
    }

    /** @param heartbeatMs how often the consumer hears of its group */
    public Partitions(
            Consumer<byte[], byte[]> consumer,
            String topic,
            TakeOver takeOver,
            int inboxCommandsMax,
            long heartbeatMs) {
        this.consumer = consumer;
        this.topic = topic;
        this.takeOver = takeOver;
        this.inboxCommandsMax = inboxCommandsMax;
        this.heartbeatMs = heartbeatMs;
    }

    /** Each partition of ours with what it is at: {@code writing}, or why not. */
    public Map<Integer, String> states() {
        return states;
    }

    /** Makes {@link #run} return. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    @Override
    public void run() {
        consumer.subscribe(List.of(topic), new Rebalance());
        while (!stopping) {
            try {
                hand(poll());
                owned.forEach(this::tend);
                states = describe();
            } catch (WakeupException stop) {
                break;
            } catch (KafkaException broken) {
                log.warn("commands cannot be read: {}", broken.toString());
            }
        }
        owned.keySet().stream().toList().forEach(this::letGo);
        consumer.close();
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (OffsetOutOfRangeException gone) {
            for (TopicPartition partition : gone.offsetOutOfRangePartitions().keySet()) {
                halt(partition, "the next offset is not in the topic: an operator has to look");
            }
            return ConsumerRecords.empty();
        }
    }

    private void hand(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            Owned ours = owned.get(partition);
            if (ours == null || ours.running.isEmpty()) {
                continue;
            }
            PartitionWriter writer = ours.running.get().writer();
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                writer.offer(record.offset(), record.value());
            }
            writer.wake();
        }
    }

    /** Takes over, replaces a writer that stopped, and holds back what a writer cannot take yet. */
    private void tend(TopicPartition partition, Owned ours) {
        if (ours.running.isEmpty()) {
            if (System.nanoTime() - ours.retryAtNanos >= 0) {
                take(partition, ours);
            }
            return;
        }
        PartitionWriter writer = ours.running.get().writer();
        if (writer.failure().isPresent()) {
            replaceLater(partition, ours, writer.failure().get());
        } else if (writer.backlog() >= inboxCommandsMax) {
            consumer.pause(List.of(partition));
        } else if (writer.backlog() < inboxCommandsMax / 2) {
            consumer.resume(List.of(partition));
        }
    }

    private void take(TopicPartition partition, Owned ours) {
        try {
            Running running = takeOver.of(partition.partition(), ours.suspicion);
            consumer.seek(partition, running.nextOffset());
            consumer.resume(List.of(partition));
            ours.running = Optional.of(running);
            ours.state = "writing";
            if (running.nextOffset() >= ours.suspicion.untilOffset()) {
                ours.suspicion = Suspicion.NONE;
            }
            log.info("partition {}: writing from offset {}", partition.partition(), running.nextOffset());
        } catch (StoreException failed) {
            ours.state = String.valueOf(failed.getMessage());
            if (failed.kind() == StoreException.Kind.MISPLACED) {
                halt(partition, ours.state);
            } else {
                ours.retryAtNanos = inMs(RETRY_MS);
                log.warn("partition {}: cannot be taken over yet: {}", partition.partition(), failed.getMessage());
            }
        }
    }

    private void replaceLater(TopicPartition partition, Owned ours, Throwable cause) {
        StoreException.Kind kind =
                cause instanceof StoreException known ? known.kind() : StoreException.Kind.UNAVAILABLE;
        if (kind == StoreException.Kind.REFUSED) {
            Running stopped = ours.running.orElseThrow();
            ours.suspicion = Suspicion.after(
                    stopped.writer().lastBatchCommands(), stopped.writer().firstUncommitted());
            log.error("partition {}: a batch was refused: {}", partition.partition(), cause.getMessage());
        }
        stop(ours);
        consumer.pause(List.of(partition));
        ours.state = "taking over again: " + cause.getMessage();
        ours.retryAtNanos = inMs(kind == StoreException.Kind.FENCED ? heartbeatMs : 0);
    }

    private static long inMs(long ms) {
        return System.nanoTime() + Duration.ofMillis(ms).toNanos();
    }

    private void halt(TopicPartition partition, String reason) {
        Owned ours = owned.computeIfAbsent(partition, ignored -> new Owned());
        stop(ours);
        consumer.pause(List.of(partition));
        ours.state = reason;
        ours.retryAtNanos = System.nanoTime() + Duration.ofDays(1).toNanos();
        log.error("partition {}: stopped: {}", partition.partition(), reason);
    }

    private void letGo(TopicPartition partition) {
        Owned ours = owned.remove(partition);
        if (ours != null) {
            stop(ours);
            log.info("partition {}: let go", partition.partition());
        }
    }

    private static void stop(Owned ours) {
        ours.running.ifPresent(Running::close);
        ours.running = Optional.empty();
    }

    private Map<Integer, String> describe() {
        Map<Integer, String> now = new HashMap<>();
        owned.forEach((partition, ours) -> now.put(partition.partition(), ours.state));
        return Map.copyOf(now);
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Nothing is fetched until the store has said where to begin.
            consumer.pause(partitions);
            for (TopicPartition partition : partitions) {
                Owned ours = owned.computeIfAbsent(partition, ignored -> new Owned());
                consumer.seek(partition, 0);
                take(partition, ours);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(Partitions.this::letGo);
        }
    }
}
