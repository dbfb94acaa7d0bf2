package io.tidegate.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitsTest {
    @Test
    void aSeriesIsAddedUpOverItsLabelsAndNoOtherIs() {
        String text = """
                # TYPE batch_count counter
                batch_count{partition="0"} 2.0
                batch_count{partition="1"} 40
                batch_count_total 7
                batch_count 1
                """;
        assertThat(Commits.sum(text, "batch_count")).isEqualTo(43);
        assertThat(Commits.sum(text, "nothing")).isZero();
    }
}
