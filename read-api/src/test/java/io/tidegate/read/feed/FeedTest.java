package io.tidegate.read.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.read.availability.Delta;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.TicketStates;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What comes while a snapshot is being read, which no test over HTTP can time. */
class FeedTest {
    private static final TicketNumbers NUMBERS = new TicketNumbers(VenueLayout.parse("""
            {"sections": [{"sectionId": "floor", "name": "Floor", "kind": "generalAdmission", "places": 8}]}"""));
    private static final int[] NONE = {};

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void nothingIsReadBeforeSomebodyAsks() {
        Feed feed = new Feed(1, event -> Optional.of(at(5)), 10);
        feed.offer(sold(6, 3), false);
        assertThat(feed.loaded().orTimeout(60, TimeUnit.SECONDS).join())
                .hasValueSatisfying(known -> assertThat(known.seq()).isEqualTo(6));
    }

    @Test
    void manyWhoAskAtOnceHaveOneSnapshotRead() throws Exception {
        Feed feed = new Feed(1, event -> slowly(5), 10);
        var all = Stream.generate(feed::loaded).limit(50).toList();
        asked.await();
        answered.countDown();
        for (var loaded : all) {
            assertThat(loaded.orTimeout(60, TimeUnit.SECONDS).join()).isPresent();
        }
        assertThat(feed.loaded().join()).isPresent();
        assertThat(reads).hasValue(1);
    }

    @Test
    void aDeltaThatComesWhileTheSnapshotIsReadIsNotLost() throws Exception {
        Feed feed = new Feed(1, event -> slowly(5), 10);
        var loaded = feed.loaded();
        asked.await();
        feed.offer(sold(6, 3), false);
        answered.countDown();
        EventAvailability known = loaded.orTimeout(60, TimeUnit.SECONDS).join().orElseThrow();
        assertThat(known.seq()).isEqualTo(6);
        assertThat(known.since(5))
                .hasValueSatisfying(delta -> assertThat(delta.sold()).containsExactly(3));
    }

    @Test
    void aChangeOfTheEventCostsNobodyTheDeltasOfTicketsThatAreMade() throws Exception {
        Feed feed = new Feed(1, event -> slowly(5), 10);
        var loaded = feed.loaded();
        asked.await();
        assertThat(feed.eventChanged()).as("while the snapshot is read").isTrue();
        answered.countDown();
        EventAvailability known = loaded.orTimeout(60, TimeUnit.SECONDS).join().orElseThrow();
        assertThat(feed.eventChanged()).as("afterwards").isTrue();
        assertThat(reads).hasValue(1);
        feed.offer(sold(6, 3), false);
        assertThat(known.since(5)).as("who was sent 5 goes on by deltas").isPresent();
    }

    @Test
    void whatIsDerivedFromTheLayoutIsReadAgainWhenTheEventChanges() throws Exception {
        Feed feed = new Feed(1, event -> slowly(0), 10);
        var loaded = feed.loaded();
        asked.await();
        feed.eventChanged();
        answered.countDown();
        loaded.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(reads).hasValue(2);
        assertThat(feed.eventChanged()).as("it does not hold").isFalse();
    }

    private Optional<EventAvailability> slowly(long seq) {
        reads.incrementAndGet();
        asked.countDown();
        try {
            answered.await();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
        return Optional.of(at(seq));
    }

    private static EventAvailability at(long seq) {
        return new EventAvailability(new TicketStates(NUMBERS), seq, 10);
    }

    private static Delta sold(long seq, int ticketNo) {
        return new Delta(seq - 1, seq, NONE, NONE, new int[] {ticketNo}, NONE);
    }
}
