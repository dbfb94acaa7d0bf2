package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.Gateway;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserved;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A buyer's stream that is cut and goes on. */
class QueueStreamTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    @Timeout(120)
    void a_stream_that_resumes_tells_the_same_place_and_what_was_decided_meanwhile() throws Exception {
        Gateway gateway = Gateway.shared();
        long event = gateway.eventOnSale(true);
        try (Statement sql = gateway.owner().createStatement()) {
            sql.execute("insert into ticket select %d, n, 0, 0 from generate_series(0, 69) n".formatted(event));
        }
        String queue = "/queue/" + Ids.eventId(event);
        String ann = gateway.buyer("ann");
        gateway.post(queue + "/join", ann, new JsonObject());
        JsonObject admitted = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> new JsonObject(gateway.get(queue + "/me", ann).body()),
                        place -> place.containsKey("pass"));
        String lastEventId;
        try (Stream<String> lines = stream(gateway, queue, ann, "0")) {
            lastEventId = lines.filter(line -> line.startsWith("id: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(4);
        }

        gateway.writer()
                .answer(command -> Optional.of(Reply.newBuilder()
                        .setReserved(Reserved.newBuilder()
                                .setHoldNo(7)
                                .setCurrency("EUR")
                                .setExpiresAtMs(System.currentTimeMillis() + 600_000)
                                .addTicketNos(0)
                                .addPriceNos(0)
                                .addPrices(4500))));
        JsonObject ticket = new JsonObject().put("ticketId", Ids.ticketId(event, 0));
        assertThat(gateway.reserve(ann, ticket, Map.of("X-Queue-Pass", admitted.getString("pass")))
                        .statusCode())
                .isEqualTo(201);

        try (Stream<String> lines = stream(gateway, queue, ann, lastEventId)) {
            List<String> names = lines.filter(line -> line.startsWith("event: ") || line.contains("holdId"))
                    .limit(3)
                    .toList();
            assertThat(names.get(0)).isEqualTo("event: admitted");
            assertThat(names.get(1)).isEqualTo("event: booking");
            assertThat(names.get(2)).contains(Ids.holdId(event, 7));
        }
    }

    private Stream<String> stream(Gateway gateway, String queue, String session, String lastEventId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + queue + "/stream"))
                .header("Authorization", "Bearer " + session)
                .header("Last-Event-ID", lastEventId)
                .build();
        return http.send(request, BodyHandlers.ofLines()).body();
    }
}
