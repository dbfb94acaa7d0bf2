package io.tidegate.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.bench.plan.Rates.Rate;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Rates RATES = new Rates(
            new Rate(10_000, "measured"),
            new Rate(20_000, "measured"),
            new Rate(4_000, "measured"),
            new Rate(40_000, "measured"),
            new Rate(200, "measured"));

    private static List<String> plan(long buyers, long seats, double minutes) {
        return Plan.of(new Plan.Sale(buyers, seats, minutes, 5, 2, 0.8), RATES);
    }

    @Test
    void aStadiumIsPlannedWithItsArithmeticShown() {
        List<String> lines = plan(1_000_000, 80_000, 20);

        assertThat(lines)
                .contains("40,000 orders = 80,000 seats / 2.0 tickets each; 33.3 orders/s over 20 min")
                .contains("50,000 buyers to admit = 40,000 orders / 80 % who buy: admitPerMinute 2,500")
                .contains("one event is one partition: it is enough")
                .anySatisfy(line -> assertThat(line).startsWith("Redis: 191 MiB = 1,000,000 buyers x 200 bytes"))
                .anySatisfy(line -> assertThat(line).contains("the sale takes 27 min"))
                .contains("950,000 buyers (95 %) are told after 20.0 min that all is sold");
    }

    @Test
    void whatOneWriterCannotCommitIsSaid() {
        assertThat(plan(100_000_000, 10_000_000, 1))
                .contains("one event is one partition, and it is not enough: spread the sale over 17 events");
    }

    @Test
    void whatIsNotRecordedIsAssumedAndSaysSo() {
        assertThat(Rates.of(List.of()).joins().source()).startsWith("assumed");
    }

    @Test
    void impossibleSalesAreRefused() {
        assertThatThrownBy(() -> plan(0, 1, 1)).hasMessage("--buyers is 0; allowed: 1 to 100000000");
        assertThatThrownBy(() -> plan(1, 1, 0)).hasMessageStartingWith("--minutes is 0.0");
    }
}
