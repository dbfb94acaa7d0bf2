package io.tidegate.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
    @Test
    void aProcessIsChargedWithItsUnnamedChildren() throws Exception {
        // The shell waits; what burns is its child.
        Process shell = new ProcessBuilder("sh", "-c", "sh -c 'while :; do :; done'; true").start();
        try {
            Map<String, Long> pids = Map.of("shell", shell.pid());
            ProcessorTime before = ProcessorTime.read(pids);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    ProcessorTime.read(pids).since(before).get("shell"))
                            .isGreaterThan(100_000));
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }

    @Test
    void aNamedChildIsChargedByItselfAndNotToItsParent() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            Map<String, Long> pids = Map.of("us", ProcessHandle.current().pid(), "shell", shell.pid());
            Awaitility.await()
                    .untilAsserted(() -> assertThat(ProcessorTime.read(pids)
                                    .since(ProcessorTime.read(Map.of()))
                                    .get("shell"))
                            .isGreaterThan(50_000));
        } finally {
            shell.destroyForcibly();
        }
    }

    @Test
    void readsTheTimesThatPsPrints() {
        assertThat(ProcessorTime.psMicros("0:01.50")).isEqualTo(1_500_000);
        assertThat(ProcessorTime.psMicros("01:02:03")).isEqualTo(3_723_000_000L);
        assertThat(ProcessorTime.psMicros("2-00:00:01")).isEqualTo(172_801_000_000L);
    }

    @Test
    void aShareOfStolenTimeIsBetweenNoneAndAll() {
        Steal now = Steal.read();
        assertThat(now.shareSince(new Steal(0, 0)).orElse(0)).isBetween(0.0, 1.0);
    }
}
