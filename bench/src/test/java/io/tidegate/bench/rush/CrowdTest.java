package io.tidegate.bench.rush;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.bench.rig.LoadClient;
import io.tidegate.ids.Ids;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The buyers against a toy of the public contract. */
class CrowdTest {
    private static final int SEATS = 60;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void aCrowdBuysTheLastTicketDespiteLostAnswersDeclinedCardsAndAbandonedBaskets() throws Exception {
        ToyBoxOffice office = new ToyBoxOffice(vertx, SEATS);
        RushOptions options = new RushOptions(120, SEATS, 1, false, false, 7);
        List<String> hot = IntStream.range(0, 10)
                .mapToObj(ticket -> Ids.ticketId(ToyBoxOffice.EVENT, ticket))
                .toList();
        OnSale sale = new OnSale(Ids.eventId(ToyBoxOffice.EVENT), SEATS, "", hot);
        Counts counts = new Counts();
        Acknowledged acknowledged = new Acknowledged();
        try (LoadClient streams = new LoadClient(1, 1, 5000);
                Connections connections = new Connections(office.server(), streams, 5000)) {
            Crowd crowd = new Crowd(options, "t", List.of(sale), counts, acknowledged);
            crowd.arrive(connections);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sale.isOver() || crowd.isGone());
            crowd.sendHome();
        }

        assertThat(office.soldTo).hasSize(SEATS);
        assertThat(counts.unexpected()).isEmpty();
        assertThat(counts.retries()).isNotEmpty();
        assertThat(counts.taken.sum()).isPositive();
        assertThat(counts.abandoned.sum()).isPositive();
        assertThat(counts.reserves.answers()).containsKeys(201, 409);
        assertThat(acknowledged.holds()).isPositive();
    }

    @Test
    void theSameSeedIsTheSameCrowd() {
        List<String> once = IntStream.range(0, 100)
                .mapToObj(n -> describe(Persona.of(3, n)))
                .toList();
        List<String> again = IntStream.range(0, 100)
                .mapToObj(n -> describe(Persona.of(3, n)))
                .toList();
        assertThat(again).isEqualTo(once);
        assertThat(once.stream().distinct().count()).isGreaterThan(10);
    }

    private static String describe(Persona persona) {
        return persona.quantity() + " " + persona.choice() + " " + persona.ending() + " " + persona.thinkMs(100);
    }
}
