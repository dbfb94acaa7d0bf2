package io.tidegate.bench.writer;

import io.tidegate.bench.rig.Until;
import io.tidegate.bench.worker.Tape;
import io.tidegate.bench.worker.Worker;
import io.tidegate.localstack.TestStores;
import io.tidegate.wire.Command;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * The writer itself on commands that are all in Kafka before it starts. It decides some events of the same size first,
 * so that what is measured is not the compiler; the last one counts.
 */
final class WorkerRun {
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    private final TestStores stores;
    private final Tape tape;
    private final int warmUps;

    WorkerRun(TestStores stores, Tape tape, int warmUps) {
        this.stores = stores;
        this.tape = tape;
        this.warmUps = warmUps;
    }

    /** Seat decisions a second: committed, and committed and published. */
    record Rates(double committed, double published) {}

    Rates run() throws IOException, SQLException, InterruptedException {
        try (Worker worker = new Worker(stores, 1);
                Connection owner = worker.database()) {
            tape.describe(owner, 1, warmUps + 1);
            long end = fill(worker);
            worker.start("booking-worker");
            return measure(worker, owner, end - tape.seats(), end);
        }
    }

    /** Puts all commands into Kafka; answers the offset after the last. */
    private long fill(Worker worker) {
        long offset = 0;
        try (Producer<byte[], byte[]> producer = worker.producer()) {
            for (int event = 1; event <= warmUps + 1; event++) {
                List<Command> commands = new ArrayList<>(List.of(tape.schedule(event, Tape.DAY_MS)));
                commands.addAll(tape.reserves(event));
                for (Command command : commands) {
                    var _ = producer.send(worker.message(command));
                }
                offset += commands.size();
            }
        }
        return offset;
    }

    private static Rates measure(Worker worker, Connection owner, long from, long end)
            throws SQLException, InterruptedException {
        TopicPartition partition = new TopicPartition(worker.topics().replies(), 0);
        try (PreparedStatement look =
                        owner.prepareStatement("select next_offset from writer_partition where partition = 0");
                Consumer<byte[], byte[]> replies = worker.consumer()) {
            Reached begun = await(from + 1, () -> committed(look));
            Reached committed = await(end, () -> committed(look));
            // Each command has one reply.
            Reached published =
                    await(end, () -> replies.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
            return new Rates(begun.rateUntil(committed), begun.rateUntil(published));
        }
    }

    private static long committed(PreparedStatement look) throws SQLException {
        try (ResultSet row = look.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private interface Progress {
        long now() throws SQLException;
    }

    private record Reached(long nanos, long commands) {
        double rateUntil(Reached later) {
            return (later.commands - commands) / ((later.nanos - nanos) / 1e9);
        }
    }

    private static Reached await(long commands, Progress progress) throws SQLException, InterruptedException {
        return Until.seen("the writer comes to command " + commands, AT_MOST, LOOK, () -> {
            long now = progress.now();
            return now >= commands ? Optional.of(new Reached(System.nanoTime(), now)) : Optional.empty();
        });
    }
}
