package io.tidegate.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.bench.rig.OpenLoop;
import io.tidegate.bench.rig.Schedule;
import io.tidegate.bench.rig.Tally;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LoadsTest {
    private static final Schedule HUNDRED = new Schedule(100, 1000);

    private static Tally created(int count) {
        Tally tally = new Tally();
        for (int i = 0; i < count; i++) {
            tally.answered(201, 1_000_000);
        }
        return tally;
    }

    private static String problem(Tally tally, long late, double p99Ms) {
        return Loads.problem(201, new OpenLoop.Report(HUNDRED, tally, late, 1), p99Ms);
    }

    @Test
    void aRunThatHeldItsRateAndHadEveryAnswerCounts() {
        assertThat(problem(created(100), 1, 20)).isEmpty();
    }

    @Test
    void aMissedAnswerMakesItWorthless() {
        Tally tally = created(99);
        tally.failed(new IOException("reset"));
        assertThat(problem(tally, 0, 20)).isEqualTo("1 unanswered {IOException=1}");
    }

    @Test
    void anotherAnswerThanTheExpectedOneMakesItWorthless() {
        Tally tally = created(98);
        tally.answered(503, 1);
        tally.answered(503, 1);
        assertThat(problem(tally, 0, 20)).isEqualTo("2 answers of 503");
    }

    @Test
    void aRateThatWasNotHeldMakesItWorthless() {
        assertThat(problem(created(100), 2, 20)).contains("the rate was not held");
    }

    @Test
    void requestsThatPileUpMakeItWorthless() {
        assertThat(problem(created(100), 0, 1001)).isEqualTo("requests piled up");
    }
}
