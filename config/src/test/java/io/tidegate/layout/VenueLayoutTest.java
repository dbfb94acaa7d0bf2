package io.tidegate.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VenueLayoutTest {
    private static final String HOUSE = """
            {"sections": [
              {"sectionId": "A", "name": "Stalls", "kind": "seated", "rows": [
                {"row": "1", "seats": 3, "firstSeat": 101},
                {"row": "2", "seats": 2, "accessible": [{"seat": 1, "kind": "wheelchair"}]}]},
              {"sectionId": "F", "name": "Floor", "kind": "generalAdmission", "places": 4}]}
            """;

    private final VenueLayout layout = VenueLayout.parse(HOUSE);
    private final TicketNumbers numbers = new TicketNumbers(layout);

    @Test
    void ticketNumbersRunThroughSectionsRowsAndSeats() {
        assertThat(numbers.capacity()).isEqualTo(9);
        assertThat(numbers.seat(0)).isEqualTo(new TicketNumbers.Seat("1", "101", "none"));
        assertThat(numbers.seat(4)).isEqualTo(new TicketNumbers.Seat("2", "2", "wheelchair"));
        assertThat(numbers.section(4)).isZero();
        assertThat(numbers.section(5)).isEqualTo(1);
        assertThat(numbers.seat(8)).isEqualTo(TicketNumbers.Seat.GENERAL_ADMISSION);
        assertThat(numbers.first(1)).isEqualTo(5);
        assertThat(numbers.end(1)).isEqualTo(9);
        assertThatThrownBy(() -> numbers.seat(9)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aLayoutComesBackFromItsJson() {
        assertThat(VenueLayout.parse(layout.json())).isEqualTo(layout);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                                  | sections: at least one
                    {"sections": [{"sectionId": "a b", "name": "x", "kind": "seated"}]} | sectionId
                    {"sections": [{"sectionId": "a", "name": "x", "kind": "boxes"}]}    | kind: seated or generalAdmission
                    {"sections": [{"sectionId": "a", "name": "x", "kind": "seated"}]}   | rows: a seated section
                    {"sections": [{"sectionId": "a", "name": "x", "kind": "generalAdmission", "places": 9999999}]} | places
                    {"sections": [{"sectionId": "a", "name": "x", "kind": "seated", "rows": [{"row": "1", "seats": "3"}]}]} | rows[0].seats
                    nonsense                                                            | not JSON
                    """)
    void aBadLayoutIsRefusedWithThePlaceAndTheReason(String json, String message) {
        assertThatThrownBy(() -> VenueLayout.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
