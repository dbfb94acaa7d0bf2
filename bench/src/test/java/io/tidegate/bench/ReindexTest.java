package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.stores.JavaCommand;
import io.tidegate.localstack.up.StackOptions;
import io.tidegate.localstack.up.StackState;
import io.tidegate.settings.Settings;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@code tidegate reindex} as its user runs it: a process of its own, in a checkout where a system runs or should. */
@ResourceLock(WholeSystem.LOCK)
@ExtendWith(WholeSystem.class)
class ReindexTest {
    @TempDir
    Path checkout;

    @Test
    void anotherIndexServesAndTheCommandSaysHowLongItTook(WholeSystem.Running system) throws Exception {
        Settings.Elasticsearch engine = system.target().settings().elasticsearch();
        Set<String> before = serving(engine);

        Run run = reindex(system.home());

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.out).matches("A new index serves, after [0-9]+\\.[0-9] s\\.\\R");
        assertThat(run.err).isEmpty();
        assertThat(serving(engine)).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    @Test
    void whileNoReadApiIsThereTheOrderStandsAndTheCommandSaysSo() throws Exception {
        String database = TestStores.shared().freshDatabase();
        aSystemRuns(Map.of("TIDEGATE_DATABASE_URL", database));

        fails(reindex(checkout, "--wait", "1"), 1, "a new index is ordered, but not ready after 1 seconds");

        try (var connection = TestStores.shared().connect(database);
                var statement = connection.createStatement();
                var open = statement.executeQuery("select count(*) from indexer_order where done_at is null")) {
            open.next();
            assertThat(open.getInt(1)).isOne();
        }
    }

    @Test
    void whoMayNotOrderOneIsToldSo() throws Exception {
        aSystemRuns(Map.of(
                "TIDEGATE_DATABASE_URL",
                TestStores.shared().freshDatabase(),
                "TIDEGATE_DATABASE_OWNER_PASSWORD",
                "not the owner's"));
        fails(reindex(checkout), 1, "password authentication failed");
    }

    @Test
    void aDatabaseThatIsAwayIsSaidToBe() throws Exception {
        aSystemRuns(Map.of("TIDEGATE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/tidegate"));
        fails(reindex(checkout), 1, "127.0.0.1:1 refused");
    }

    @Test
    void whereNoSystemRunsTheCommandSaysHowToStartOne() throws Exception {
        fails(reindex(checkout), 2, "./tidegate up");
    }

    /** What a launcher leaves for others to find; this one is the test. */
    private void aSystemRuns(Map<String, String> environment) throws Exception {
        ProcessHandle self = ProcessHandle.current();
        String began = self.info().startInstant().orElseThrow().toString();
        Path file = Files.createDirectories(checkout.resolve(StackOptions.DIRECTORY))
                .resolve("stack.json");
        new ObjectMapper()
                .writeValue(
                        file.toFile(), new StackState(self.pid(), began, "http://127.0.0.1:1", environment, List.of()));
    }

    /** The indices behind the name that searches use. */
    private static Set<String> serving(Settings.Elasticsearch engine) throws Exception {
        URI alias = URI.create(engine.url() + "/_alias/" + engine.index());
        try (HttpClient http = HttpClient.newHttpClient()) {
            return new JsonObject(http.send(HttpRequest.newBuilder(alias).build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .fieldNames();
        }
    }

    private static void fails(Run run, int exitCode, String words) {
        assertThat(run.exitCode).as(run.err).isEqualTo(exitCode);
        assertThat(run.err.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("tidegate: ")
                        .contains(words)
                        .doesNotContain("Exception"));
        assertThat(run.out).isEmpty();
    }

    private record Run(int exitCode, String out, String err) {}

    private Run reindex(Path home, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                JavaCommand.java(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dtidegate.home=" + home,
                "-Dlogback.configurationFile=logback-launcher.xml",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Tidegate.class.getName(),
                "reindex"));
        command.addAll(List.of(options));
        Path out = checkout.resolve("out");
        Path err = checkout.resolve("err");
        int exitCode = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Run(exitCode, Files.readString(out), Files.readString(err));
    }
}
