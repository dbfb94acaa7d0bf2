package io.tidegate.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.wire.SeatChange;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The invariant converge: whatever is lost or dies, every instance ends in the state that the database has. */
class ConvergeTest {
    private static final int CHANGES = 60;
    private static House house;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        house = House.shared();
    }

    @Test
    void everyInstanceEndsAsTheDatabaseIsThroughLostAndRepeatedMessagesAKilledBrokerAndARestart() throws Exception {
        long event = house.event("Converges everywhere");
        house.schedule(event);
        Random random = new Random(11);
        ReadApiMain second = house.another();
        try {
            for (int i = 0; i < CHANGES; i++) {
                if (i == CHANGES / 3) {
                    house.killBroker();
                }
                if (i == CHANGES / 2) {
                    second.close();
                    second = house.another();
                }
                change(event, random);
                if (i % 10 == 0) {
                    states(house.api, event);
                    states(second, event);
                }
            }
            house.change(event, 2, 0);
            String truth = house.truth(event);
            ReadApiMain now = second;
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(states(house.api, event)).isEqualTo(truth));
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(states(now, event)).isEqualTo(truth));
        } finally {
            second.close();
        }
    }

    @Test
    void aSnapshotOfEightyThousandTicketsAtRandomTakesLessThanThirtyKilobytesOnTheWire() throws Exception {
        long event = house.withRandomTickets("Stadion", 80_000);
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(house.uri("/events/" + Ids.eventId(event) + "/availability"))
                        .header("Accept-Encoding", "gzip")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().length).isLessThan(30_000);
        assertThat(states(house.api, event)).isEqualTo(house.truth(event));
    }

    /** Committed and told, or told twice, or not told at all. */
    private static void change(long event, Random random) throws Exception {
        SeatChange change = house.commit(event, random.nextInt(4), random.nextInt(20));
        int times = switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 2;
            default -> 1;
        };
        for (int i = 0; i < times; i++) {
            house.publish(change);
        }
    }

    private String states(ReadApiMain instance, long event) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + instance.port() + "/events/" + Ids.eventId(event) + "/availability");
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        return House.states(new JsonObject(answer.body()));
    }
}
