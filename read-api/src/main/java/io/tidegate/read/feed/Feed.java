package io.tidegate.read.feed;

import io.tidegate.read.availability.Delta;
import io.tidegate.read.availability.EventAvailability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event's availability as this instance follows it. It listens to deltas before it reads its snapshot, so that none
 * can be missed between the two; after a gap it takes another. What it knows is given up for nothing else: whoever
 * follows goes on by deltas.
 */
final class Feed {
    private static final Logger log = LoggerFactory.getLogger(Feed.class);
    private static final int SNAPSHOTS_MAX = 20;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final long eventId;
    private final LongFunction<Optional<EventAvailability>> snapshots;
    private final int pendingMax;
    private @Nullable List<Delta> pending = new ArrayList<>(); // not null: a snapshot is to be read
    private CompletableFuture<Optional<EventAvailability>> loaded = new CompletableFuture<>();
    private boolean started;
    private boolean changedMeanwhile;

    Feed(long eventId, LongFunction<Optional<EventAvailability>> snapshots, int pendingMax) {
        this.eventId = eventId;
        this.snapshots = snapshots;
        this.pendingMax = pendingMax;
    }

    /**
     * Completes when there is a snapshot; empty: no such event. The first call has it read, and comes after this object
     * has been made known to whoever brings the deltas.
     */
    synchronized CompletableFuture<Optional<EventAvailability>> loaded() {
        if (!started) {
            started = true;
            Thread.startVirtualThread(this::load);
        }
        return loaded;
    }

    /**
     * A change from the topic.
     *
     * @param ticketsMade the event's tickets were made with it; only a snapshot tells which
     */
    synchronized void offer(Delta delta, boolean ticketsMade) {
        if (pending != null) {
            if (pending.size() == pendingMax) {
                pending.removeFirst(); // leaves a gap, which the load sees
            }
            pending.add(delta);
            return;
        }
        EventAvailability current = loaded.join().orElse(null);
        if (current == null || (ticketsMade && delta.seq() > current.seq())) {
            reload(delta);
        } else if (current.apply(delta) == EventAvailability.Applied.GAP) {
            log.info("event {} has a gap before seq {}; a snapshot is taken again", eventId, delta.seq());
            reload(delta);
        }
    }

    /**
     * The event's layout may be another, or the event gone; while it has no tickets of its own, they are derived.
     *
     * @return whether what is known holds nevertheless
     */
    synchronized boolean eventChanged() {
        if (pending != null) {
            changedMeanwhile = true;
            return true;
        }
        return !derived(loaded.join());
    }

    private static boolean derived(Optional<EventAvailability> availability) {
        return availability.isEmpty() || availability.get().seq() == 0;
    }

    private synchronized void reload(Delta first) {
        pending = new ArrayList<>();
        pending.add(first);
        loaded = new CompletableFuture<>();
        Thread.startVirtualThread(this::load);
    }

    private void load() {
        for (int attempt = 1; attempt <= SNAPSHOTS_MAX; attempt++) {
            try {
                begin();
                Optional<EventAvailability> snapshot = snapshots.apply(eventId);
                if (caughtUp(snapshot)) {
                    return;
                }
                Thread.sleep(PAUSE);
            } catch (RuntimeException | InterruptedException failed) {
                fail(failed);
                return;
            }
        }
        fail(new IllegalStateException("event " + eventId + ": snapshot and changes do not meet"));
    }

    private synchronized void begin() {
        changedMeanwhile = false;
    }

    private synchronized boolean caughtUp(Optional<EventAvailability> snapshot) {
        if (changedMeanwhile && derived(snapshot)) {
            return false;
        }
        List<Delta> deltas = pending == null ? List.of() : pending;
        if (snapshot.isPresent()) {
            for (Delta delta : deltas) {
                if (snapshot.get().apply(delta) == EventAvailability.Applied.GAP) {
                    return false;
                }
            }
        }
        pending = null;
        loaded.complete(snapshot);
        return true;
    }

    private synchronized void fail(Exception cause) {
        loaded.completeExceptionally(
                cause instanceof CompletionException c && c.getCause() != null ? c.getCause() : cause);
    }
}
