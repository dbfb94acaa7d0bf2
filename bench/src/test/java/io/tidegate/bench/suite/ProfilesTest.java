package io.tidegate.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilesTest {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int STEPS = 100_000;

    @TempDir
    private Path folder;

    @Test
    void aProcessIsDrawnByWhereItsProcessorTimeWent() throws Exception {
        try (var _ = Profiles.start(folder, Map.of("me", ProcessHandle.current().pid()))) {
            assertThat(somethingThatTakesTime()).isNotZero();
        }
        assertThat(RecordingFile.readAllEvents(folder.resolve("me.jfr"))).anyMatch(ProfilesTest::isOfOurs);
        assertThat(folder.resolve("me.html")).content().contains("me, by processor time");
    }

    private static boolean isOfOurs(RecordedEvent sample) {
        return sample.getStackTrace() != null
                && sample.getStackTrace().getFrames().stream()
                        .anyMatch(frame -> frame.getMethod().getName().equals("somethingThatTakesTime"));
    }

    /** Processor time, not time: however busy the machine is. */
    private static long somethingThatTakesTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + NANOS;
        long sum = 1;
        while (threads.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < STEPS; i++) {
                sum += sum % (i + 1); // the compiler cannot do without
            }
        }
        return sum;
    }

    @Test
    void aProcessThatIsNotThereIsLeftOut() throws Exception {
        try (var _ = Profiles.start(folder, Map.of("nobody", Long.MAX_VALUE))) {
            assertThat(folder).isEmptyDirectory();
        }
        assertThat(folder).isEmptyDirectory();
    }
}
