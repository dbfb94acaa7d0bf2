package io.tidegate.read.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.read.availability.Delta;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.catalogue.Catalogue;
import io.tidegate.settings.Settings;
import io.tidegate.wire.SeatChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The live availability of the events that somebody looks at: loaded on first use, dropped when idle. An event is looked
 * up anew at each use and never kept, so that a drop is only ever a reload.
 */
public final class Feeds {
    private final SnapshotReader reader;
    private final int deltasMax;
    private final Cache<Long, Feed> feeds;

    public Feeds(DataSource database, Catalogue catalogue, Settings.ReadApi settings) {
        reader = new SnapshotReader(database, catalogue, settings.deltasMax());
        deltasMax = settings.deltasMax();
        feeds = Caffeine.newBuilder()
                .executor(Runnable::run) // its upkeep; a thread for that would be woken for every few reads
                .maximumSize(settings.feedsMax())
                .expireAfterAccess(Duration.ofSeconds(settings.feedIdleSeconds()))
                .build();
    }

    /** An event's availability, as soon as it is loaded; empty: no such event. */
    public CompletableFuture<Optional<EventAvailability>> of(long eventId) {
        Feed feed = feeds.get(eventId, id -> new Feed(id, reader::read, deltasMax));
        CompletableFuture<Optional<EventAvailability>> loaded = feed.loaded();
        return loaded.whenComplete((availability, failure) -> {
            if (failure != null || availability.isEmpty()) {
                feeds.asMap().remove(eventId, feed);
            }
        });
    }

    /** If it is loaded; null: {@link #of} has to load it. */
    public @Nullable EventAvailability known(long eventId) {
        Feed feed = feeds.getIfPresent(eventId);
        if (feed == null || !feed.loaded().isDone() || feed.loaded().isCompletedExceptionally()) {
            return null;
        }
        return feed.loaded().join().orElse(null);
    }

    /** The same; null: it is being loaded now. */
    public @Nullable EventAvailability knownSoon(long eventId) {
        EventAvailability known = known(eventId);
        if (known == null) {
            var _ = of(eventId); // dropped, or behind a gap
        }
        return known;
    }

    /** A change from the topic. Events that nobody looks at let it pass. */
    void changed(SeatChange change) {
        Feed feed = quietly(change.getEventId());
        if (feed == null) {
            return;
        }
        Delta delta = new Delta(
                change.getSeq() - 1,
                change.getSeq(),
                ints(change.getAvailableList()),
                ints(change.getHeldList()),
                ints(change.getSoldList()),
                ints(change.getBlockedList()));
        feed.offer(delta, change.getCapacity() > 0);
    }

    /** Something of the event but its tickets' states is another, or the event gone. */
    void eventChanged(long eventId) {
        Feed feed = quietly(eventId);
        if (feed != null && !feed.eventChanged()) {
            feeds.asMap().remove(eventId, feed);
        }
    }

    /** Changes may have been missed: everything is loaded again on its next use. */
    void everythingChanged() {
        feeds.invalidateAll();
    }

    private @Nullable Feed quietly(long eventId) {
        return feeds.policy().getIfPresentQuietly(eventId);
    }

    private static int[] ints(List<Integer> list) {
        int[] array = new int[list.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = list.get(i);
        }
        return array;
    }
}
