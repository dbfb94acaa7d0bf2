package io.tidegate.bench;

import io.tidegate.bench.writer.ExpiryBench;
import io.tidegate.bench.writer.WriterBench;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench-writer}: how many seat decisions a second the writer commits, and two baselines. */
@Command(
        name = "bench-writer",
        hidden = true,
        description = "How many seat decisions a second one writer commits, beside two baselines.",
        mixinStandardHelpOptions = true)
final class BenchWriterCommand implements Callable<Integer> {
    @Option(names = "--seats", paramLabel = "N", defaultValue = "80000", description = "default ${DEFAULT-VALUE}")
    private int seats;

    @Option(
            names = "--warm-ups",
            paramLabel = "N",
            defaultValue = "2",
            description = "events decided before the one that counts; default ${DEFAULT-VALUE}")
    private int warmUps;

    @Option(names = "--expiry", paramLabel = "N", description = "Instead: how late holds expire while N are live.")
    private int expiry;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (expiry > 0) {
            ExpiryBench.Report late = new ExpiryBench(expiry, System.err::println).run();
            System.out.println(json ? json(late).encode() : text(late));
            return late.early() == 0 ? 0 : Cli.FAILED;
        }
        WriterBench.Report report = new WriterBench(seats, warmUps, System.err::println).run();
        System.out.println(json ? json(report).encode() : text(report));
        return 0;
    }

    private static String text(WriterBench.Report report) {
        return """
                seat decisions a second, one event of %,d seats
                the writer, committed            %,9.0f
                the writer, committed and told   %,9.0f
                plain batches of 1,000           %,9.0f   the writer is at %.2f times that
                a transaction a seat, FOR UPDATE %,9.0f   the writer is at %.1f times that (%d connections, the best)""".formatted(
                        report.seats(),
                        report.committed(),
                        report.published(),
                        report.plainBatches(),
                        report.timesPlainBatches(),
                        report.rowLocks(),
                        report.timesRowLocks(),
                        report.connections());
    }

    private static String text(ExpiryBench.Report late) {
        return "%,d holds expired with %,d live: %d early; after their deadline p50 %d ms, p99 %d ms, at most %d ms"
                .formatted(late.expired(), late.live(), late.early(), late.p50Ms(), late.p99Ms(), late.maxMs());
    }

    private static JsonObject json(ExpiryBench.Report late) {
        return new JsonObject()
                .put("live", late.live())
                .put("expired", late.expired())
                .put("early", late.early())
                .put("p50Ms", late.p50Ms())
                .put("p99Ms", late.p99Ms())
                .put("maxMs", late.maxMs());
    }

    private static JsonObject json(WriterBench.Report report) {
        return new JsonObject()
                .put("seats", report.seats())
                .put("committedPerSecond", Math.round(report.committed()))
                .put("publishedPerSecond", Math.round(report.published()))
                .put("plainBatchesPerSecond", Math.round(report.plainBatches()))
                .put("rowLocksPerSecond", Math.round(report.rowLocks()))
                .put("rowLocksConnections", report.connections())
                .put("timesPlainBatches", report.timesPlainBatches())
                .put("timesRowLocks", report.timesRowLocks());
    }
}
