package io.tidegate.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidegate.localstack.stores.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, which are shells. */
class SupervisorTest {
    @TempDir
    Path directory;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private Supervisor supervisor;

    @BeforeEach
    void start() throws IOException {
        supervisor = new Supervisor(directory, new Told());
    }

    @AfterEach
    void stop() {
        supervisor.close();
    }

    @Test
    void a_child_that_is_killed_is_named_with_the_end_of_its_log_and_comes_back() throws IOException {
        supervisor.start(child("worker", 0, "echo last words; touch up; exec sleep 60"));
        long first = supervisor.pids().get("worker");
        Files.delete(directory.resolve("up"));
        supervisor.kill("worker");
        await().atMost(Duration.ofSeconds(5)).until(() -> supervisor.isReady("worker"));
        assertThat(supervisor.pids().get("worker")).isNotEqualTo(first);
        assertThat(told)
                .containsExactly(
                        "worker ready",
                        "worker died: killed by signal 9 [last words]",
                        "worker restarting 1/3",
                        "worker ready");
    }

    @Test
    void a_child_that_is_killed_for_good_stays_dead_until_it_is_started_again() {
        ChildSpec worker = child("worker", 0, "touch up; exec sleep 60");
        supervisor.start(worker);
        supervisor.killForGood("worker");
        assertThat(supervisor.pids()).isEmpty();
        supervisor.start(worker);
        assertThat(supervisor.isReady("worker")).isTrue();
        assertThat(told).containsExactly("worker ready", "worker ready");
    }

    @Test
    void a_child_that_dies_too_often_stays_down_and_the_supervisor_says_so() {
        assertThatThrownBy(() -> supervisor.start(child("worker", 0, "echo no; exit 7")))
                .isInstanceOf(ChildFailedException.class)
                .hasMessageContaining("worker died 4 times")
                .hasMessageContaining("no");
        assertThat(supervisor.failed()).isCompletedWithValue("worker");
        assertThat(told)
                .filteredOn(line -> line.contains("died"))
                .hasSize(4)
                .first()
                .isEqualTo("worker died: exit code 7 [no]");
        assertThat(told).last().isEqualTo("worker gave up");
    }

    @Test
    void a_child_that_hangs_while_it_starts_counts_as_dead() {
        ChildSpec hanging = new ChildSpec(
                "worker",
                0,
                List.of("sleep", "60"),
                java.util.Map.of(),
                directory,
                () -> {
                    throw new IOException("not listening");
                },
                Duration.ofMillis(200),
                ChildSpec.StopSignal.TERM,
                Duration.ofSeconds(1),
                false);
        assertThatThrownBy(() -> supervisor.start(hanging)).isInstanceOf(ChildFailedException.class);
        assertThat(told.getFirst()).isEqualTo("worker died: not ready within 0 s: not listening []");
    }

    @Test
    void children_stop_layer_by_layer_and_a_stubborn_one_is_killed() {
        supervisor.start(
                child("store", 0, "trap 'echo store >> order; exit' TERM; touch up; while :; do sleep 0.05; done"));
        supervisor.start(child(
                "service", 2, "trap 'sleep 0.3; echo service >> order; exit' TERM; while :; do sleep 0.05; done"));
        supervisor.start(new ChildSpec(
                "stubborn",
                1,
                shell("trap '' TERM; while :; do sleep 0.05; done"),
                java.util.Map.of(),
                directory,
                () -> {},
                Duration.ofSeconds(5),
                ChildSpec.StopSignal.TERM,
                Duration.ofMillis(300),
                false));
        supervisor.close();
        assertThat(directory.resolve("order")).content().isEqualTo("service\nstore\n");
        assertThat(supervisor.pids()).isEmpty();
        assertThat(told).noneMatch(line -> line.contains("died"));
    }

