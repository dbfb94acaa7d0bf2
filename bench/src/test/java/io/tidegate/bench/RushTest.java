package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.bench.rush.Rush;
import io.tidegate.bench.rush.RushOptions;
import io.tidegate.bench.rush.RushReport;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.up.StackOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole system, all of its processes, with a crowd at its door. */
class RushTest {
    private static final Path SCRIPTS = ClassPaths.root().resolve("bench/k6");

    @TempDir
    private static Path folder;

    private static Stacks.Started system;

    @BeforeAll
    static void start() throws IOException {
        system = Stacks.start(StackOptions.apart(ClassPaths.root(), folder.resolve("stack")));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void aSmallHouseIsSoldOutWithoutAViolation() throws Exception {
        RushReport report = rush(new RushOptions(300, 150, 2, false, false, 1));
        assertThat(report.text()).as(report.toString()).contains("sold 300 of 300");
        assertThat(report.ok()).as(report.toString()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void aK6ScriptHoldsItsThresholds(String script) throws Exception {
        Optional<String> k6 = K6Command.find("k6");
        assumeTrue(k6.isPresent(), "the k6 scripts: no k6 was found");
        Process process = K6Command.process(
                        k6.get(),
                        SCRIPTS.resolve(script + ".js"),
                        system.target().origin(),
                        system.target().promoterToken(),
                        true)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    static List<String> scripts() throws IOException {
        return K6Command.names(SCRIPTS);
    }

    @Test
    @Tag("long")
    void killedProcessesCostTimeAndNothingElse() throws Exception {
        RushReport report = rush(new RushOptions(1000, 500, 1, true, false, 2));
        assertThat(report.missing()).isEmpty();
        assertThat(report.ok()).as(report.toString()).isTrue();
    }

    private static RushReport rush(RushOptions options) throws Exception {
        return new Rush(system.target(), options).run(false);
    }
}
