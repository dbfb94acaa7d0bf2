package io.tidegate.waitingroom.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.Gateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Statement;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SaleInsightTest {
    private Gateway gateway;
    private String promoter;
    private String eventId;
    private long event;

    @BeforeEach
    void aSaleWithTickets() throws Exception {
        gateway = Gateway.shared();
        promoter = gateway.promoter(Gateway.PROMOTER);
        event = gateway.eventOnSale(true);
        eventId = Ids.eventId(event);
        try (Statement sql = gateway.owner().createStatement()) {
            sql.execute("insert into ticket select %d, n, 0, 0 from generate_series(0, 69) n".formatted(event));
        }
    }

    @Test
    void thePromoterWatchesTheSaleSecondBySecond() throws Exception {
        gateway.post("/queue/" + eventId + "/join", gateway.buyer("ann"), new JsonObject());

        try (Stream<String> lines = gateway.stream("/promoter/sales/" + eventId + "/stream", promoter)) {
            JsonObject figures = lines.filter(line -> line.startsWith("data: "))
                    .map(line -> new JsonObject(line.substring(6)))
                    .filter(json -> json.getInteger("active", 0) == 1 && json.getInteger("left", 0) == 70)
                    .findFirst()
                    .orElseThrow();
            assertThat(figures.getString("state")).isEqualTo("open");
            assertThat(figures.getString("limitedBy")).isEqualTo("nobody-waiting");
            assertThat(figures.getString("limitedBySentence")).isNotBlank();
            assertThat(figures.getJsonArray("lanes").getJsonObject(0).getLong("admitted"))
                    .isEqualTo(1);
            assertThat(figures.getLong("revenue")).isZero();
            assertThat(figures.getString("currency")).isEqualTo("EUR");
            assertThat(figures.getString("notSoldOutBefore")).isNotBlank();
            assertThat(figures.fieldNames()).contains("waiting", "held", "sold", "writerLagMs", "admittedPerMinute");
        }
    }

    @Test
    @Timeout(60)
    void whatLimitsAdmissionIsToldAsItChanges() throws Exception {
        String sales = "/promoter/sales/" + eventId;
        JsonObject narrow = new JsonObject(gateway.get(sales, promoter).body()).put("maxActive", 1);
        assertThat(gateway.call("PUT", sales, promoter, narrow.encode(), Map.of())
                        .statusCode())
                .isEqualTo(200);
        gateway.post("/queue/" + eventId + "/join", gateway.buyer("ann"), new JsonObject());
        gateway.post("/queue/" + eventId + "/join", gateway.buyer("bob"), new JsonObject());

        try (Stream<String> lines = gateway.stream(sales + "/stream", promoter)) {
            Iterator<String> told = lines.filter(line -> line.startsWith("data: "))
                    .map(line -> new JsonObject(line.substring(6)).getString("limitedBy", ""))
                    .iterator();
            readUntil("cap", told);
            gateway.post(sales + "/pause", promoter, new JsonObject());
            readUntil("paused", told);
            gateway.post(sales + "/resume", promoter, new JsonObject());
            readUntil("cap", told);
        }
    }

    private static void readUntil(String wanted, Iterator<String> told) {
        String last;
        do {
            last = told.next();
        } while (!last.equals(wanted));
    }

    @Test
    void everybodySeesWhatIsLeftAtWhichPrice() throws Exception {
        JsonObject queue = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> new JsonObject(
                                gateway.get("/queue/" + eventId, "").body()),
                        json -> json.getInteger("available", 0) == 70);

        JsonArray bands = queue.getJsonArray("priceBands");
        assertThat(bands).hasSize(2);
        assertThat(bands.getJsonObject(0).encode())
                .isEqualTo("{\"price\":3000,\"currency\":\"EUR\",\"available\":50,\"total\":50,\"sections\":[\"GA\"]}");
        assertThat(bands.getJsonObject(1).getLong("price")).isEqualTo(4500);
        assertThat(bands.getJsonObject(1).getInteger("available")).isEqualTo(20);
    }

    @Test
    void whoWaitsIsToldWhatIsLeftAndThatAllIsSold() throws Exception {
        try (Statement sql = gateway.owner().createStatement()) {
            sql.execute("update ticket set status = 2 where event_id = " + event);
        }
        gateway.post("/queue/" + eventId + "/join", gateway.buyer("late"), new JsonObject());
        JsonObject place = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> new JsonObject(gateway.get("/queue/" + eventId + "/me", gateway.buyer("late"))
                                .body()),
                        json -> "soldOut".equals(json.getString("reason")));
        assertThat(place.getString("notice")).contains("All tickets are sold");
        assertThat(place.containsKey("eta")).isFalse();

        try (Stream<String> lines = gateway.stream("/queue/" + eventId + "/stream", gateway.buyer("late"))) {
            JsonObject stock = lines.dropWhile(line -> !line.equals("event: stock"))
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> new JsonObject(line.substring(6)))
                    .findFirst()
                    .orElseThrow();
            assertThat(stock.getString("state")).isEqualTo("soldOut");
            assertThat(stock.getJsonArray("priceBands").getJsonObject(0).getInteger("available"))
                    .isZero();
        }
    }

    @Test
    void slidersAreAnsweredWithWaits() throws Exception {
        JsonObject fans = new JsonObject().put("name", "fans").put("weight", 3).put("lobby", 600);
        JsonObject general =
                new JsonObject().put("name", "general").put("weight", 1).put("lobby", 600);
        JsonObject wish = new JsonObject()
                .put("lanes", new JsonArray().add(fans).add(general))
                .put("admitPerMinute", 600)
                .put("maxActive", 10_000)
                .put("tickets", 10_000);
        JsonObject out = new JsonObject(gateway.post("/promoter/sales/" + eventId + "/simulate", promoter, wish)
                .body());

        JsonObject wait = out.getJsonArray("lanes").getJsonObject(0).getJsonObject("waitSeconds");
        assertThat(wait.getDouble("max")).isBetween(77.0, 83.0);
        assertThat(out.getJsonArray("lanes").getJsonObject(1).getDouble("chanceOfTicket"))
                .isBetween(0.7, 0.9);
        assertThat(out.getJsonArray("series")).isNotEmpty();
        for (JsonObject bad : List.of(
                new JsonObject().put("buyShare", 2),
                new JsonObject().put("admitPerMinute", 0),
                new JsonObject().put("lanes", "all"),
                new JsonObject().put("lanes", new JsonArray().add(new JsonObject().put("weight", 1))))) {
            assertThat(gateway.post("/promoter/sales/" + eventId + "/simulate", promoter, bad)
                            .statusCode())
                    .as(bad.encode())
                    .isEqualTo(400);
        }
    }

    @Test
    void ordersAreListedAndFound() throws Exception {
        try (Statement sql = gateway.owner().createStatement()) {
            for (int i = 1; i <= 3; i++) {
                String account = "buyer-" + event + "-" + i;
                sql.execute("insert into account values ('%1$s', '%1$s@example.org')".formatted(account));
                sql.execute(("insert into hold values (%1$d, %2$d, '%3$s', 'general', decode(md5('h%1$d/%2$d'), 'hex'),"
                                + " array[%2$d], array[0]::smallint[], 3000, 3, now(), now(), true)")
                        .formatted(event, i, account));
                sql.execute(("insert into booking_order values (%1$d, %2$d, '%3$s', decode(md5('o%1$d/%2$d'), 'hex'),"
                                + " 3000, '%4$s', now() + interval '%2$d s', now())")
                        .formatted(event, i, account, i == 1 ? "refunded" : "captured"));
            }
        }
        String path = "/promoter/events/" + eventId + "/orders";

        JsonObject first = list(path + "?limit=2");
        assertThat(ids(first)).containsExactly(Ids.orderId(event, 3), Ids.orderId(event, 2));
        assertThat(ids(list(path + "?limit=2&cursor=" + first.getString("nextCursor"))))
                .containsExactly(Ids.orderId(event, 1));
        assertThat(ids(list(path + "?status=refunded"))).containsExactly(Ids.orderId(event, 1));
        assertThat(ids(list(path + "?query=BUYER-" + event + "-2@"))).containsExactly(Ids.orderId(event, 2));
        assertThat(ids(list(path + "?query=" + Ids.orderId(event, 3)))).containsExactly(Ids.orderId(event, 3));
        assertThat(ids(list(path + "?query=nobody%25"))).isEmpty();
        assertThat(gateway.get(path + "?status=lost", promoter).statusCode()).isEqualTo(400);
    }

    @Test
    void theReportComesAsJsonAndAsCsv() throws Exception {
        String path = "/promoter/sales/" + eventId + "/report";

        assertThat(new JsonObject(gateway.get(path, promoter).body()).getString("eventName"))
                .isEqualTo("High Water");
        assertThat(gateway.get(path + "?format=csv", promoter).body()).startsWith("lane,joined,");
        assertThat(gateway.call("GET", path, promoter, "", Map.of("Accept", "text/csv"))
                        .body())
                .startsWith("lane,joined,");
        assertThat(gateway.get(path + "?format=pdf", promoter).statusCode()).isEqualTo(400);
    }

    private JsonObject list(String path) throws Exception {
        return new JsonObject(gateway.get(path, promoter).body());
    }

    private static List<String> ids(JsonObject page) {
        JsonArray orders = page.getJsonArray("orders");
        return IntStream.range(0, orders.size())
                .mapToObj(i -> orders.getJsonObject(i).getString("orderId"))
                .toList();
    }
}
