package io.tidegate.bench;

import io.tidegate.bench.suite.Comparison;
import io.tidegate.bench.suite.History;
import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench compare A B}: exit code 1 when something became worse beyond noise. */
@Command(
        name = "compare",
        description = "What moved beyond noise between two recorded runs.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    /** Where runs are recorded, from the checkout's root. */
    static final String HISTORY = "bench/history.ndjson";

    @Parameters(index = "0", paramLabel = "A", description = "first, last, -N (the Nth from the end) or a commit.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "B", description = "The same; what A is compared with.")
    private String after = "";

    @Override
    public Integer call() throws IOException {
        List<Comparison.Move> moves;
        try {
            List<History.Entry> all = new History(ClassPaths.root().resolve(HISTORY)).read();
            moves = Comparison.of(History.select(all, before), History.select(all, after));
        } catch (IllegalArgumentException bad) {
            throw new Cli.Refused(String.valueOf(bad.getMessage()));
        }
        moves.forEach(move -> System.out.println(move.text()));
        return moves.stream().anyMatch(move -> move.verdict().equals("worse")) ? Cli.FAILED : 0;
    }
}
