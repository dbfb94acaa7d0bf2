package io.tidegate.booking.batch;

import com.google.protobuf.ByteString;
import io.tidegate.topic.Topics;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.DeadLetter;
import io.tidegate.wire.Reply;
import io.tidegate.wire.SeatChange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one partition's committed batches, in order and without a gap. A failed send stops it; it goes on from the
 * last batch that was sent whole, read back from the store. So a batch may be sent twice, never left out: readers drop
 * what they have by {@code seq} and command id.
 */
public final class Publisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);
    private static final int QUEUED_MAX = 256;
    private static final int RECORDS_A_READ = 64;
    private static final long RETRY_MS = 500;
    private static final long IDLE_MS = 1000;

    private final int partition;
    private final Topics topics;
    private final Producer<byte[], byte[]> producer;
    private final BatchStore store;
    private final BlockingQueue<Committed> queue = new ArrayBlockingQueue<>(QUEUED_MAX);
    private final Thread thread;
    private volatile long committed;
    private volatile long published;
    private volatile boolean stopping;

    private record Committed(long batchNo, BatchRecord record, List<Reply> repeats) {}

    public Publisher(int partition, Topics topics, Producer<byte[], byte[]> producer, BatchStore store) {
        this.partition = partition;
        this.topics = topics;
        this.producer = producer;
        this.store = store;
        this.committed = store.standing().batchNo();
        this.published = store.standing().publishedBatch();
        this.thread = Thread.ofPlatform().name("publish-" + partition).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Takes a batch that is committed. Never blocks: what does not fit is read back later. */
    public void offer(Batch batch) {
        committed = batch.batchNo();
        boolean queued = queue.offer(new Committed(batch.batchNo(), batch.record(), batch.repeats()));
        if (!queued) {
            log.debug("partition {}: batch {} will be read back", partition, batch.batchNo());
        }
    }

    /** The last batch that is known to be published whole. */
    public long published() {
        return published;
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        Threads.join(thread, Duration.ofSeconds(5));
    }

    private void run() {
        while (!stopping) {
            try {
                publishNext(IDLE_MS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | StoreException | RuntimeException failed) {
                log.warn("partition {}: publishing waits at batch {}: {}", partition, published + 1, failed.toString());
                pause();
            }
        }
    }

    /** Publishes the next batch, or what is missing before it; waits so long for one. */
    void publishNext(long waitMs) throws InterruptedException, ExecutionException, StoreException {
        if (queue.isEmpty() && published < committed) {
            for (BatchStore.Stored stored : store.records(published + 1, RECORDS_A_READ)) {
                send(stored.record(), List.of());
                published = stored.batchNo();
            }
            return;
        }
        Committed next = queue.poll(waitMs, TimeUnit.MILLISECONDS);
        if (next == null) {
            return;
        }
        // After a failure or an overflow the queue may be ahead: fill the gap from the store first.
        while (published + 1 < next.batchNo) {
            BatchStore.Stored missing = store.records(published + 1, 1).getFirst();
            send(missing.record(), List.of());
            published = missing.batchNo();
        }
        send(next.record, next.repeats);
        published = Math.max(published, next.batchNo);
    }

    private void send(BatchRecord record, List<Reply> repeats) throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(record.getRepliesCount() + record.getChangesCount());
        for (SeatChange change : record.getChangesList()) {
            byte[] key =
                    ByteBuffer.allocate(Long.BYTES).putLong(change.getEventId()).array();
            sent.add(producer.send(new ProducerRecord<>(topics.seatChanges(), partition, key, change.toByteArray())));
        }
        for (Reply reply : record.getRepliesList()) {
            sent.add(sendReply(reply));
        }
        for (Reply reply : repeats) {
            sent.add(sendReply(reply));
        }
        for (DeadLetter letter : record.getDeadLettersList()) {
            sent.add(producer.send(new ProducerRecord<>(topics.deadLetters(), letter.toByteArray())));
        }
        producer.flush(); // in one request, for which readers fetch once
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
    }

    private Future<RecordMetadata> sendReply(Reply reply) {
        ByteString key = reply.getCommandId();
        return producer.send(new ProducerRecord<>(topics.replies(), partition, key.toByteArray(), reply.toByteArray()));
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
