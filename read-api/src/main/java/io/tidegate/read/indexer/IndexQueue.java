package io.tidegate.read.indexer;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import io.tidegate.wire.CatalogueChange;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.kafka.common.KafkaException;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes on their way into the index, on a thread of its own, so that nothing but the index waits for the search engine.
 * They are indexed in the order of their coming, what has gathered together; while the engine is away they are tried again
 * and again.
 */
final class IndexQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IndexQueue.class);
    /** Beyond this who brings changes has to wait, and the slot keeps them. */
    private static final int CHANGES_MAX = 100_000;

    private static final int TOGETHER_MAX = 5000;
    private static final long RETRY_MS = 250;
    private static final long RETRY_MS_MAX = 5000;
    private static final long STOP_MS_MAX = 5000;

    private final Indexing indexing;
    private final Announcer announcer;
    private final LongConsumer indexedUpTo;
    private final Deque<Batch> waiting = new ArrayDeque<>();
    private final Thread thread;
    private int changesWaiting;
    private long taken;
    private boolean closed;
    private volatile long done;
    private volatile boolean rebuilt;
    private volatile @Nullable Throwable failure;

    /** {@code indexedUpTo} is told the commit time of each change that searches see, milliseconds since 1970. */
    IndexQueue(Indexing indexing, Announcer announcer, LongConsumer indexedUpTo) {
        this.indexing = indexing;
        this.announcer = announcer;
        this.indexedUpTo = indexedUpTo;
        thread = Thread.ofPlatform().name("indexer-writer").daemon().start(this::run);
    }

    private record Batch(long number, List<RowChange> changes) {}

    /** Takes changes, waiting while there are too many; {@link #done} comes to the number when searches see them. */
    synchronized long put(List<RowChange> changes) throws InterruptedException {
        while (changesWaiting >= CHANGES_MAX && !closed) {
            wait();
        }
        if (closed) {
            throw new InterruptedException("closed");
        }
        waiting.add(new Batch(++taken, changes));
        changesWaiting += changes.size();
        notifyAll();
        return taken;
    }

    /** Up to and with this number all is indexed. */
    long done() {
        return done;
    }

    /** Whether a snapshot has been completed, and its index serves. */
    boolean rebuilt() {
        return rebuilt;
    }

    /** Why nothing is indexed any more; empty: it goes on. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void close() {
        release();
        thread.interrupt();
        try {
            thread.join(STOP_MS_MAX);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void release() {
        closed = true;
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                Batch batch = take();
                index(batch.changes);
                done = batch.number;
                batch.changes.stream()
                        .filter(change -> !change.snapshot())
                        .forEach(change -> indexedUpTo.accept(change.committedAtMs()));
            }
        } catch (InterruptedException over) {
            log.debug("closed");
        } catch (RuntimeException broken) {
            log.error("changes cannot be indexed", broken);
            failure = broken;
        }
    }

    /** What has gathered, as one. */
    private synchronized Batch take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        List<RowChange> together = new ArrayList<>();
        long number = 0;
        while (!waiting.isEmpty() && together.size() < TOGETHER_MAX) {
            Batch next = waiting.remove();
            together.addAll(next.changes);
            number = next.number;
        }
        changesWaiting -= together.size();
        notifyAll();
        return new Batch(number, together);
    }

    private void index(List<RowChange> changes) throws InterruptedException {
        for (long pause = RETRY_MS; ; pause = Math.min(2 * pause, RETRY_MS_MAX)) {
            try {
                boolean anythingMayHaveChanged = indexing.apply(changes);
                rebuilt |= anythingMayHaveChanged;
                announcer.announce(indexed(changes, anythingMayHaveChanged));
                return;
            } catch (IOException | KafkaException | DataAccessException | ElasticsearchException failed) {
                log.warn("{} changes cannot be indexed yet: {}", changes.size(), failed.getMessage());
            }
            Thread.sleep(pause);
        }
    }

    private static List<CatalogueChange> indexed(List<RowChange> changes, boolean everything) {
        if (everything) {
            return List.of(CatalogueChange.newBuilder().setKind("all").build());
        }
        boolean any = changes.stream().anyMatch(change -> !change.snapshot() && change.id() != 0);
        return any ? List.of(CatalogueChange.newBuilder().setKind("index").build()) : List.of();
    }
}
