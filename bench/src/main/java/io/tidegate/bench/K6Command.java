package io.tidegate.bench;

import io.tidegate.localstack.Installed;
import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench k6 NAME}: runs a script of {@code bench/k6}; exit code 0 only when all of its thresholds held. */
@Command(
        name = "k6",
        description = "Run a k6 script of bench/k6 against the running system, one started for it, or any other.",
        mixinStandardHelpOptions = true)
final class K6Command implements Callable<Integer> {
    private static final String SHARED = "tidegate";
    private static final String MODULE = "go.k6.io/k6@latest";

    @Parameters(index = "0", paramLabel = "NAME", description = "spike, steady, soak, browse or refresh.")
    private String name = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Another system; its promoter's token in PROMOTER_TOKEN.")
    private @Nullable String url;

    @Option(names = "--smoke", description = "As short as it can be and still touch everything.")
    private boolean smoke;

    @Override
    public Integer call() throws Exception {
        Path scripts = ClassPaths.root().resolve("bench/k6");
        Path script = scripts.resolve(name + ".js");
        if (!names(scripts).contains(name)) {
            throw new Cli.Refused(
                    "there is no k6 script '" + name + "'; there are " + String.join(", ", names(scripts)));
        }
        String address = url;
        String k6 = k6();
        if (address != null) {
            return run(k6, script, address, System.getenv().getOrDefault("PROMOTER_TOKEN", ""));
        }
        Optional<Target> running = Stacks.running();
        if (running.isPresent()) {
            return run(k6, script, running.get().origin(), running.get().promoterToken());
        }
        try (Stacks.Started started = Stacks.start()) {
            return run(k6, script, started.target().origin(), started.target().promoterToken());
        }
    }

    static List<String> names(Path scripts) throws IOException {
        try (Stream<Path> files = Files.list(scripts)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".js"))
                    .map(file -> file.substring(0, file.length() - ".js".length()))
                    .filter(script -> !script.equals(SHARED))
                    .sorted()
                    .toList();
        }
    }

    private int run(String k6, Path script, String address, String token) throws IOException, InterruptedException {
        return process(k6, script, address, token, smoke).inheritIO().start().waitFor() == 0 ? 0 : Cli.FAILED;
    }

    static ProcessBuilder process(String k6, Path script, String address, String token, boolean smoke) {
        ProcessBuilder process = new ProcessBuilder(k6, "run", "--quiet", "--no-usage-report", script.toString());
        process.environment().putAll(Map.of("BASE_URL", address, "PROMOTER_TOKEN", token, "SMOKE", smoke ? "1" : "0"));
        return process;
    }

    /** Where k6 is; installed with Go where it is missing and Go is there. */
    private static String k6() throws IOException, InterruptedException {
        Optional<String> found = find("k6");
        if (found.isPresent()) {
            return found.get();
        }
        Optional<String> go = find("go");
        if (go.isPresent()) {
            System.err.println("k6 is not here: installing it with Go, which takes some minutes");
            new ProcessBuilder(go.get(), "install", MODULE).inheritIO().start().waitFor();
        }
        return find("k6")
                .orElseThrow(() -> new Cli.Refused("k6 is not here. Install it (go install " + MODULE
                        + ", or see its documentation), and put it on the PATH."));
    }

    /** On the PATH, or where Go is and where it installs. */
    static Optional<String> find(String program) {
        return Installed.program(program, System.getProperty("user.home") + "/go/bin", "/usr/local/go/bin")
                .map(Path::toString);
    }
}
