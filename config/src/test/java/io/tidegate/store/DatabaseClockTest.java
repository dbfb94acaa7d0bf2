package io.tidegate.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    @Test
    void a_slow_answer_is_not_taken_for_a_clock_that_is_off() {
        assertThat(DatabaseClock.apartMs(1000, 1001, 5000)).isZero();
        assertThat(DatabaseClock.apartMs(1000, 4999, 5000)).isZero();
    }

    @Test
    void a_clock_that_is_ahead_or_behind_is_so_by_what_no_delay_explains() {
        assertThat(DatabaseClock.apartMs(1600, 1000, 1700)).isEqualTo(600);
        assertThat(DatabaseClock.apartMs(1000, 1700, 1100)).isEqualTo(600);
    }
}
