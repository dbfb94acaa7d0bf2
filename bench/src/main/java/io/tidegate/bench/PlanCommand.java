package io.tidegate.bench;

import io.tidegate.bench.plan.Plan;
import io.tidegate.bench.plan.Rates;
import io.tidegate.bench.suite.History;
import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench plan}: what an on-sale needs, from the rates that were recorded. */
@Command(
        name = "plan",
        description = "What an on-sale needs, from the rates that were recorded, with the arithmetic shown.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    @Option(names = "--buyers", paramLabel = "N", required = true, description = "who come")
    private long buyers;

    @Option(names = "--seats", paramLabel = "N", required = true, description = "to be sold")
    private long seats;

    @Option(names = "--minutes", paramLabel = "M", required = true, description = "until all is to be sold")
    private double minutes;

    @Option(
            names = "--arrival-minutes",
            paramLabel = "M",
            defaultValue = "5",
            description = "within which all come; default ${DEFAULT-VALUE}")
    private double arrivalMinutes;

    @Option(
            names = "--tickets-an-order",
            paramLabel = "N",
            defaultValue = "2",
            description = "on average; default ${DEFAULT-VALUE}")
    private double ticketsAnOrder;

    @Option(
            names = "--conversion",
            paramLabel = "SHARE",
            defaultValue = "0.7",
            description = "of the admitted who buy; default ${DEFAULT-VALUE}")
    private double conversion;

    @Override
    public Integer call() throws IOException {
        try {
            Plan.Sale sale = new Plan.Sale(buyers, seats, minutes, arrivalMinutes, ticketsAnOrder, conversion);
            History history = new History(ClassPaths.root().resolve(CompareCommand.HISTORY));
            Plan.of(sale, Rates.of(history.read())).forEach(System.out::println);
            return 0;
        } catch (IllegalArgumentException bad) {
            throw new Cli.Refused(String.valueOf(bad.getMessage()));
        }
    }
}
