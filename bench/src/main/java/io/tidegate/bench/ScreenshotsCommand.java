package io.tidegate.bench;

import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code screenshots}: by Maven, since a driver of browsers is on the tests' class path only. All pictures go to
 * {@code target/screenshots}; those that the README shows are renewed where it has them.
 */
@Command(
        name = "screenshots",
        description = "A picture of every page, for phone and desktop, light and dark, into target/screenshots.",
        hidden = true,
        mixinStandardHelpOptions = true)
final class ScreenshotsCommand implements Callable<Integer> {
    private static final Pattern SHOWN = Pattern.compile("docs/screenshots/([a-z-]+\\.png)");

    @Option(
            names = "--look",
            split = ",",
            paramLabel = "LOOK",
            description =
                    "Only this look: phone-light, phone-dark, desktop-light, desktop-dark. All of them by default.")
    private List<String> looks = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = ClassPaths.root();
        Path made = root.resolve("target/screenshots");
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
                "-Dtidegate.screenshots=" + made,
                "-Dtidegate.looks=" + String.join(",", looks));
        int exitCode = new ProcessBuilder(maven)
                .directory(root.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (exitCode != 0) {
            return Cli.FAILED;
        }
        renewShown(root, made);
        System.out.println("The pictures are in " + made);
        return 0;
    }

    private static void renewShown(Path root, Path made) throws IOException {
        String readme = Files.readString(root.resolve("README.md"));
        for (String name :
                SHOWN.matcher(readme).results().map(found -> found.group(1)).toList()) {
            Path picture = made.resolve(name);
            if (Files.exists(picture)) {
                Files.copy(
                        picture, root.resolve("docs/screenshots").resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
