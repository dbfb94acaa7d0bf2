package io.tidegate.bench.writer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.worker.Tape;
import io.tidegate.bench.worker.Worker;
import io.tidegate.localstack.TestStores;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.SeatChange;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * How late holds expire while as many as wanted are live and the writer is busy: from each hold's deadline until a
 * reader of the seat changes has it, so that the commit and the publishing are in it.
 */
final class ExpiryBench {
    private static final int RATE = 2000;
    private static final int MEASURED_SECONDS = 10;

    /** A seat is wanted again so long after its hold's deadline: a writer that is later has no seats to sell. */
    private static final int SPARE_SECONDS = 5;

    private static final int EVENT = 1;

    /** So many holds should end while it looks. */
    static final long EXPIRIES = (long) RATE * MEASURED_SECONDS;

    private final int live;
    private final java.util.function.Consumer<String> progress;

    /** @param live holds that are live at any time while it is measured */
    ExpiryBench(int live, java.util.function.Consumer<String> progress) {
        this.live = live;
        this.progress = progress;
    }

    /** Milliseconds from the deadline; {@code early}: how many came before theirs. */
    record Report(int live, long expired, long early, long p50Ms, long p99Ms, long maxMs) {}

    /** Runs on stores of its own; takes a hold's time and {@code MEASURED_SECONDS}. */
    Report run() throws IOException, SQLException, InterruptedException {
        Duration hold = Duration.ofMillis(1000L * live / RATE);
        Duration selling = Duration.ofSeconds(hold.toSeconds() + MEASURED_SECONDS);
        Tape tape = new Tape(live + RATE * SPARE_SECONDS, 1);
        try (TestStores stores = TestStores.start();
                Worker worker = new Worker(stores, 1);
                Connection owner = worker.database();
                Producer<byte[], byte[]> producer = worker.producer();
                Consumer<byte[], byte[]> changes = worker.consumer()) {
            tape.describe(owner, EVENT, 1);
            worker.start("booking-worker");
            progress.accept("until " + live + " holds are live: " + hold.toSeconds() + " s");
            var _ = producer.send(worker.message(tape.schedule(EVENT, hold.toMillis())));
            changes.assign(List.of(new TopicPartition(worker.topics().seatChanges(), 0)));
            awaitFirst(changes);
            int reserves = (int) (RATE * selling.toSeconds());
            Thread buyers = Thread.ofPlatform().start(() -> reserve(worker, tape, producer, reserves));
            Lateness lateness = new Lateness();
            long end = System.nanoTime()
                    + selling.plus(hold).plusSeconds(SPARE_SECONDS).toNanos();
            while (lateness.expired() < EXPIRIES && System.nanoTime() < end) {
                lateness.read(changes);
            }
            buyers.join();
            return lateness.report(live);
        }
    }

    private static void awaitFirst(Consumer<byte[], byte[]> changes) {
        boolean none = true;
        while (none) {
            none = changes.poll(Duration.ofMillis(100)).isEmpty();
        }
    }

    private static void reserve(Worker worker, Tape tape, Producer<byte[], byte[]> producer, int count) {
        long start = System.nanoTime();
        try {
            for (int i = 0; i < count; i++) {
                OpenLoop.awaitNanos(start + i * (1_000_000_000L / RATE));
                var _ = producer.send(worker.message(tape.reserve(EVENT, "buyer-" + i, i % tape.seats())));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is learnt from the changes. */
    private static final class Lateness {
        private final Histogram lateMs = new Histogram(3_600_000, 3);
        private long early;

        long expired() {
            return lateMs.getTotalCount() + early;
        }

        void read(Consumer<byte[], byte[]> changes) {
            for (ConsumerRecord<byte[], byte[]> record : changes.poll(Duration.ofMillis(5))) {
                long now = System.currentTimeMillis();
                for (HoldChange hold : parsed(record).getHoldsList()) {
                    if (hold.getState() == HoldChange.State.EXPIRED) {
                        add(now - hold.getExpiresAtMs());
                    }
                }
            }
        }

        private void add(long ms) {
            if (ms < 0) {
                early++;
            } else {
                lateMs.recordValue(ms);
            }
        }

        Report report(int live) {
            return new Report(
                    live,
                    expired(),
                    early,
                    lateMs.getValueAtPercentile(50),
                    lateMs.getValueAtPercentile(99),
                    lateMs.getMaxValue());
        }

        private static SeatChange parsed(ConsumerRecord<byte[], byte[]> record) {
            try {
                return SeatChange.parseFrom(record.value());
            } catch (InvalidProtocolBufferException broken) {
                throw new IllegalStateException(broken);
            }
        }
    }
}
