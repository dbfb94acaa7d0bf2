package io.tidegate.bench;

import io.tidegate.bench.audit.AuditPrinter;
import io.tidegate.bench.rush.Rush;
import io.tidegate.bench.rush.RushOptions;
import io.tidegate.bench.rush.RushReport;
import java.io.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rush}: exit code 0 only when all was sold that had to be, with no violation. */
@Command(
        name = "rush",
        description = "Simulated buyers run an on-sale through the public API, on the running system or on one that is"
                + " started for it and stopped afterwards; ends with the audit.",
        mixinStandardHelpOptions = true)
final class RushCommand implements Callable<Integer> {
    @Option(names = "--buyers", paramLabel = "N", defaultValue = "2000", description = "default ${DEFAULT-VALUE}")
    private int buyers;

    @Option(
            names = "--seats",
            paramLabel = "N",
            defaultValue = "1000",
            description = "of each event; default ${DEFAULT-VALUE}")
    private int seats;

    @Option(names = "--events", paramLabel = "N", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    private int events;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the crowd's; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--chaos", description = "Kill processes meanwhile.")
    private boolean chaos;

    @Option(names = "--stripe-limits", paramLabel = "LIMITS", description = "default: Stripe's own default limits.")
    private String stripeLimits = "";

    @Option(names = "--json", description = "Print one summary object as the last line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        RushOptions options = options();
        Optional<Target> running = Stacks.running();
        if (running.isPresent()) {
            return run(running.get(), options);
        }
        try (Stacks.Started started = Stacks.start()) {
            return run(started.target(), options);
        }
    }

    private RushOptions options() {
        if (!stripeLimits.isEmpty() && !stripeLimits.equals("default")) {
            throw new Cli.Refused("--stripe-limits is '" + stripeLimits + "'; allowed: default");
        }
        try {
            return new RushOptions(buyers, seats, events, chaos, !stripeLimits.isEmpty(), seed);
        } catch (IllegalArgumentException bad) {
            throw new Cli.Refused(String.valueOf(bad.getMessage()));
        }
    }

    private int run(Target target, RushOptions options) throws Exception {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        RushReport report = new Rush(target, options).run(terminal);
        System.err.print(report.text());
        report.unexpected().forEach(System.err::println);
        report.missing().forEach(line -> System.err.println("lost: " + line));
        AuditPrinter.print(report.verdicts(), System.err);
        if (json) {
            System.out.println(report.json().encode());
        }
        return report.ok() ? 0 : Cli.FAILED;
    }
}
