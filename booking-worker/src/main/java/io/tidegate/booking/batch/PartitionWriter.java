package io.tidegate.booking.batch;

import io.tidegate.booking.ledger.Decider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of one partition, under one epoch: {@link WriterLoop} on a thread, its commits on another. On any
 * failure it stops for good and keeps its {@link #failure}; a new one takes over from what was committed.
 */
public final class PartitionWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PartitionWriter.class);
    private static final long IDLE_WAIT_MS = 1000;

    private final int partition;
    private final BatchStore store;
    private final WriterLoop loop;
    private final WriterLimits limits;
    private final ExecutorService committer;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean stopping;

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
        this.limits = limits;
        this.committer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("commit-" + partition).daemon().factory());
        this.loop = new WriterLoop(partition, store, rules, afterCommit, clock, committer, limits, suspicion);
        this.thread = Thread.ofPlatform().name("writer-" + partition).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Hands over a command; from any thread. */
    public void offer(long offset, byte[] command) {
        loop.offer(offset, command);
    }

    /** To be called after a run of {@link #offer}s. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Commands that wait to be decided. */
    public int backlog() {
        return loop.backlog();
    }

    /** Why it stopped by itself; empty while it runs or if it was closed. */
    public Optional<Throwable> failure() {
        return ended.isCompletedExceptionally() ? Optional.of(ended.exceptionNow()) : Optional.empty();
    }

    /** Commands in the batch that was last handed to the store. */
    public int lastBatchCommands() {
        return loop.lastBatchCommands();
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
            loop.recover();
            while (!stopping) {
                boolean handedOver = loop.step(this::wake);
                long handedOverAt = System.nanoTime();
                long waitMs = loop.isFull() ? IDLE_WAIT_MS : loop.idleMs(IDLE_WAIT_MS);
                if (!handedOver && !stopping && waitMs > 0) {
                    LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(waitMs));
                } else if (handedOver) {
                    gather(handedOverAt + TimeUnit.MILLISECONDS.toNanos(limits.batchSpacingMs()));
                }
            }
            loop.finish();
            ended.complete(null);
        } catch (StoreException | RuntimeException failed) {
            log.warn("partition {}: the writer stops: {}", partition, failed.getMessage());
            ended.completeExceptionally(failed);
        } finally {
            committer.shutdown();
        }
    }

    /** Lets commands come until a time of {@link System#nanoTime}, or until they fill a batch. */
    private void gather(long until) {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            if (stopping || loop.backlog() >= limits.batchCommandsMax()) {
                return;
            }
            LockSupport.parkNanos(this, left);
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
