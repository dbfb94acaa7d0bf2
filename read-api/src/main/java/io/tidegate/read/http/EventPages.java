package io.tidegate.read.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.catalogue.Catalogue;
import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.catalogue.SaleState;
import io.tidegate.read.feed.Feeds;
import io.tidegate.read.page.EventPage;
import io.tidegate.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The page of each event as it stands now. A finished one is sent again as long as the event, its {@code seq} and the
 * state of its sale are the same.
 */
final class EventPages {
    private static final String CACHE = "public, max-age=1, s-maxage=1, stale-while-revalidate=5";

    private final Catalogue catalogue;
    private final Feeds feeds;
    private final Clock clock;
    private final Cache<Long, Page> pages;

    EventPages(Catalogue catalogue, Feeds feeds, Clock clock, Settings.ReadApi settings) {
        this.catalogue = catalogue;
        this.feeds = feeds;
        this.clock = clock;
        pages = Caffeine.newBuilder()
                .executor(Runnable::run) // its upkeep, as the catalogue's
                .maximumSize(settings.cacheEntriesMax())
                .build();
    }

    /** The page if all of it is in memory and none has changed; null: {@link #load} it. */
    @Nullable
    Answer known(long eventId) {
        CatalogueEvent event = catalogue.known(eventId);
        EventAvailability availability = event == null ? null : feeds.known(eventId);
        if (event == null || availability == null) {
            return null;
        }
        Page page = pages.getIfPresent(eventId);
        return page != null && page.holds(event, availability.seq(), clock.instant()) ? page.answer : null;
    }

    /** Blocks while it loads. */
    Answer load(long eventId) {
        CatalogueEvent event = event(eventId);
        EventAvailability availability = feeds.of(eventId).join().orElseThrow(() -> unknown(eventId));
        EventAvailability.Totals totals = availability.totals();
        TicketNumbers numbers = catalogue.numbers(event);
        Instant now = clock.instant();
        Answer answer = Answer.json(EventPage.of(event, numbers, totals, now), CACHE);
        pages.put(eventId, new Page(event, totals.seq(), SaleState.nextChange(event, now), answer));
        return answer;
    }

    /** The event, or the 404. Blocks while it loads. */
    CatalogueEvent event(long eventId) {
        return catalogue.event(eventId).orElseThrow(() -> unknown(eventId));
    }

    static HttpProblem unknown(long eventId) {
        return HttpProblem.notFound("no event " + Ids.eventId(eventId));
    }

    private record Page(
            CatalogueEvent event, long seq, @Nullable Instant until, Answer answer) {
        @SuppressWarnings("ReferenceEquality") // the same object: it was not loaded again
        boolean holds(CatalogueEvent current, long currentSeq, Instant now) {
            return event == current && seq == currentSeq && (until == null || now.isBefore(until));
        }
    }
}
