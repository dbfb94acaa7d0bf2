package io.tidegate.bench;

import io.tidegate.bench.audit.AuditPrinter;
import io.tidegate.bench.audit.Audits;
import io.tidegate.bench.audit.Verdict;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit [--json]}: exit code 0 only with no violation, 2 where no system runs. */
@Command(
        name = "audit",
        description = "Check the invariants on the running system: its database against Stripe's API.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Target target = Stacks.require();
        List<Verdict> verdicts = Audits.run(target);
        if (json) {
            System.out.println(AuditPrinter.json(verdicts).encode());
        } else {
            AuditPrinter.print(verdicts, System.out);
        }
        return verdicts.stream().allMatch(verdict -> verdict.violations() == 0) ? 0 : Cli.FAILED;
    }
}
