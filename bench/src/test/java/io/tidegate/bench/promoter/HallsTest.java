package io.tidegate.bench.promoter;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HallsTest {
    private static final int BODY_BYTES_MAX = 60_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 100, 1000, 22_401, 80_000, 250_000})
    void aHallHasExactlyItsTicketsAndFitsIntoOneRequest(int tickets) {
        VenueLayout hall = Halls.ofSize(tickets);

        assertThat(new TicketNumbers(hall).capacity()).isEqualTo(tickets);
        assertThat(hall.json()).hasSizeLessThan(BODY_BYTES_MAX);
    }
}
