package io.tidegate.booking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidegate.booking.batch.PartitionWriter;
import io.tidegate.booking.batch.StoreException;
import io.tidegate.booking.payment.PaymentLoop;
import io.tidegate.wire.BatchRecord;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/** What the writer does, in numbers: commits, their sizes, how far it is behind, and payment tasks that wait. */
final class WorkerMetrics {
    private static final double[] BATCH_BUCKETS = {1, 10, 100, 500, 1000, 2000};
    private static final Duration[] COMMIT_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final DistributionSummary repliesOfBatch;
    private final Timer commit;
    private final Timer load;
    /** The writer that a partition has now; empty while it has none here. */
    private final Map<Integer, PartitionWriter> writers = new ConcurrentHashMap<>();

    WorkerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.repliesOfBatch = DistributionSummary.builder("tidegate.writer.batch.replies")
                .description("Replies in a committed batch")
                .serviceLevelObjectives(BATCH_BUCKETS)
                .register(registry);
        this.commit = Timer.builder("tidegate.writer.commit")
                .description("What the transaction of a batch takes")
                .serviceLevelObjectives(COMMIT_BUCKETS)
                .register(registry);
        this.load = Timer.builder("tidegate.writer.load")
                .description("What reading an event into memory takes")
                .register(registry);
    }

    void commitTook(long nanos) {
        commit.record(nanos, TimeUnit.NANOSECONDS);
    }

    void loadTook(long nanos) {
        load.record(nanos, TimeUnit.NANOSECONDS);
    }

    void commitFailed(StoreException.Kind kind) {
        Counter.builder("tidegate.writer.commit.failures")
                .description("Batches that were not committed, by reason")
                .tag("reason", kind.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    void committed(BatchRecord record) {
        repliesOfBatch.record(record.getRepliesCount());
    }

    /** This writer has the partition from now on. */
    void takenOver(int partition, PartitionWriter writer) {
        String tag = Integer.toString(partition);
        Counter.builder("tidegate.writer.takeovers")
                .description("Partitions taken over")
                .register(registry)
                .increment();
        writers.put(partition, writer);
        Gauge.builder("tidegate.writer.backlog", () -> backlog(partition))
                .description("Commands of a partition that have come here and are not decided yet")
                .tag("partition", tag)
                .register(registry);
    }

    void letGo(int partition, PartitionWriter writer) {
        writers.remove(partition, writer);
    }

    private int backlog(int partition) {
        PartitionWriter writer = writers.get(partition);
        return writer == null ? 0 : writer.backlog();
    }

    static void watch(MeterRegistry registry, PaymentLoop payments) {
        Gauge.builder("tidegate.payment.tasks", payments, PaymentLoop::size)
                .description("Captures, voids and refunds that are not done yet")
                .register(registry);
    }

    /** How far the consumer is behind the end of its partitions, as it says itself. */
    static void watch(MeterRegistry registry, Consumer<?, ?> commands) {
        Gauge.builder("tidegate.writer.lag.commands", commands, WorkerMetrics::lag)
                .description("Commands in Kafka that the writer behind most has not fetched yet")
                .register(registry);
    }

    private static double lag(Consumer<?, ?> commands) {
        return commands.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-lag-max"))
                .filter(metric -> metric.metricName().tags().size() == 1)
                .map(Metric::metricValue)
                .mapToDouble(value -> value instanceof Double lag && !lag.isNaN() ? lag : 0)
                .max()
                .orElse(0);
    }
}
