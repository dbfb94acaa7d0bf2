package io.tidegate.bench.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoCatalogueTest {
    private static final LocalDate DAY = LocalDate.of(2027, 1, 1);
    private final DemoCatalogue catalogue = DemoCatalogue.from(DAY);

    @Test
    void aYearOfTwoThousandEventsByTwoHundredPerformersInFortyRealVenues() {
        assertThat(catalogue.events()).hasSize(2000);
        assertThat(catalogue.venues()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(catalogue.performers()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(catalogue.performers()).extracting(Performer::name).doesNotHaveDuplicates();
        assertThat(catalogue.events()).allSatisfy(event -> {
            assertThat(event.start()).isAfter(DAY.atStartOfDay());
            assertThat(event.start()).isBefore(DAY.plusYears(1).atStartOfDay());
        });
        assertThat(catalogue.events().stream().map(DemoEvent::venue).distinct())
                .as("every venue is played")
                .hasSameSizeAs(catalogue.venues());
    }

    @Test
    void everySeatMapHasExactlyItsVenuesCapacityFromAClubOfThreeHundredToAStadiumOfEightyThousand() {
        assertThat(catalogue.venues())
                .allSatisfy(venue -> assertThat(SeatPlans.of(venue).capacity())
                        .as(venue.name())
                        .isEqualTo(venue.capacity()));
        Venue club = venue("Molotow");
        assertThat(club.capacity()).isEqualTo(300);
        assertThat(SeatPlans.of(club).sections()).noneMatch(section -> section.seated());
        assertThat(venue("Stade de France").capacity()).isGreaterThanOrEqualTo(80_000);
    }

    @Test
    void theSameDayGivesTheSameFile() throws Exception {
        StringWriter first = new StringWriter();
        StringWriter second = new StringWriter();
        JsonLd.write(catalogue, first);
        JsonLd.write(DemoCatalogue.from(DAY), second);
        assertThat(second.toString()).isEqualTo(first.toString());
        List<String> lines = first.toString().lines().toList();
        assertThat(lines)
                .hasSize(catalogue.venues().size() + catalogue.performers().size() + 2000);
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThan(2 << 20));
    }

    private Venue venue(String name) {
        return catalogue.venues().stream()
                .filter(venue -> venue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
