package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.bench.rush.Rush;
import io.tidegate.bench.rush.RushOptions;
import io.tidegate.bench.rush.RushReport;
import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The whole system, all of its processes, with a crowd at its door. */
@ResourceLock(WholeSystem.LOCK)
@ExtendWith(WholeSystem.class)
class RushTest {
    private static final Path SCRIPTS = ClassPaths.root().resolve("bench/k6");

    @TempDir
    Path folder;

    private final Target system;

    RushTest(WholeSystem.Running system) {
        this.system = system.target();
    }

    @Test
    void aSmallHouseIsSoldOutWithoutAViolation() throws Exception {
        RushReport report = rush(new RushOptions(300, 150, 2, false, false, 1));
        assertThat(report.text()).as(report.toString()).contains("sold 300 of 300");
        assertThat(report.ok()).as(report.toString()).isTrue();
    }

    /** Side by side: each is a few requests a second, on a sale of its own. */
    @Test
    void theK6ScriptsHoldTheirThresholds() throws Exception {
        Optional<String> k6 = K6Command.find("k6");
        assumeTrue(k6.isPresent(), "the k6 scripts: no k6 was found");
        Map<String, Process> running = new TreeMap<>();
        for (String script : K6Command.names(SCRIPTS)) {
            running.put(script, smoke(k6.get(), script));
        }
        SoftAssertions all = new SoftAssertions();
        for (Map.Entry<String, Process> script : running.entrySet()) {
            int code = script.getValue().waitFor();
            all.assertThat(code)
                    .as(script.getKey() + ": " + Files.readString(output(script.getKey())))
                    .isZero();
        }
        all.assertAll();
    }

    private Process smoke(String k6, String script) throws IOException {
        return K6Command.process(k6, SCRIPTS.resolve(script + ".js"), system.origin(), system.promoterToken(), true)
                .redirectErrorStream(true)
                .redirectOutput(output(script).toFile())
                .start();
    }

    private Path output(String script) {
        return folder.resolve(script + ".out");
    }

    @Test
    @Tag("long")
    void killedProcessesCostTimeAndNothingElse() throws Exception {
        RushReport report = rush(new RushOptions(1000, 500, 1, true, false, 2));
        assertThat(report.missing()).isEmpty();
        assertThat(report.ok()).as(report.toString()).isTrue();
    }

    private RushReport rush(RushOptions options) throws Exception {
        return new Rush(system, options).run(false);
    }
}
