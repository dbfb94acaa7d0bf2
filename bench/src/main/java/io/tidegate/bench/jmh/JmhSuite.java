package io.tidegate.bench.jmh;

import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.Suite;
import io.tidegate.bench.suite.SuiteResult;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.stores.JavaCommand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Time and allocation of an operation, by JMH in a process of its own, on the class paths of the services. */
public final class JmhSuite implements Suite {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    /** What JMH says before each benchmark: how much is done, and how long the rest takes. */
    private static final String PROGRESS = "# Run progress: ";
    /** Bytes that deciding, applying and releasing one seat may allocate. */
    private static final double DECISION_BYTES_MAX = 4096;

    private static final Map<String, Double> ALLOCATION_PROMISED = Map.of("Ledger.givenSeat", DECISION_BYTES_MAX);

    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public String about() {
        return "time and allocation of what is hot: deciding, wire, tokens, draw and cursor, deltas";
    }

    @Override
    public SuiteResult run(BenchContext context) throws Exception {
        Path root = ClassPaths.root();
        Path out = Files.createDirectories(root.resolve("bench/target/jmh")).resolve("result.json");
        Files.deleteIfExists(out);
        List<String> command =
                new ArrayList<>(List.of(JavaCommand.java(), "-Xmx1g", "-cp", classPath(root), "org.openjdk.jmh.Main"));
        command.addAll(List.of("-rf", "json", "-rff", out.toString(), "-prof", "gc", "-foe", "true"));
        command.addAll(context.either(
                List.of("-f", "1", "-wi", "2", "-w", "300ms", "-i", "2", "-r", "300ms"),
                List.of("-f", "2", "-wi", "5", "-w", "1s", "-i", "5", "-r", "1s")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader said = process.inputReader();
                BufferedWriter log = Files.newBufferedWriter(out.resolveSibling("jmh.log"))) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                log.append(line).append('\n');
                if (line.startsWith(PROGRESS)) {
                    context.say("jmh: " + line.substring(PROGRESS.length()));
                }
            }
        }
        int code = process.waitFor();
        SuiteResult.Builder result = new SuiteResult.Builder(name());
        if (code != 0 || !Files.exists(out)) {
            return result.failure("JMH ended with " + code + "; its output is in bench/target/jmh/jmh.log")
                    .build();
        }
        for (Object each : new JsonArray(Files.readString(out))) {
            add((JsonObject) each, result);
        }
        return result.build();
    }

    private static void add(JsonObject benchmark, SuiteResult.Builder result) {
        String[] parts = benchmark.getString("benchmark").split("\\.");
        String name = parts[parts.length - 2].replace("Benchmark", "") + "." + parts[parts.length - 1];
        double nanos = benchmark.getJsonObject("primaryMetric").getDouble("score");
        result.figure(Figure.lower(name, nanos, "ns"));
        benchmark.getJsonObject("secondaryMetrics").forEach(metric -> {
            if (metric.getKey().endsWith(ALLOCATION)) {
                Figure bytes = Figure.lower(
                        name + ", allocated", ((JsonObject) metric.getValue()).getDouble("score"), "bytes");
                Double promised = ALLOCATION_PROMISED.get(name);
                result.figure(promised == null ? bytes : bytes.target(promised));
            }
        });
    }

    private static String classPath(Path root) throws IOException {
        Set<Path> all = new LinkedHashSet<>();
        for (String module : List.of("bench", "booking-worker", "waiting-room", "read-api")) {
            all.add(ClassPaths.classes(root, module));
            all.addAll(ClassPaths.libraries(root, module));
        }
        return all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
