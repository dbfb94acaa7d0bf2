package io.tidegate.bench.writer;

import io.tidegate.bench.arms.RowLocks;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.worker.Tape;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import java.util.List;
import java.util.Map;

/**
 * How many seat decisions a second one writer commits: commands in Kafka, a real Postgres with fsync, one event. Beside
 * it, on the same machine and in the same run, the same rows by one connection in plain batches, and a transaction a
 * seat under row locks at its best number of connections. Then how late holds expire, and how long a take-over takes.
 */
public final class WriterSuite implements Suite {
    private static final int SEATS = 80_000;
    private static final int LIVE = 50_000;
    private static final int LOCKED_SEATS = 20_000;
    private static final double PER_SECOND_MIN = 40_000;
    private static final double EXPIRY_P99_MS_MAX = 50;
    private static final double TAKE_OVER_SECONDS_MAX = 10;
    private static final double LOAD_MS_MAX = 300;

    @Override
    public String name() {
        return "writer";
    }

    @Override
    public String about() {
        return "seat decisions a second of one writer, beside row locks and plain batches; expiry; take-over";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        decisions(context, result);
        expiry(context, result);
        takeOver(context, result);
        return result.build();
    }

    private static void decisions(BenchContext context, SuiteResult.Builder result) throws Exception {
        Tape tape = new Tape(context.either(SEATS / 4, SEATS), 1);
        int warmUps = context.either(2, 6);
        try (TestStores stores = TestStores.start()) {
            context.say("the writer: " + warmUps + " events of " + tape.seats() + " seats to warm up, then the one"
                    + " that counts");
            WorkerRun.Rates writer = new WorkerRun(stores, tape, warmUps).run();
            context.say("the same rows in plain batches");
            double plain = new PlainBatches(stores, tape).rate();
            context.say("a transaction a seat under row locks");
            Map.Entry<Integer, Double> locks = RowLocks.rates(
                            stores.settings(Part.POSTGRES).database(),
                            Math.min(LOCKED_SEATS, tape.seats()),
                            context.either(List.of(16), List.of(4, 8, 16, 32)))
                    .entrySet()
                    .stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow();
            result.figure(Figure.higher("seats decided and committed", writer.committed(), "/s")
                            .target(PER_SECOND_MIN))
                    .figure(Figure.higher("seats decided, committed and told", writer.published(), "/s"))
                    .figure(Figure.plain("plain batches of 1,000", plain, "/s"))
                    .figure(Figure.higher("writer over plain batches", writer.committed() / plain, "x"))
                    .figure(Figure.plain("row locks", locks.getValue(), "/s"))
                    .figure(Figure.plain("connections, of the best number", locks.getKey(), ""))
                    .figure(Figure.higher("writer over row locks", writer.committed() / locks.getValue(), "x"));
        }
    }

    private static void expiry(BenchContext context, SuiteResult.Builder result) throws Exception {
        int live = context.either(LIVE / 10, LIVE);
        ExpiryBench.Report late = new ExpiryBench(live, context::say).run();
        result.figure(Figure.plain("holds live while others expire", live, ""))
                .figure(Figure.lower("expiry after its deadline p50", (double) late.p50Ms(), "ms"))
                .figure(Figure.lower("expiry after its deadline p99", (double) late.p99Ms(), "ms")
                        .target(EXPIRY_P99_MS_MAX))
                .figure(Figure.lower("expiry after its deadline at most", (double) late.maxMs(), "ms"));
        if (late.early() > 0) {
            result.failure(late.early() + " holds expired before their deadline");
        }
        if (late.expired() < ExpiryBench.EXPIRIES) {
            result.failure("only " + late.expired() + " of " + ExpiryBench.EXPIRIES + " holds were seen to expire");
        }
    }

    private static void takeOver(BenchContext context, SuiteResult.Builder result) throws Exception {
        Tape tape = new Tape(context.either(SEATS / 4, SEATS), 1);
        context.say("a writer is killed while another stands by");
        try (TestStores stores = TestStores.start()) {
            TakeOverRun.Report report = new TakeOverRun(stores, tape).run();
            result.figure(Figure.lower("take-over of a killed writer's partition", report.seconds(), "s")
                            .target(TAKE_OVER_SECONDS_MAX))
                    .figure(Figure.lower("of it, loading a sold out event", report.loadMs(), "ms")
                            .target(LOAD_MS_MAX));
        }
    }
}
