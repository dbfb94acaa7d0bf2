package io.tidegate.localstack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stores and the simulator as one system; the services have tests of their own. */
class LocalStackTest {
    @TempDir
    Path root;

    @Test
    void a_stack_is_found_guarded_healed_stopped_and_started_again_with_its_data() throws Exception {
        int publicPort = freePort();
        StackOptions options = StackOptions.of(ClassPaths.root())
                .withServices(List.of())
                .withPublicPort(publicPort)
                .withEnvironment(Map.of("TIDEGATE_QUEUE_TICK_MS", "50"));
        options = new StackOptions(
                options.root(),
                root.resolve(".tidegate"),
                false,
                true,
                publicPort,
                List.of(),
                options.environment(),
                options.events());
        Map<String, String> environment;
        List<Long> pids;
        try (LocalStack stack = LocalStack.start(options)) {
            environment = stack.state().environment();
            pids = stack.state().parts().stream().map(StackState.Part::pid).toList();
            assertThat(pids).hasSize(5);
            RunningStack found = RunningStack.find(root).orElseThrow();
            assertThat(found.publicUrl()).isEqualTo("http://127.0.0.1:" + publicPort);
            assertThat(found.settings().queue().tickMs()).isEqualTo(50);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(root.resolve(".tidegate/stack.json"))))
                    .isEqualTo("rw-------");

            StackOptions same = options;
            assertThatThrownBy(() -> LocalStack.open(same))
                    .isInstanceOf(StackBusyException.class)
                    .hasMessageContaining("running already");

            execute(stack, "create table kept as select 42 as answer");
            for (String name : List.of("postgres", "redis", "stripe")) {
                stack.kill(name);
            }
            for (String name : List.of("postgres", "redis", "stripe")) {
                long before = found.state().part(name).orElseThrow().pid();
                await().atMost(Duration.ofSeconds(15)).until(() -> stack.isReady(name) && pid(stack, name) != before);
            }
            assertThat(RunningStack.find(root)
                            .orElseThrow()
                            .state()
                            .part("redis")
                            .orElseThrow()
                            .pid())
                    .isEqualTo(pid(stack, "redis"));
        }
        assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(RunningStack.find(root)).isEmpty();

        try (LocalStack again = LocalStack.start(options)) {
            assertThat(again.state().environment()).isEqualTo(environment);
            execute(again, "select answer from kept");
        }
    }

    private static long pid(LocalStack stack, String name) {
        return stack.state().part(name).map(StackState.Part::pid).orElse(-1L);
    }

    private static void execute(LocalStack stack, String sql) throws SQLException {
        var database = stack.settings().database();
        try (Connection connection = DriverManager.getConnection(
                        database.url(),
                        database.ownerUser(),
                        database.ownerPassword().reveal());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
