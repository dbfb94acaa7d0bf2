package io.tidegate.bench.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.bench.WholeSystem;
import io.tidegate.bench.suite.BenchContext;
import io.tidegate.bench.suite.BenchContext.OpenSystem;
import io.tidegate.bench.suite.SuiteResult;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The seat map holds up nobody's finger: what the benchmark of this name promises, on this machine as it is. */
@ResourceLock(WholeSystem.LOCK)
@ExtendWith(WholeSystem.class)
@Tag("long")
class SeatMapSmoothnessTest {
    @Test
    void noTaskOfThePageTakesOver50Milliseconds(WholeSystem.Running system) throws Exception {
        assumeTrue(ChromiumProgram.find().isPresent(), "the seat map in a browser: " + ChromiumProgram.MISSING);
        try (BenchContext context = new BenchContext(
                true,
                false,
                null,
                List.of(),
                null,
                line -> {},
                () -> new OpenSystem(system.target(), () -> {}),
                System::nanoTime)) {
            SuiteResult result = new SmoothSuite().run(context);
            assertThat(result.ok()).as(result.toString()).isTrue();
        }
    }
}
