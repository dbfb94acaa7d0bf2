package io.tidegate.bench;

import io.tidegate.bench.promoter.Demo;
import io.tidegate.bench.promoter.DemoYear;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.up.LocalStack;
import io.tidegate.localstack.up.Up;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code up [--fresh]}: the whole system, with a demo on-sale. */
@Command(
        name = "up",
        description = "Run the whole system on this machine, with a demo on-sale, until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private static final long ANSWER_MS_MAX = 30_000;

    @Option(names = "--fresh", description = "Wipe what a former system left in .tidegate/ first.")
    private boolean fresh;

    @Override
    public Integer call() {
        return new Up(ClassPaths.root(), fresh, UpCommand::demo, System.out).run();
    }

    static List<String> demo(LocalStack stack, String promoterToken) {
        try (LoadClient http = new LoadClient(1, 2, ANSWER_MS_MAX)) {
            PromoterApi promoter = new PromoterApi(http, Server.of(stack.publicUrl()), promoterToken);
            String eventId = Demo.ensure(promoter);
            List<String> lines = new ArrayList<>(
                    Demo.tour(stack.publicUrl(), eventId).lines().toList());
            try {
                DemoYear.ensure(promoter, stack.directory());
            } catch (IOException | IllegalStateException refused) { // the system is up all the same
                lines.addFirst("The demo catalogue is not loaded: " + refused.getMessage());
            }
            return lines;
        }
    }
}
