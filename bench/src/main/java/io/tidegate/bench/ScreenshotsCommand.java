package io.tidegate.bench;

import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code screenshots}: by Maven, since a driver of browsers is on the tests' class path only. */
@Command(
        name = "screenshots",
        description = "A picture of every page, for phone and desktop, light and dark, into docs/screenshots.",
        hidden = true,
        mixinStandardHelpOptions = true)
final class ScreenshotsCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = ClassPaths.root();
        List<String> maven = List.of(
                "mvn",
                "-q",
                "-B",
                "-pl",
                "bench",
                "-am",
                "test",
                "-Dtest=Screenshots",
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Dtidegate.screenshots=" + root.resolve("docs/screenshots"));
        int exitCode = new ProcessBuilder(maven)
                .directory(root.toFile())
                .inheritIO()
                .start()
                .waitFor();
        return exitCode == 0 ? 0 : Cli.FAILED;
    }
}
