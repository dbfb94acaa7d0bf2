package io.tidegate.booking.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.booking.batch.PartitionWriter.Suspicion;
import io.tidegate.booking.ledger.Decider;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.Rules;
import io.tidegate.wire.ReviseEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The batch loop between a consumer group and a store that a test can break. */
class PartitionsTest {
    private static final String TOPIC = "commands";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final long HEARTBEAT_MS = 300;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final List<Long> takenAt = new CopyOnWriteArrayList<>();
    private final FragileStore store = new FragileStore();
    private Partitions partitions;
    private Thread thread;

    @BeforeEach
    void aConsumerOfOnePartition() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        partitions = new Partitions(consumer, TOPIC, this::take, 4, HEARTBEAT_MS);
        thread = Thread.ofPlatform().start(partitions);
        await().atMost(SOON).until(() -> !consumer.subscription().isEmpty());
    }

    @AfterEach
    void stop() throws Exception {
        store.go.countDown();
        partitions.stop();
        thread.join(10_000);
    }

    @Test
    void anOffsetThatTheTopicDoesNotHaveStopsThePartitionAndAsksTheOperator() {
        assign();
        awaitState("writing");
        consumer.schedulePollTask(
                () -> consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 99L))));
        await().atMost(SOON).until(() -> state().contains("operator"));
        assertThat(takenAt).hasSize(1);
    }

    @Test
    void anotherTopicOfTheSameNameStopsThePartitionAndIsNotTriedAgain() throws Exception {
        store.takeOver = new StoreException(StoreException.Kind.MISPLACED, "another topic id: an operator has to look");
        assign();
        await().atMost(SOON).until(() -> state().contains("operator"));
        TimeUnit.MILLISECONDS.sleep(2 * HEARTBEAT_MS);
        assertThat(takenAt).hasSize(1);
    }

    @Test
    void aStoreThatIsDownIsTriedAgainUntilItIsBack() {
        store.takeOver = new StoreException(StoreException.Kind.UNAVAILABLE, "down");
        assign();
        await().atMost(SOON).until(() -> state().contains("down"));
        store.takeOver = null;
        awaitState("writing");
    }

    @Test
    void aFencedWriterWaitsAHeartbeatAndTakesOverOnlyWhatIsStillItsOwn() {
        assign();
        awaitState("writing");
        store.commit = new StoreException(StoreException.Kind.FENCED, "another writer has it");
        send(0);
        await().atMost(SOON).until(() -> takenAt.size() == 2);
        assertThat(takenAt.get(1) - store.failedAt).isGreaterThanOrEqualTo(HEARTBEAT_MS);

        store.commit = new StoreException(StoreException.Kind.FENCED, "another writer has it");
        send(1);
        await().atMost(SOON).until(() -> state().contains("taking over again"));
        consumer.schedulePollTask(() -> consumer.rebalance(List.of()));
        await().atMost(SOON).until(() -> partitions.states().isEmpty());
        assertThat(takenAt).hasSize(2);
    }

    @Test
    void aWriterThatFollowsOneThatFailedIsGivenWhatThatOneDidNotCommit() {
        assign();
        awaitState("writing");
        store.commit = new StoreException(StoreException.Kind.UNAVAILABLE, "the answer was lost");
        send(0);
        await().atMost(SOON).until(() -> takenAt.size() == 2);
        awaitState("writing");
        assertThat(consumer.position(PARTITION)).isZero();
        send(0);
        await().atMost(SOON).until(() -> store.standing().nextOffset() == 1);
    }

    @Test
    void aWriterThatCannotFollowHoldsItsPartitionBackAndLetsItGoOnLater() {
        assign();
        awaitState("writing");
        store.holdBack = true;
        for (int offset = 0; offset < 12; offset++) {
            send(offset);
        }
        await().atMost(SOON).until(() -> consumer.paused().contains(PARTITION));
        store.go.countDown();
        await().atMost(SOON).until(() -> consumer.paused().isEmpty());
    }

    private void assign() {
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));
    }

    private void send(long offset) {
        consumer.schedulePollTask(() -> consumer.addRecord(
                new ConsumerRecord<>(TOPIC, PARTITION.partition(), offset, new byte[0], new byte[] {1, 2, 3})));
    }

    private String state() {
        return partitions.states().getOrDefault(0, "");
    }

    private void awaitState(String wanted) {
        await().atMost(SOON).until(() -> state().equals(wanted));
    }

    private Partitions.Running take(int partition, Suspicion suspicion) throws StoreException {
        takenAt.add(System.currentTimeMillis());
        if (store.takeOver != null) {
            throw store.takeOver;
        }
        PartitionWriter writer = new PartitionWriter(
                partition,
                store,
                new Decider(new Rules(60_000, 300_000, 10)),
                new Unheard(),
                InstantSource.system(),
                new WriterLimits(1, 0, 4, 900_000, 86_400_000),
                suspicion);
        writer.start();
        return new Partitions.Running() {
            @Override
            public PartitionWriter writer() {
                return writer;
            }

            @Override
            public long nextOffset() {
                return store.standing().nextOffset();
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }

    private static final class Unheard implements PartitionWriter.AfterCommit {
        @Override
        public void committed(Batch batch) {}

        @Override
        public void unfinished(PaymentTask task) {}
    }

    /** Keeps nothing but the standing; fails, or waits, when told to. */
    private static final class FragileStore implements BatchStore {
        final CountDownLatch go = new CountDownLatch(1);
        volatile StoreException takeOver;
        volatile StoreException commit;
        volatile boolean holdBack;
        volatile long failedAt;
        private volatile Standing standing = new Standing(1, 0, 0, 0, 0);

        @Override
        public Standing standing() {
            return standing;
        }

        @Override
        public void commit(Batch batch) throws StoreException {
            StoreException failure = commit;
            if (failure != null) {
                commit = null;
                failedAt = System.currentTimeMillis();
                throw failure;
            }
            if (holdBack) {
                try {
                    go.await();
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            }
            standing = new Standing(1, batch.batchNo(), batch.nextOffset(), batch.nowMs(), 0);
        }

        @Override
        public Optional<EventLedger> load(long event) {
            return Optional.empty();
        }

        @Override
        public Optional<Hold> hold(long event, int holdNo) {
            return Optional.empty();
        }

        @Override
        public List<Hold> orders(long event) {
            return List.of();
        }

        @Override
        public Optional<EventLedger> blank(long event, long venueId, int layoutVersion) {
            return Optional.empty();
        }

        @Override
        public Optional<ReviseEvent> revision(long event) {
            return Optional.empty();
        }

        @Override
        public List<Long> unfinishedEvents() {
            return List.of();
        }

        @Override
        public List<Stored> records(long fromBatchNo, int countMax) {
            return List.of();
        }

        @Override
        public long firstBatchSince(long sinceMs) {
            return 1;
        }

        @Override
        public void close() {}
    }
}
