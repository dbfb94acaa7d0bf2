package io.tidegate.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which parts of a suite are measured. */
class BenchContextTest {
    private final List<String> said = new ArrayList<>();
    private long seconds;

    @Test
    void inAQuickRunOfAllASuiteBeginsNoPartOnceItHasHadItsShareOfTheTime() {
        BenchContext context = context(true, null);
        assertThat(context.begins(suite("first"))).isTrue();
        seconds += 40;
        assertThat(context.wants("one")).isTrue();
        seconds += 1;
        assertThat(context.wants("two")).isFalse();
        assertThat(said).hasSize(2).last().asString().contains("41.0 s", "two: left out");

        assertThat(context.begins(suite("second"))).isTrue();
        assertThat(context.wants("one")).isTrue();

        seconds = 241;
        assertThat(context.begins(suite("third"))).isFalse();
    }

    @Test
    void aSuiteThatWasNamedHasAllTheTimeItTakes() {
        BenchContext context = context(false, null);
        assertThat(context.begins(suite("first"))).isTrue();
        seconds += 1000;
        assertThat(context.wants("one")).isTrue();
    }

    @Test
    void ofPartsThatAreNamedOnlyThoseAreMeasured() {
        BenchContext context = context(false, "two");
        assertThat(context.foundNothing()).isTrue();
        assertThat(context.wants("one")).isFalse();
        assertThat(context.wants("two")).isTrue();
        assertThat(context.foundNothing()).isFalse();
    }

    private BenchContext context(boolean all, String only) {
        BenchContext.SystemSource none = () -> {
            throw new AssertionError("no system is asked for");
        };
        return new BenchContext(
                true, all, only, List.of(), null, said::add, none, () -> TimeUnit.SECONDS.toNanos(seconds));
    }

    private static Suite suite(String name) {
        return new Suite() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String about() {
                return "a suite";
            }

            @Override
            public SuiteResult run(BenchContext context) {
                throw new AssertionError("it is not run");
            }
        };
    }
}
