package io.tidegate.booking.batch;

import io.tidegate.booking.batch.PartitionWriter.AfterCommit;
import io.tidegate.booking.batch.PartitionWriter.Suspicion;
import io.tidegate.booking.ledger.Decider;
import io.tidegate.booking.ledger.EventLedger;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The single writer's loop, one step at a time and without a thread of its own: decides all that has arrived while the
 * batch before is being committed, and hands the next to the store only when that one has succeeded. After any failure
 * it is of no use any more.
 */
final class WriterLoop {
    /** A full batch's record takes half a megabyte. */
    private static final int RECORDS_A_READ = 20;

    private final BatchStore store;
    private final AfterCommit afterCommit;
    private final InstantSource clock;
    private final Executor committer;
    private final int batchCommandsMax;
    private final OutcomeMemory memory;
    private final BatchDecider decider;
    private final WriterLimits limits;
    private final Queue<Incoming> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inboxSize = new AtomicInteger();
    private @Nullable Batch batch;
    private @Nullable CompletableFuture<Void> inFlight;
    private long nextBatchNo;
    private long preparedBatchNo;
    private long nextOffset;
    private long nowMs;
    private volatile int lastBatchCommands;

    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record Incoming(long offset, byte[] bytes) {}

    /** @param committer runs commits, one after the other */
    WriterLoop(
            int partition,
            BatchStore store,
            Decider rules,
            AfterCommit afterCommit,
            InstantSource clock,
            Executor committer,
            WriterLimits limits,
            Suspicion suspicion) {
        this.store = store;
        this.afterCommit = afterCommit;
        this.clock = clock;
        this.committer = committer;
        this.limits = limits;
        this.batchCommandsMax = suspicion.batchCommandsMax(limits.batchCommandsMax());
        this.memory = new OutcomeMemory(store, limits.refusalMemoryMs(), limits.acceptanceMemoryMs());
        SettledHolds settled = new SettledHolds(store, limits.batchCommandsMax());
        this.decider = new BatchDecider(partition, rules, store, memory, settled, suspicion.poisonOffset());
        BatchStore.Standing standing = store.standing();
        this.nextBatchNo = standing.batchNo() + 1;
        this.nextOffset = standing.nextOffset();
        this.nowMs = standing.decidedAtMs();
    }

    /** Hands over a command; from any thread. */
    void offer(long offset, byte[] command) {
        inbox.add(new Incoming(offset, command));
        inboxSize.incrementAndGet();
    }

    /** Commands that wait to be decided. */
    int backlog() {
        return inboxSize.get();
    }

    /** Commands in the batch that was last handed to the store. */
    int lastBatchCommands() {
        return lastBatchCommands;
    }

    /** Outcomes of the recent past, events with something to do, and tasks that nobody has finished. */
    void recover() throws StoreException {
        long from = store.firstBatchSince(nowMs - limits.acceptanceMemoryMs());
        while (true) {
            var records = store.records(from, RECORDS_A_READ);
            records.forEach(memory::put);
            if (records.size() < RECORDS_A_READ) {
                break;
            }
            from = records.getLast().batchNo() + 1;
        }
        for (long event : store.unfinishedEvents()) {
            decider.ledger(event);
        }
        for (EventLedger ledger : decider.ledgers()) {
            ledger.holds().forEach(hold -> PaymentTask.of(ledger.event(), hold).ifPresent(afterCommit::unfinished));
        }
    }

    /**
     * Decides what has arrived and what is due, then hands the batch over if the one before is committed.
     *
     * @param onCommitted is run when the handed batch is committed, or has failed
     * @return whether a batch was handed over
     */
    boolean step(Runnable onCommitted) throws StoreException {
        Batch filling = batch();
        fill(filling);
        if (inFlight != null && !inFlight.isDone()) {
            prepareIfFull(filling);
            return false;
        }
        awaitCommit(); // a failed one ends this writer now, not with the next command
        if (filling.isEmpty()) {
            return false;
        }
        commit(filling, onCommitted);
        return true;
    }

    private void prepareIfFull(Batch filling) {
        if (isFull() && preparedBatchNo != filling.batchNo()) {
            preparedBatchNo = filling.batchNo();
            store.prepare(filling);
        }
    }

    private Batch batch() {
        Batch filling = batch == null ? new Batch(nextBatchNo, nextOffset, tick()) : batch;
        batch = filling;
        return filling;
    }

    /** Milliseconds until time alone decides something; 0 or less: a command waits, or it is time. */
    long idleMs(long most) {
        return inbox.isEmpty() ? Math.min(most, decider.nextDeadlineMs() - nowMs) : 0;
    }

    /** Whether it has decided all that a batch holds, and waits for the commit before it. */
    boolean isFull() {
        return batch != null && batch.size() >= batchCommandsMax;
    }

    /** Commits the batch in hand and waits for it. */
    void finish() throws StoreException {
        awaitCommit();
        if (batch != null && !batch.isEmpty()) {
            commit(batch, () -> {});
            awaitCommit();
        }
    }

    private void fill(Batch filling) throws StoreException {
        decider.decideDue(filling, batchCommandsMax, tick());
        while (filling.size() < batchCommandsMax) {
            Incoming next = inbox.poll();
            if (next == null) {
                break;
            }
            inboxSize.decrementAndGet();
            decider.decide(filling, next.offset, next.bytes, tick());
        }
    }

    /** Time never runs backwards, whatever the clock does. */
    private long tick() {
        nowMs = Math.max(nowMs, clock.millis());
        return nowMs;
    }

    private void commit(Batch filled, Runnable onCommitted) {
        batch = null;
        nextBatchNo++;
        nextOffset = filled.nextOffset();
        lastBatchCommands = filled.commands();
        inFlight = CompletableFuture.runAsync(
                () -> {
                    try {
                        store.commit(filled);
                    } catch (StoreException failed) {
                        throw new CompletionException(failed);
                    }
                    afterCommit.committed(filled);
                },
                committer);
        // Told by the commit itself, not by what follows on it: only then does it count as done.
        var _ = inFlight.whenComplete((ok, failed) -> onCommitted.run());
    }

    private void awaitCommit() throws StoreException {
        if (inFlight == null) {
            return;
        }
        try {
            inFlight.join();
            inFlight = null;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof StoreException known) {
                throw known;
            }
            throw failed;
        }
    }
}
