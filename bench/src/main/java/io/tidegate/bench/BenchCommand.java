package io.tidegate.bench;

import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.BenchRun;
import io.tidegate.bench.suite.History;
import io.tidegate.bench.suite.HtmlReport;
import io.tidegate.bench.suite.Machine;
import io.tidegate.bench.suite.Profiles;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.bench.suite.Suites;
import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench [SUITE...]}: exit code 0 only when every run was valid and kept what the project promises. */
@Command(
        name = "bench",
        description = "The benchmarks and their report.",
        mixinStandardHelpOptions = true,
        subcommands = {CompareCommand.class, PlanCommand.class, K6Command.class})
final class BenchCommand implements Callable<Integer> {
    /** Whose processor time is drawn, by {@code --profile}; the load's own beside them. */
    private static final Set<String> JVMS = Set.of("waiting-room", "booking-worker", "read-api", "kafka");

    private static final int RATE_MAX = 1_000_000;

    private static final Logger log = LoggerFactory.getLogger(BenchCommand.class);

    @Parameters(paramLabel = "SUITE", arity = "0..*", description = "Which ones; all without.")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "All of it within five minutes, with less certainty.")
    private boolean quick;

    @Option(names = "--only", paramLabel = "PART", description = "Only the part of the suites with this name.")
    private @Nullable String only;

    @Option(
            names = "--rate",
            paramLabel = "N",
            split = ",",
            description =
                    "Of system: latency and cost at these requests a second, instead of looking for the capacity.")
    private List<Integer> rates = List.of();

    @Option(names = "--json", description = "Print one summary object as the last line.")
    private boolean json;

    @Option(names = "--record", description = "Append the summary to bench/history.ndjson.")
    private boolean record;

    @Option(names = "--profile", description = "Record our JVMs; draw flame graphs of their processor time.")
    private boolean profile;

    @Override
    public Integer call() throws Exception {
        List<Suite> suites = suites();
        rates.stream().filter(rate -> rate < 1 || rate > RATE_MAX).findFirst().ifPresent(rate -> {
            throw new Cli.Refused("--rate is " + rate + "; allowed: 1 to " + RATE_MAX);
        });
        Path root = ClassPaths.root();
        Path reports = Files.createDirectories(root.resolve("bench/target/reports"));
        Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        long began = System.nanoTime();
        List<SuiteResult> results = run(suites, profile ? Files.createDirectories(reports.resolve("profiles")) : null);
        double seconds = (System.nanoTime() - began) / 1e9;
        BenchRun run = new BenchRun(at, command(), Machine.here(root), seconds, results);
        tell(run, root, reports);
        return run.ok() ? 0 : Cli.FAILED;
    }

    private List<Suite> suites() {
        if (names.isEmpty()) {
            return Suites.all();
        }
        return names.stream()
                .map(name -> Suites.named(name)
                        .orElseThrow(() -> new Cli.Refused(
                                "there is no suite '" + name + "'; there are " + String.join(", ", Suites.names()))))
                .toList();
    }

    private List<SuiteResult> run(List<Suite> suites, @Nullable Path profiles) throws Exception {
        List<SuiteResult> results = new ArrayList<>();
        try (BenchContext context = new BenchContext(
                quick,
                names.isEmpty(),
                only,
                rates,
                profiles,
                BenchCommand::say,
                BenchCommand::system,
                System::nanoTime)) {
            for (Suite suite : suites) {
                if (context.begins(suite)) {
                    results.add(profiled(suite, context));
                }
            }
            if (context.foundNothing()) {
                throw new Cli.Refused("no part of these suites is called '" + only + "'");
            }
        }
        return results;
    }

    private static SuiteResult profiled(Suite suite, BenchContext context) throws Exception {
        if (context.profiles().isEmpty()) {
            return run(suite, context);
        }
        Path folder = context.profiles().get().resolve(suite.name());
        try (var _ = Profiles.start(folder, jvms(context))) {
            return run(suite, context);
        } finally {
            context.say("flame graphs: " + ClassPaths.root().relativize(folder));
        }
    }

    private static Map<String, Long> jvms(BenchContext context) throws IOException {
        Map<String, Long> pids = new TreeMap<>(context.system().pids().get());
        pids.keySet().retainAll(JVMS);
        pids.put("generator", ProcessHandle.current().pid());
        return pids;
    }

    /** What breaks a suite is a failure of its own: the others still run. */
    private static SuiteResult run(Suite suite, BenchContext context) throws InterruptedException {
        try {
            return suite.run(context);
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception broken) {
            log.error("suite {} broke", suite.name(), broken);
            return new SuiteResult.Builder(suite.name())
                    .failure("it broke: " + broken)
                    .build();
        }
    }

    private static void say(String line) {
        System.err.println(line);
    }

    private static BenchContext.OpenSystem system() throws IOException {
        Optional<Target> running = Stacks.running();
        if (running.isPresent()) {
            return new BenchContext.OpenSystem(running.get(), () -> {});
        }
        Stacks.Started started = Stacks.start();
        return new BenchContext.OpenSystem(started.target(), started::close);
    }

    private String command() {
        List<String> words = new ArrayList<>(List.of("./tidegate", "bench"));
        words.addAll(names);
        if (quick) {
            words.add("--quick");
        }
        if (only != null) {
            words.addAll(List.of("--only", only));
        }
        if (!rates.isEmpty()) {
            words.addAll(List.of("--rate", rates.stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        if (profile) {
            words.add("--profile");
        }
        return String.join(" ", words);
    }

    private void tell(BenchRun run, Path root, Path reports) throws IOException {
        Path report = reports.resolve("bench-" + run.at().toString().replace(":", "") + ".html");
        Files.writeString(report, HtmlReport.of(run));
        System.err.print(run.text());
        System.err.println("\nThe report is " + root.relativize(report));
        if (record) {
            new History(root.resolve(CompareCommand.HISTORY)).append(run);
        }
        if (json) {
            System.out.println(run.json().encode());
        }
    }
}
