package io.tidegate.bench.writer;

import io.tidegate.localstack.TestStores;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How many seat decisions a second one writer commits: commands in Kafka, a real Postgres with fsync, one event. Beside
 * it, on the same machine and in the same run, a transaction a seat under row locks at its best number of connections,
 * and the same rows by one connection in plain batches.
 */
public final class WriterBench {
    private final int seats;
    private final int warmUps;
    private final Consumer<String> progress;

    /** @param warmUps events of the same size that are decided before the one that counts */
    public WriterBench(int seats, int warmUps, Consumer<String> progress) {
        this.seats = seats;
        this.warmUps = warmUps;
        this.progress = progress;
    }

    /**
     * Seats a second.
     *
     * @param published committed, and the replies in Kafka
     * @param rowLocks at {@code connections}, the best number of them
     */
    public record Report(
            int seats, double committed, double published, double rowLocks, int connections, double plainBatches) {
        public double timesRowLocks() {
            return committed / rowLocks;
        }

        public double timesPlainBatches() {
            return committed / plainBatches;
        }
    }

    /** Runs all three, one after the other, on stores of its own. */
    public Report run() throws IOException, SQLException, InterruptedException {
        Tape tape = new Tape(seats);
        try (TestStores stores = TestStores.start()) {
            progress.accept(
                    "the writer: " + warmUps + " event(s) of " + seats + " seats to warm up, then one that counts");
            WorkerRun.Rates writer = new WorkerRun(stores, tape, warmUps).run();
            String url = stores.freshDatabase();
            Baselines baselines = new Baselines(() -> stores.connect(url), tape);
            progress.accept("the same rows in plain batches");
            double plain = baselines.plainBatches();
            progress.accept("a transaction a seat under row locks");
            Map<Integer, Double> locks = baselines.rowLocks();
            Map.Entry<Integer, Double> best =
                    locks.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
            return new Report(seats, writer.committed(), writer.published(), best.getValue(), best.getKey(), plain);
        }
    }
}
