package io.tidegate.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilesTest {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    @TempDir
    private Path folder;

    @Test
    void aProcessIsDrawnByWhereItsProcessorTimeWent() throws Exception {
        try (var _ = Profiles.start(folder, Map.of("me", ProcessHandle.current().pid()))) {
            assertThat(somethingThatTakesTime()).isPositive();
        }
        assertThat(folder.resolve("me.jfr")).isNotEmptyFile();
        assertThat(folder.resolve("me.html")).content().contains("me, by processor time", "somethingThatTakesTime");
    }

    private static long somethingThatTakesTime() {
        long begin = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - begin < NANOS) {
            count++;
        }
        return count;
    }

    @Test
    void aProcessThatIsNotThereIsLeftOut() throws Exception {
        try (var _ = Profiles.start(folder, Map.of("nobody", Long.MAX_VALUE))) {
            assertThat(folder).isEmptyDirectory();
        }
        assertThat(folder).isEmptyDirectory();
    }
}
