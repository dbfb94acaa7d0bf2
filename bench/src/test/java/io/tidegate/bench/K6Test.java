package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all k6 scripts share, without a system. */
class K6Test {
    /** One user who takes half a second cannot begin ten iterations in one. */
    private static final String TOO_MUCH = """
            import { sleep } from 'k6';
            import { thresholds } from '%s';
            export const options = {
              thresholds: { dropped_iterations: thresholds.dropped_iterations },
              scenarios: { all: {
                executor: 'constant-arrival-rate', rate: 10, timeUnit: '1s', duration: '1s', preAllocatedVUs: %d,
              } },
            };
            export default () => sleep(0.5);
            """;

    @TempDir
    private Path folder;

    private int run(int users) throws IOException, InterruptedException {
        Optional<String> k6 = K6Command.find("k6");
        assumeTrue(k6.isPresent(), "the k6 scripts: no k6 was found");
        Path script = folder.resolve("script.js");
        Files.writeString(script, TOO_MUCH.formatted(ClassPaths.root().resolve("bench/k6/tidegate.js"), users));
        Process process = K6Command.process(k6.get(), script, "http://127.0.0.1:1", "", true)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        return process.waitFor();
    }

    @Test
    void aDroppedIterationFailsTheRun() throws Exception {
        assertThat(run(1)).isNotZero();
    }

    @Test
    void aLoadThatIsOfferedWholeDoesNot() throws Exception {
        assertThat(run(50)).isZero();
    }
}
