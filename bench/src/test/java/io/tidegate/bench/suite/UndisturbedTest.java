package io.tidegate.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndisturbedTest {
    private final List<String> said = new ArrayList<>();
    private final BenchContext context = new BenchContext(
            true,
            false,
            null,
            List.of(),
            null,
            said::add,
            () -> {
                throw new AssertionError("no system is asked for");
            },
            System::nanoTime);

    private double firstUndisturbedOf(Double... steals) throws Exception {
        Iterator<Double> runs = List.of(steals).iterator();
        return Undisturbed.of(context, runs::next, steal -> steal);
    }

    @Test
    void aRunFromWhichTheHostTookMoreThanTwoPercentIsVoidAndRepeated() throws Exception {
        assertThat(firstUndisturbedOf(0.03, 0.021, 0.02)).isEqualTo(0.02);
        assertThat(said).hasSize(2).allMatch(line -> line.contains("void"));
    }

    @Test
    void aRunThatNobodyDisturbedCountsAtOnce() throws Exception {
        assertThat(firstUndisturbedOf(0.0, 0.5)).isZero();
        assertThat(said).isEmpty();
    }

    @Test
    void eightDisturbedRunsAreNoResult() {
        assertThatThrownBy(() -> firstUndisturbedOf(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.0))
                .isInstanceOf(IllegalStateException.class);
    }
}
