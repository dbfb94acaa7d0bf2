package io.tidegate.read.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.catalogue.Offer;
import io.tidegate.read.catalogue.Popularity;
import io.tidegate.read.catalogue.Venue;
import io.tidegate.read.http.EventPages.Page;
import io.tidegate.read.http.EventPages.Use;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How long a page is good. */
class EventPagesTest {
    private static final Instant OPENS = Instant.parse("2026-06-01T10:00:00Z");
    private static final Instant BEFORE = OPENS.minusMillis(1);
    private static final long MADE = 5_000;
    private static final long YOUNG = MADE + EventPages.RENEW_NANOS - 1;
    private static final long OLD = MADE + EventPages.OLD_NANOS;

    private final CatalogueEvent event = event();
    private final Page page = new Page(event, 7, OPENS, MADE, Answer.json(List.of(), "no-store"), new AtomicBoolean());

    @Test
    void whileNothingChangesItIsGoodForEver() {
        assertThat(page.use(event, 7, BEFORE, Long.MAX_VALUE)).isEqualTo(Use.SEND);
    }

    @Test
    void whileItSellsItIsRenewedSomeTimesASecondAndNeverOlderThanOne() {
        assertThat(page.use(event, 8, BEFORE, YOUNG)).isEqualTo(Use.SEND);
        assertThat(page.use(event, 8, BEFORE, YOUNG + 1)).isEqualTo(Use.RENEW);
        assertThat(page.use(event, 8, BEFORE, OLD - 1)).isEqualTo(Use.RENEW);
        assertThat(page.use(event, 8, BEFORE, OLD)).isEqualTo(Use.LOAD);
    }

    @Test
    void anEventThatWasLoadedAgainAndASaleThatOpensShowAtOnce() {
        assertThat(page.use(event(), 7, BEFORE, MADE)).isEqualTo(Use.LOAD);
        assertThat(page.use(event, 7, OPENS, MADE)).isEqualTo(Use.LOAD);
    }

    private static CatalogueEvent event() {
        Venue venue = new Venue(1, "Hall", null, "Leeds", "GB", 53.8, -1.5, "Europe/London", 1);
        Instant start = OPENS.plusSeconds(86_400);
        Offer offer = new Offer(List.of());
        return new CatalogueEvent(
                1,
                "Night",
                null,
                start,
                start,
                "Europe/London",
                venue,
                List.of(),
                "GBP",
                offer,
                1,
                1,
                null,
                true,
                false,
                Popularity.NONE,
                1);
    }
}
