package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.bench.rush.Rush;
import io.tidegate.bench.rush.RushOptions;
import io.tidegate.bench.rush.RushReport;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.up.StackOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system, all of its processes, with a crowd at its door. */
class RushTest {
    @TempDir
    Path folder;

    @Test
    void aSmallHouseIsSoldOutWithoutAViolation() throws Exception {
        RushReport report = rush(new RushOptions(300, 150, 2, false, false, 1));
        assertThat(report.text()).as(report.toString()).contains("sold 300 of 300");
        assertThat(report.ok()).as(report.toString()).isTrue();
    }

    @Test
    @Tag("long")
    void killedProcessesCostTimeAndNothingElse() throws Exception {
        RushReport report = rush(new RushOptions(1000, 500, 1, true, false, 2));
        assertThat(report.missing()).isEmpty();
        assertThat(report.ok()).as(report.toString()).isTrue();
    }

    private RushReport rush(RushOptions options) throws Exception {
        try (Stacks.Started started = Stacks.start(StackOptions.apart(ClassPaths.root(), folder.resolve("stack")))) {
            return new Rush(started.target(), options).run(false);
        }
    }
}
