package io.tidegate.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    @TempDir
    private Path directory;

    private Path file;
    private History history;

    @BeforeEach
    void open() {
        file = directory.resolve("history.ndjson");
        history = new History(file);
    }

    private void record(String commit, Figure... figures) throws Exception {
        Machine machine = new Machine("a processor", 2, 1024, "an OS", "a Java", "stores", "settings", commit);
        SuiteResult.Builder result = new SuiteResult.Builder("writer");
        List.of(figures).forEach(result::figure);
        history.append(new BenchRun(
                Instant.parse("2026-01-01T00:00:00Z"), "./tidegate bench writer", machine, 1, List.of(result.build())));
    }

    private List<String> verdicts(String before, String after) throws Exception {
        return Comparison.of(History.select(history.read(), before), History.select(history.read(), after)).stream()
                .map(move -> move.name() + " " + move.verdict())
                .toList();
    }

    @Test
    void whatMovedBeyondNoiseIsBetterOrWorseByItsKind() throws Exception {
        record("aaaa1", Figure.higher("rate", 100, "/s"), Figure.lower("p99", 10, "ms"), Figure.plain("size", 5, "B"));
        record("bbbb2", Figure.higher("rate", 150, "/s"), Figure.lower("p99", 15, "ms"), Figure.plain("size", 6, "B"));

        assertThat(verdicts("first", "last"))
                .containsExactly("writer: p99 worse", "writer: rate better", "writer: size moved");
    }

    @Test
    void aDifferenceWithinTheSpreadOfOneSidesRunsIsNoise() throws Exception {
        record("aaaa1", Figure.higher("rate", 80, "/s"));
        record("aaaa1", Figure.higher("rate", 100, "/s"));
        record("aaaa1", Figure.higher("rate", 120, "/s"));
        record("bbbb2", Figure.higher("rate", 130, "/s"));

        assertThat(verdicts("aaaa1", "bbbb2")).containsExactly("writer: rate same");
        assertThat(verdicts("-2", "-1")).containsExactly("writer: rate same");
        assertThat(verdicts("-4", "last")).containsExactly("writer: rate better");
    }

    @Test
    void aRunThatIsNotRecordedIsNamed() throws Exception {
        assertThatThrownBy(() -> History.select(history.read(), "last")).hasMessageContaining("no run is recorded yet");
        record("aaaa1", Figure.higher("rate", 80, "/s"));
        assertThatThrownBy(() -> History.select(history.read(), "-2")).hasMessageContaining("only 1 runs");
        assertThatThrownBy(() -> History.select(history.read(), "zz")).hasMessageContaining("'zz'");
    }

    @Test
    void aDamagedLineIsNamedByItsNumber() throws Exception {
        record("aaaa1", Figure.higher("rate", 80, "/s"));
        Files.writeString(file, Files.readString(file) + "{\"at\": 5}\n");

        assertThatThrownBy(history::read).hasMessage("history.ndjson, line 2: not a recorded run");
    }
}
