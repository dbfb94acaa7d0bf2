package io.tidegate.booking;

import io.tidegate.booking.batch.Batch;
import io.tidegate.booking.batch.PartitionWriter;
import io.tidegate.booking.batch.PartitionWriter.Suspicion;
import io.tidegate.booking.batch.Partitions;
import io.tidegate.booking.batch.PaymentTask;
import io.tidegate.booking.batch.Publisher;
import io.tidegate.booking.batch.StoreException;
import io.tidegate.booking.batch.WriterLimits;
import io.tidegate.booking.ledger.Decider;
import io.tidegate.booking.payment.PaymentLoop;
import io.tidegate.booking.postgres.PostgresBatchStore;
import io.tidegate.booking.postgres.SessionTakeOver;
import io.tidegate.ids.CommandIds;
import io.tidegate.telemetry.Trace;
import io.tidegate.topic.Topics;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.Reply;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a partition's writer together: session, publisher, payments. One is made at each take-over. */
final class RunningPartitions implements Partitions.TakeOver {
    private static final Logger log = LoggerFactory.getLogger(RunningPartitions.class);

    private final Admin admin;
    private final Topics topics;
    private final SessionTakeOver sessions;
    private final Decider decider;
    private final Producer<byte[], byte[]> producer;
    private final PaymentLoop payments;
    private final WorkerMetrics metrics;
    private final WriterLimits limits;
    private final InstantSource clock;

    RunningPartitions(
            Admin admin,
            Topics topics,
            SessionTakeOver sessions,
            Decider decider,
            Producer<byte[], byte[]> producer,
            PaymentLoop payments,
            WorkerMetrics metrics,
            WriterLimits limits,
            InstantSource clock) {
        this.admin = admin;
        this.topics = topics;
        this.sessions = sessions;
        this.decider = decider;
        this.producer = producer;
        this.payments = payments;
        this.metrics = metrics;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Partitions.Running of(int partition, Suspicion suspicion) throws StoreException {
        AtomicReference<Publisher> publisher = new AtomicReference<>();
        PostgresBatchStore store = sessions.of(partition, topicId(), () -> {
            Publisher running = publisher.get();
            return running == null ? 0 : running.published();
        });
        publisher.set(new Publisher(partition, topics, producer, store));
        PartitionWriter writer = new PartitionWriter(
                partition,
                new TimedBatchStore(store, metrics),
                decider,
                new Committed(publisher.get()),
                clock,
                limits,
                suspicion);
        long nextOffset = store.standing().nextOffset();
        payments.own(partition);
        publisher.get().start();
        metrics.takenOver(partition, writer);
        writer.start();
        return new Running(partition, writer, publisher.get(), nextOffset);
    }

    private String topicId() throws StoreException {
        try {
            return KafkaClients.topicId(admin, topics.commands());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "interrupted", stop);
        } catch (ExecutionException unreachable) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, "the broker does not tell the topic's id", unreachable);
        }
    }

    private final class Committed implements PartitionWriter.AfterCommit {
        private final Publisher publisher;

        Committed(Publisher publisher) {
            this.publisher = publisher;
        }

        @Override
        public void committed(Batch batch) {
            publisher.offer(batch);
            committed(batch.record());
            batch.paymentTasks().forEach(payments::submit);
        }

        private void committed(BatchRecord record) {
            metrics.committed(record);
            for (Reply reply : record.getRepliesList()) {
                if (Trace.sampled(reply.getTraceparent())) {
                    byte[] commandId = reply.getCommandId().toByteArray();
                    Trace.line(log, reply.getTraceparent(), CommandIds.text(reply.getEventId(), commandId))
                            .addKeyValue("batchNo", reply.getBatchNo())
                            .log("committed");
                }
            }
        }

        @Override
        public void unfinished(PaymentTask task) {
            payments.resume(task);
        }
    }

    private final class Running implements Partitions.Running {
        private final int partition;
        private final PartitionWriter writer;
        private final Publisher publisher;
        private final long nextOffset;

        Running(int partition, PartitionWriter writer, Publisher publisher, long nextOffset) {
            this.partition = partition;
            this.writer = writer;
            this.publisher = publisher;
            this.nextOffset = nextOffset;
        }

        @Override
        public PartitionWriter writer() {
            return writer;
        }

        @Override
        public long nextOffset() {
            return nextOffset;
        }

        @Override
        public void close() {
            payments.disown(partition);
            writer.close();
            metrics.letGo(partition, writer);
            publisher.close();
        }
    }
}
