package io.tidegate.waitingroom.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.queue.LiveFigures;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.wire.Reply;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
    private final Instant began = Instant.parse("2027-03-01T10:00:00Z");
    private final Sale sale =
            SaleFixture.sale(began.minusSeconds(600), List.of(SaleFixture.lane("general", 1)), 600, 100, 60);

    @Test
    void ratesAreThoseOfTheLastMinute() {
        LiveFeed feed = new LiveFeed();
        JsonObject last = new JsonObject();
        for (int second = 0; second <= 120; second++) {
            last = take(feed, second, new LiveFigures.Tickets(1000 - 3 * second, second, 2 * second, second), 10);
        }

        assertThat(last.getLong("reservedPerMinute")).isEqualTo(60);
        assertThat(last.getLong("soldPerMinute")).isEqualTo(120);
        assertThat(last.getInteger("left")).isEqualTo(640);
        assertThat(last.getInteger("held")).isEqualTo(120);
        // 760 are left at 2 a second.
        assertThat(Instant.parse(last.getString("soldOutExpectedAt"))).isEqualTo(began.plusSeconds(120 + 380));
    }

    @Test
    void notSoldOutBeforeSoManyMoreCanHaveBeenAdmitted() {
        // 880 left, at most 8 each: 110 buyers, of whom 10 are in; 100 more take 10 s at 10 a second.
        JsonObject json = take(new LiveFeed(), 0, new LiveFigures.Tickets(800, 80, 0, 0), 10);

        assertThat(Instant.parse(json.getString("notSoldOutBefore"))).isEqualTo(began.plusSeconds(10));
    }

    @Test
    void whatIsSoldOutHasNoForecast() {
        JsonObject json = take(new LiveFeed(), 0, new LiveFigures.Tickets(0, 0, 1000, 500), 10);

        assertThat(json.containsKey("notSoldOutBefore")).isFalse();
    }

    @Test
    void commitsAreTimedOnceABatchAndRepeatsOfOldOnesNotAtAll() {
        AtomicLong now = new AtomicLong(1_000_000);
        CommitTimes times = new CommitTimes(() -> Instant.ofEpochMilli(now.get()));
        for (int batch = 1; batch <= 100; batch++) {
            times.onReply(reply(batch, now.get() - (batch == 50 ? 900 : 20)), new byte[0]);
            times.onReply(reply(batch, now.get() - 700), new byte[0]);
        }
        times.onReply(reply(3, 0), new byte[0]);

        assertThat(times.p99Ms(7).orElseThrow()).isBetween(19L, 23L);
        now.addAndGet(120_000);
        assertThat(times.p99Ms(7)).isEmpty();
    }

    private static Reply reply(int batch, long decidedAtMs) {
        return Reply.newBuilder()
                .setEventId(7)
                .setBatchNo(batch)
                .setDecidedAtMs(decidedAtMs)
                .build();
    }

    private JsonObject take(LiveFeed feed, int second, LiveFigures.Tickets tickets, int active) {
        LiveFigures figures = new LiveFigures(
                0,
                "open",
                "rate",
                "The rate that you set.",
                List.of(),
                new LiveFigures.Crowd(active, 100, 0, 0, 0),
                600,
                600,
                Optional.of(tickets),
                new LiveFigures.Behind(0, 0, 0),
                Optional.empty());
        LiveFeed.Beside beside =
                new LiveFeed.Beside(Optional.of(tickets), Optional.empty(), OptionalLong.empty(), "EUR");
        return feed.take(
                sale, Optional.of(figures), beside, began.plusSeconds(second).toEpochMilli());
    }
}
