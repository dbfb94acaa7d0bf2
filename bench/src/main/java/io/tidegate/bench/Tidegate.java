package io.tidegate.bench;

import io.tidegate.bench.Cli.Refused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/**
 * The one command, {@code ./tidegate VERB}. Exit codes: 0 it went well; 1 it did not (one line says what, and where the
 * log is); 2 it was asked for something that does not exist or is not allowed (one line). Never a stack trace.
 *
 * <p>The launcher passes on every verb that it finds in a {@code …Command.java} here, and {@code test} to Maven.
 */
@Command(
        name = "tidegate",
        description = "A booking gateway for ticket on-sales.",
        synopsisSubcommandLabel = "VERB",
        mixinStandardHelpOptions = true,
        version = "Tidegate 0.1.0",
        subcommands = {
            UpCommand.class,
            RushCommand.class,
            AuditCommand.class,
            BenchCommand.class,
            ReindexCommand.class,
            ScreenshotsCommand.class,
            VerifyTicketCommand.class,
            TestCommand.class,
            MakeStartCaches.class,
            HelpCommand.class
        })
public final class Tidegate implements Runnable {
    /** The launcher's way in. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Tidegate())
                .setParameterExceptionHandler(Cli::refuse)
                .setExecutionExceptionHandler(Cli::fail)
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(true);
    }

    @Override
    public void run() {
        throw new Refused("a verb is missing; tidegate --help lists them");
    }
}
