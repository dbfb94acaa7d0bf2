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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page of each event. A finished one is sent again as long as the event and the state of its sale are the same. While
 * it sells, its counts change with every booking: then it is made anew some times a second rather than for every reader,
 * and nobody waits for that.
 */
final class EventPages {
    private static final Logger log = LoggerFactory.getLogger(EventPages.class);
    private static final String CACHE = "public, max-age=1, s-maxage=1, stale-while-revalidate=5";

    /** Counts that have changed are on the page after so long: as often as a seat map is told of them. */
    static final long RENEW_NANOS = 200_000_000;

    /** What {@link #CACHE} tells caches, too: the oldest that a page may be. */
    static final long OLD_NANOS = 1_000_000_000;

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

    /** The page if all of it is in memory and good; null: {@link #load} it. */
    @Nullable
    Answer known(long eventId) {
        CatalogueEvent event = catalogue.known(eventId);
        EventAvailability availability = event == null ? null : feeds.known(eventId);
        if (event == null || availability == null) {
            return null;
        }
        Page page = pages.getIfPresent(eventId);
        if (page == null) {
            return null;
        }
        return switch (page.use(event, availability.seq(), clock.instant(), System.nanoTime())) {
            case SEND -> page.answer;
            case RENEW -> {
                if (page.renewing.compareAndSet(false, true)) {
                    Thread.startVirtualThread(() -> renew(eventId));
                }
                yield page.answer;
            }
            case LOAD -> null;
        };
    }

    /** Where it fails, whoever asks once the page is too old loads it, and is told. */
    private void renew(long eventId) {
        try {
            load(eventId);
        } catch (RuntimeException failed) {
            log.debug("the page of event {} is not renewed", eventId, failed);
        }
    }

    /** Blocks while it loads. */
    Answer load(long eventId) {
        CatalogueEvent event = event(eventId);
        EventAvailability availability = feeds.of(eventId).join().orElseThrow(() -> unknown(eventId));
        EventAvailability.Totals totals = availability.totals();
        TicketNumbers numbers = catalogue.numbers(event);
        Instant now = clock.instant();
        Answer answer = Answer.json(EventPage.of(event, numbers, totals, now), CACHE);
        pages.put(
                eventId,
                new Page(
                        event,
                        totals.seq(),
                        SaleState.nextChange(event, now),
                        System.nanoTime(),
                        answer,
                        new AtomicBoolean()));
        return answer;
    }

    /** The event, or the 404. Blocks while it loads. */
    CatalogueEvent event(long eventId) {
        return catalogue.event(eventId).orElseThrow(() -> unknown(eventId));
    }

    static HttpProblem unknown(long eventId) {
        return HttpProblem.notFound("no event " + Ids.eventId(eventId));
    }

    /** What is to be done with a page that somebody asks for. */
    enum Use {
        SEND,
        /** And make the next one meanwhile. */
        RENEW,
        LOAD
    }

    record Page(
            CatalogueEvent event,
            long seq,
            @Nullable Instant until,
            long madeNanos,
            Answer answer,
            AtomicBoolean renewing) {
        @SuppressWarnings("ReferenceEquality") // the same object: it was not loaded again
        Use use(CatalogueEvent current, long currentSeq, Instant now, long nanos) {
            if (event != current || (until != null && !now.isBefore(until))) {
                return Use.LOAD;
            }
            long age = nanos - madeNanos;
            if (seq == currentSeq || age < RENEW_NANOS) {
                return Use.SEND;
            }
            return age < OLD_NANOS ? Use.RENEW : Use.LOAD;
        }
    }
}
