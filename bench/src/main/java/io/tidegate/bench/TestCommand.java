package io.tidegate.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Only for the help: the launcher runs the tests itself, before there is anything built to hand over to. */
@Command(name = "test", description = "Run the tests (by the launcher, through Maven).")
final class TestCommand implements Runnable {
    @Option(names = "--all", description = "The long ones too.")
    private boolean all;

    @Override
    public void run() {
        throw new Cli.Refused("test" + (all ? " --all" : "") + " is run by the launcher: ./tidegate test");
    }
}
