package io.tidegate.read.catalogue;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Events and layouts in memory in front of Postgres. Many misses of one key are one load. A change drops what it
 * touches, so that what is loaded after it shows it.
 */
public final class Catalogue {
    private static final int LAYOUTS_MAX = 1000;

    private final CatalogueReader reader;
    private final ExecutorService loads = Executors.newVirtualThreadPerTaskExecutor();
    private final AsyncCache<Long, Optional<CatalogueEvent>> events;
    private final AsyncCache<LayoutKey, Optional<TicketNumbers>> layouts =
            Caffeine.newBuilder().maximumSize(LAYOUTS_MAX).executor(loads).buildAsync();

    public Catalogue(CatalogueReader reader, Settings.ReadApi settings) {
        this.reader = reader;
        events = Caffeine.newBuilder()
                .maximumSize(settings.cacheEntriesMax())
                .expireAfterWrite(Duration.ofSeconds(settings.cacheSeconds()))
                .executor(Runnable::run) // its upkeep; a thread for that would be started for every few reads
                .buildAsync();
    }

    /** Blocks while it loads. */
    public Optional<CatalogueEvent> event(long eventId) {
        return events.get(eventId, (id, ignored) -> CompletableFuture.supplyAsync(() -> reader.event(id), loads))
                .join();
    }

    /** The event if it is in memory; null: it has to be loaded. */
    public @Nullable CatalogueEvent known(long eventId) {
        CompletableFuture<Optional<CatalogueEvent>> loaded = events.getIfPresent(eventId);
        return loaded == null ? null : loaded.getNow(Optional.empty()).orElse(null);
    }

    /** The numbering of an event's tickets. Blocks while it loads. */
    public TicketNumbers numbers(CatalogueEvent event) {
        LayoutKey key = new LayoutKey(event.layoutVenueId(), event.layoutVersion());
        return layouts.get(key, k -> reader.layout(k.venueId, k.layoutVersion).map(TicketNumbers::new))
                .join()
                .orElseThrow(() -> new IllegalStateException("no layout " + key));
    }

    public void eventChanged(long eventId) {
        events.synchronous().invalidate(eventId);
    }

    public void venueChanged(long venueId) {
        drop(event -> event.venue().id() == venueId);
    }

    public void performerChanged(long performerId) {
        drop(event -> event.performers().stream().anyMatch(performer -> performer.id() == performerId));
    }

    /** Those, and what is just being loaded and may turn out to be one of them, as it was. */
    private void drop(Predicate<CatalogueEvent> which) {
        events.asMap()
                .values()
                .removeIf(loaded -> loaded.state() != Future.State.SUCCESS
                        || loaded.resultNow().filter(which).isPresent());
    }

    public void everythingChanged() {
        events.synchronous().invalidateAll();
    }

    private record LayoutKey(long venueId, int layoutVersion) {}
}