    @Test
    void no_child_outlives_a_launcher_that_was_killed() throws Exception {
        Process launcher = launchedElsewhere();
        List<Long> children = childrenOf(launcher);
        launcher.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(5)).until(() -> children.stream().noneMatch(SupervisorTest::runs));
    }

    @Test
    void what_a_launcher_left_that_was_killed_with_its_reaper_is_ended_by_the_next() throws Exception {
        Process launcher = launchedElsewhere();
        List<Long> children = childrenOf(launcher);
        List<ProcessHandle> reapers = launcher.toHandle()
                .children()
                .filter(child -> !children.contains(child.pid()))
                .toList();
        // Stopped first, so that it cannot act between the two kills.
        reapers.forEach(reaper -> Signals.send(reaper.pid(), "STOP"));
        launcher.destroyForcibly().waitFor();
        reapers.forEach(ProcessHandle::destroyForcibly);
        assertThat(children).anyMatch(SupervisorTest::runs);
        new Supervisor(directory.resolve("elsewhere"), ProcessEvents.SILENT).close();
        assertThat(children).noneMatch(SupervisorTest::runs);
    }

    @Test
    void a_reaper_that_was_killed_is_replaced() throws Exception {
        Process launcher = launchedElsewhere();
        List<Long> children = childrenOf(launcher);
        ProcessHandle reaper = launcher.toHandle()
                .children()
                .filter(child -> !children.contains(child.pid()))
                .findFirst()
                .orElseThrow();
        reaper.destroyForcibly();
        reaper.onExit().get(5, TimeUnit.SECONDS);
        await().until(() -> launcher.toHandle().children().count() == children.size() + 1);
        launcher.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(5)).until(() -> children.stream().noneMatch(SupervisorTest::runs));
    }

    /** A JVM that runs a supervisor with two children: one that stops when asked, one that does not. */
    private Process launchedElsewhere() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        return new ProcessBuilder(
                        JavaCommand.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        elsewhere.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<Long> childrenOf(Process launcher) throws IOException {
        String line = launcher.inputReader().readLine();
        return List.of(line.split(" ")).stream().map(Long::valueOf).toList();
    }

    /** The process that a test kills. */
    static final class Launcher {
        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[0]);
            Supervisor supervisor = new Supervisor(directory, ProcessEvents.SILENT);
            supervisor.start(ChildSpec.of("polite", 0, List.of("sleep", "120"), directory, () -> {}));
            supervisor.start(ChildSpec.of(
                    "stubborn", 0, shell("trap '' TERM INT HUP; while :; do sleep 0.1; done"), directory, () -> {}));
            System.out.println(
                    supervisor.pids().get("polite") + " " + supervisor.pids().get("stubborn"));
            Thread.sleep(120_000);
        }
    }

    /** A zombie does not run: whoever is its parent now may be slow to bury it. */
    private static boolean runs(long pid) {
        try {
            Path status = Path.of("/proc/" + pid + "/status");
            return Files.exists(Path.of("/proc/self"))
                    ? Files.exists(status) && !Files.readString(status).contains("State:\tZ")
                    : ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        } catch (IOException gone) {
            return false;
        }
    }

    private ChildSpec child(String name, int layer, String script) {
        return ChildSpec.of(name, layer, shell(script), directory, () -> {
            if (!Files.exists(directory.resolve("up"))) {
                throw new IOException("not up");
            }
        });
    }

    private static List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script);
    }

    private final class Told implements ProcessEvents {
        @Override
        public void ready(String name, long pid, long tookMs, int restarts) {
            told.add(name + " ready");
        }

        @Override
        public void died(String name, long pid, String cause, List<String> logEnd) {
            told.add(name + " died: " + cause + " " + logEnd.stream().distinct().toList());
        }

        @Override
        public void restarting(String name, int restart, int restartsMax) {
            told.add(name + " restarting " + restart + "/" + restartsMax);
        }

        @Override
        public void gaveUp(String name) {
            told.add(name + " gave up");
        }
    }
}
