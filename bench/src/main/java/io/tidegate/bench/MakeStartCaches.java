package io.tidegate.bench;

import io.tidegate.bench.rush.Rush;
import io.tidegate.bench.rush.RushOptions;
import io.tidegate.bench.system.Training;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.up.StackOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * For the launcher alone, after a build: a whole system on a throw-away folder sells a few tickets and stops, so that
 * each of its JVMs, this one too, writes the cache from which it starts quickly from then on.
 */
@Command(name = "make-start-caches", hidden = true)
final class MakeStartCaches implements Callable<Integer> {
    private static final int BUYERS = 8;
    /** More than they buy, so that nobody waits for what others give back. */
    private static final int SEATS = 40;

    private static final Duration TRAINING = Duration.ofSeconds(10);

    @Parameters(paramLabel = "FOLDER", description = "Where the system lives meanwhile.")
    private Path folder = Path.of("");

    @Override
    public Integer call() throws Exception {
        say("starting the system");
        try (Stacks.Started started = Stacks.start(StackOptions.apart(ClassPaths.root(), folder.toAbsolutePath()))) {
            say("selling some tickets");
            UpCommand.demo(started.stack(), started.target().promoterToken());
            new Rush(started.target(), new RushOptions(BUYERS, SEATS, 1, false, false, 1)).run(false);
            say("under the load of an on-sale, so that what is hot then is known from the start");
            Training.run(started.target(), TRAINING);
            say("stopping, while each process writes its cache");
        }
        return 0;
    }

    private static void say(String what) {
        System.err.println("start caches: " + what);
    }
}
