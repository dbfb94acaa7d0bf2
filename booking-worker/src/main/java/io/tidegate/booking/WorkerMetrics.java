package io.tidegate.booking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.booking.batch.Batch;
import io.tidegate.booking.payment.PaymentLoop;

/** What the writer does, in numbers: commits, their sizes, and payment tasks that wait. */
final class WorkerMetrics {
    private final Counter commits;
    private final DistributionSummary commandsOfBatch;

    WorkerMetrics(MeterRegistry registry) {
        this.commits = Counter.builder("tidegate.writer.commits")
                .description("Batches committed")
                .register(registry);
        this.commandsOfBatch = DistributionSummary.builder("tidegate.writer.batch.replies")
                .description("Replies in a committed batch")
                .register(registry);
    }

    void committed(Batch batch) {
        commits.increment();
        commandsOfBatch.record(batch.record().getRepliesCount());
    }

    static void watch(MeterRegistry registry, PaymentLoop payments) {
        registry.gauge("tidegate.payment.tasks", payments, PaymentLoop::size);
    }
}
