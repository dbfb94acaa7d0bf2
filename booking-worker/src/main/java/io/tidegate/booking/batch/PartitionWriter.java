package io.tidegate.booking.batch;

import io.tidegate.booking.ledger.Decider;
import io.tidegate.booking.ledger.EventLedger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of one partition, under one epoch. Decides all that has arrived while the batch before is being
 * committed, and hands the next to the store only when that one has succeeded. On any failure it stops for good and
 * keeps its {@link #failure}; a new one takes over from what was committed.
 */
public final class PartitionWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PartitionWriter.class);
    private static final long IDLE_WAIT_MS = 1000;
    private static final int RECORDS_A_READ = 500;

    private final int partition;
    private final BatchStore store;
    private final AfterCommit afterCommit;
    private final InstantSource clock;
    private final int batchCommandsMax;
    private final OutcomeMemory memory;
    private final BatchDecider decider;
    private final WriterLimits limits;
    private final Queue<Incoming> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inboxSize = new AtomicInteger();
    private final ExecutorService committer;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean stopping;
    private @Nullable CompletableFuture<Void> inFlight;
    private long nextBatchNo;
    private long nextOffset;
    private long nowMs;
    private volatile int lastBatchCommands;

    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record Incoming(long offset, byte[] bytes) {}

    /** What happens with a batch once it is committed; called in order, on the committing thread. */
    public interface AfterCommit {
        void committed(Batch batch);

        /** A task found at take-over. */
        void unfinished(PaymentTask task);
    }

    /** @param suspicion what is known of a command that the database refused */
    public PartitionWriter(
            int partition,
            BatchStore store,
            Decider rules,
            AfterCommit afterCommit,
            InstantSource clock,
            WriterLimits limits,
            Suspicion suspicion) {
        this.partition = partition;
        this.store = store;
        this.afterCommit = afterCommit;
        this.clock = clock;
        this.limits = limits;
        this.batchCommandsMax = suspicion.batchCommandsMax(limits.batchCommandsMax());
        this.memory = new OutcomeMemory(limits.refusalMemoryMs(), limits.acceptanceMemoryMs());
        this.decider = new BatchDecider(partition, rules, store, memory, suspicion.poisonOffset());
        BatchStore.Standing standing = store.standing();
        this.nextBatchNo = standing.batchNo() + 1;
        this.nextOffset = standing.nextOffset();
        this.nowMs = standing.decidedAtMs();
        this.committer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("commit-" + partition).daemon().factory());
        this.thread = Thread.ofPlatform().name("writer-" + partition).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Hands over a command; from any thread. */
    public void offer(long offset, byte[] command) {
        inbox.add(new Incoming(offset, command));
        inboxSize.incrementAndGet();
    }

    /** To be called after a run of {@link #offer}s. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Commands that wait to be decided. */
    public int backlog() {
        return inboxSize.get();
    }

    /** Why it stopped by itself; empty while it runs or if it was closed. */
    public Optional<Throwable> failure() {
        return ended.isCompletedExceptionally() ? Optional.of(ended.exceptionNow()) : Optional.empty();
    }

    /** Commands in the batch that was last handed to the store. */
    public int lastBatchCommands() {
        return lastBatchCommands;
    }

    /** The first offset that is not known to be committed. */
    public long firstUncommitted() {
        return store.standing().nextOffset();
    }

    /** Finishes the batch in hand, then lets go of the store. */
    @Override
    public void close() {
        stopping = true;
        wake();
        Threads.join(thread, Duration.ofSeconds(10));
        committer.shutdownNow();
        store.close();
    }

    private void run() {
        try {
            recover();
            while (!stopping) {
                Batch batch = gather();
                awaitCommit();
                if (!batch.isEmpty()) {
                    nextBatchNo++;
                    nextOffset = batch.nextOffset();
                    commit(batch);
                }
            }
            awaitCommit();
            ended.complete(null);
        } catch (StoreException | RuntimeException failed) {
            log.warn("partition {}: the writer stops: {}", partition, failed.getMessage());
            ended.completeExceptionally(failed);
        } finally {
            committer.shutdown();
        }
    }

    /** Outcomes of the recent past, events with something to do, and tasks that nobody has finished. */
    private void recover() throws StoreException {
        long from = store.firstBatchSince(nowMs - limits.acceptanceMemoryMs());
        while (true) {
            var records = store.records(from, RECORDS_A_READ);
            records.forEach(stored -> stored.record().getRepliesList().forEach(memory::put));
            if (records.size() < RECORDS_A_READ) {
                break;
            }
            from = records.getLast().batchNo() + 1;
        }
        memory.forget(nowMs);
        for (long event : store.unfinishedEvents()) {
            decider.ledger(event);
        }
        for (EventLedger ledger : decider.ledgers()) {
            ledger.holds().forEach(hold -> PaymentTask.of(ledger.event(), hold).ifPresent(afterCommit::unfinished));
        }
    }

    /** Decides until the batch before is committed and there is something to commit, or the batch is full. */
    private Batch gather() throws StoreException {
        Batch batch = new Batch(nextBatchNo, nextOffset, tick());
        while (true) {
            fill(batch);
            boolean mayCommit = inFlight == null || inFlight.isDone();
            if (mayCommit) {
                awaitCommit(); // a failed one ends this writer now, not with the next command
            }
            if (stopping || batch.size() >= batchCommandsMax || (mayCommit && !batch.isEmpty())) {
                return batch;
            }
            long waitMs = Math.min(IDLE_WAIT_MS, decider.nextDeadlineMs() - nowMs);
            if (inbox.isEmpty() && waitMs > 0) {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(waitMs));
            }
        }
    }

    private void fill(Batch batch) throws StoreException {
        decider.decideDue(batch, batchCommandsMax, tick());
        while (batch.size() < batchCommandsMax) {
            Incoming next = inbox.poll();
            if (next == null) {
                break;
            }
            inboxSize.decrementAndGet();
            decider.decide(batch, next.offset, next.bytes, tick());
        }
        memory.forget(nowMs);
    }

    /** Time never runs backwards, whatever the clock does. */
    private long tick() {
        nowMs = Math.max(nowMs, clock.millis());
        return nowMs;
    }

    private void commit(Batch batch) {
        lastBatchCommands = batch.commands();
        inFlight = CompletableFuture.runAsync(
                () -> {
                    try {
                        store.commit(batch);
                    } catch (StoreException failed) {
                        throw new CompletionException(failed);
                    }
                    afterCommit.committed(batch);
                },
                committer);
        // Woken by the commit itself, not by what follows on it: only then does it count as done.
        var _ = inFlight.whenComplete((ok, failed) -> wake());
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

    /**
     * What is known of a command that the database refuses: it is looked for by halves.
     *
     * @param halvedTo the batch size to go on with; 0: nothing is suspected
     * @param poisonOffset the command, once it is found; -1: not yet
     * @param untilOffset the end of the refused batch, where suspicion ends
     */
    public record Suspicion(int halvedTo, long poisonOffset, long untilOffset) {
        public static final Suspicion NONE = new Suspicion(0, -1, -1);

        /** What follows from a refused batch of so many commands that began at this offset. */
        public static Suspicion after(int commands, long firstOffset) {
            return commands <= 1
                    ? new Suspicion(1, firstOffset, firstOffset + 1)
                    : new Suspicion(commands / 2, -1, firstOffset + commands);
        }

        int batchCommandsMax(int usual) {
            return halvedTo == 0 ? usual : Math.min(halvedTo, usual);
        }
    }
}
