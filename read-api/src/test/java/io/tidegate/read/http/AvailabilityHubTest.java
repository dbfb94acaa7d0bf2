package io.tidegate.read.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.read.availability.Delta;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.TicketStates;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each reader of a live seat map is sent, and how often. */
class AvailabilityHubTest {
    private static final long EVENT = 7;
    private static final int FRAMES_A_SECOND = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int[] NONE = {};

    private final EventAvailability availability =
            new EventAvailability(new TicketStates(new TicketNumbers(VenueLayout.parse("""
                    {"sections": [{"sectionId": "floor", "name": "Floor", "kind": "generalAdmission", "places": 8}]}"""))), 1, 100);
    private final Vertx vertx = Vertx.vertx();
    private AvailabilityHub hub;

    @BeforeEach
    void aHub() {
        hub = new AvailabilityHub(vertx, event -> event == EVENT ? availability : null, FRAMES_A_SECOND, 10);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void changesAreJoinedToAtMostSoManyFramesASecond() {
        Reader reader = new Reader();
        long began = System.nanoTime();
        add(reader, 1);
        for (int i = 0; i < 40; i++) {
            change(i % 8);
            await().pollDelay(Duration.ofMillis(20)).until(() -> true);
        }
        await().atMost(PATIENCE).until(() -> reader.seq() == 41);
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(reader.frames.size()).isLessThanOrEqualTo((int) (seconds * FRAMES_A_SECOND) + 1);
        assertThat(reader.frames.getFirst().getLong("from")).isEqualTo(1);
    }

    @Test
    void aSlowReaderIsGivenTheNewestStateInOneFrameWhenItCanTakeItAndNothingBefore() {
        Reader slow = new Reader();
        Reader quick = new Reader();
        slow.ready = false;
        add(slow, 1);
        add(quick, 1);
        for (int i = 0; i < 8; i++) {
            change(i);
        }
        await().atMost(PATIENCE).until(() -> quick.seq() == 9);
        assertThat(slow.frames).isEmpty();
        slow.ready = true;
        await().atMost(PATIENCE).until(() -> slow.seq() == 9);
        assertThat(slow.frames).hasSize(1);
        assertThat(slow.frames.getFirst().getJsonArray("sold")).hasSize(8);
    }

    @Test
    void whoIsFurtherBehindThanIsKeptGetsTheWhole() {
        for (int i = 0; i < 150; i++) {
            change(i % 8);
        }
        Reader reader = new Reader();
        add(reader, 1);
        await().atMost(PATIENCE).until(() -> reader.seq() == 151);
        assertThat(reader.frames.getFirst().containsKey("states")).isTrue();
    }

    private void change(int ticketNo) {
        long seq = availability.seq();
        availability.apply(new Delta(seq, seq + 1, NONE, NONE, new int[] {ticketNo}, NONE));
    }

    private void add(Reader reader, long seq) {
        vertx.getOrCreateContext().runOnContext(ignored -> hub.add(EVENT, reader, seq));
    }

    private static final class Reader implements AvailabilityHub.Reader {
        private final List<JsonObject> frames = new CopyOnWriteArrayList<>();
        private volatile boolean ready = true;

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public void send(Frame frame) {
            frames.add(new JsonObject(frame.json()));
        }

        long seq() {
            return frames.isEmpty() ? 0 : frames.getLast().getLong("seq");
        }
    }
}
