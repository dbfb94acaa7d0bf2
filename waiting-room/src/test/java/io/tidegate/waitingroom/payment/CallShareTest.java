package io.tidegate.waitingroom.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CallShareTest {
    private static final long SECOND = 1_000_000_000L;

    private final CallShare share = new CallShare(10);

    @Test
    void what_is_called_in_the_last_seconds_counts_against_what_may_be() {
        for (int i = 0; i < 16; i++) {
            share.called(i * SECOND / 8);
        }
        assertThat(share.share(2 * SECOND)).isCloseTo(0.8, within(0.05));
        assertThat(share.share(9 * SECOND)).isZero();
    }

    @Test
    void a_refusal_for_too_many_calls_counts_as_all() {
        share.refused(5 * SECOND);
        assertThat(share.share(5 * SECOND + 1)).isGreaterThanOrEqualTo(1.2);
        assertThat(share.share(9 * SECOND)).isZero();
    }
}
