package io.tidegate.booking.batch;

import io.tidegate.booking.batch.PartitionWriter.Suspicion;
import io.tidegate.booking.ledger.Decider;
import io.tidegate.topic.Topics;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The real loop and the real publisher of one partition, moved by hand: each of its threads is a queue here. */
final class SimulatedWriter {
    final SimulatedDatabase.Session session;
    final WriterLoop loop;
    final Publisher publisher;
    final Deque<Runnable> commits = new ArrayDeque<>();
    final List<PaymentTask> tasks = new ArrayList<>();
    long fetchOffset;

    @Nullable
    Throwable failure;

    SimulatedWriter(
            int partition,
            SimulatedDatabase.Session session,
            Decider decider,
            InstantSource clock,
            Topics topics,
            Producer<byte[], byte[]> producer,
            WriterLimits limits,
            Suspicion suspicion) {
        this.session = session;
        this.fetchOffset = session.standing().nextOffset();
        this.publisher = new Publisher(partition, topics, producer, session);
        session.published = publisher::published;
        PartitionWriter.AfterCommit afterCommit = new PartitionWriter.AfterCommit() {
            @Override
            public void committed(Batch batch) {
                publisher.offer(batch);
                tasks.addAll(batch.paymentTasks());
            }

            @Override
            public void unfinished(PaymentTask task) {
                tasks.add(task);
            }
        };
        this.loop = new WriterLoop(partition, session, decider, afterCommit, clock, commits::add, limits, suspicion);
        attempt(loop::recover);
    }

    /** Decides, and hands over what may be committed. */
    void step() {
        if (failure == null) {
            attempt(() -> loop.step(() -> {}));
        }
    }

    /** The committing thread's next piece of work. */
    void commit(SimulatedDatabase.Fault fault) {
        session.next = fault;
        Runnable commit = commits.poll();
        if (commit != null) {
            commit.run();
        }
        session.next = SimulatedDatabase.Fault.NONE;
    }

    /** The publishing thread's next piece of work; what cannot be sent is sent later. */
    void publish() throws InterruptedException {
        try {
            publisher.publishNext(0);
        } catch (ExecutionException | StoreException | IllegalStateException unsent) {
            // as the thread does: it goes on from the last batch that was sent whole
        }
    }

    private interface Work {
        void run() throws StoreException;
    }

    private void attempt(Work work) {
        try {
            work.run();
        } catch (StoreException | RuntimeException failed) {
            failure = failed;
        }
    }
}
