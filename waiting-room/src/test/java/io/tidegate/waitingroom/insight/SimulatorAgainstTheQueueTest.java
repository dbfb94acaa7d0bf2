package io.tidegate.waitingroom.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.Gateway;
import io.tidegate.waitingroom.SaleFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A small on-sale through the real queue, and what the simulator said of it: from the first admission on, the waits of
 * each lane agree within a fifth and two seconds. It needs a machine that keeps up with the rate, so it is a long one.
 */
@Tag("long")
class SimulatorAgainstTheQueueTest {
    private static final int BUYERS_A_LANE = 90;
    private static final int PER_MINUTE = 1200;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Gateway gateway;
    private final String promoter;
    private final Tokens tokens;
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger admitted = new AtomicInteger();

    SimulatorAgainstTheQueueTest() throws Exception {
        gateway = Gateway.shared();
        promoter = gateway.promoter(Gateway.PROMOTER);
        tokens = new Tokens(gateway.settings().tokens(), InstantSource.system());
    }

    @Test
    void theWaitsOfARealQueueAreThoseThatWereSimulated() throws Exception {
        String eventId = gateway.event();
        long event = Ids.parseEventId(eventId).orElseThrow();
        schedule(eventId, Instant.now().plusSeconds(600));
        try (Statement sql = gateway.owner().createStatement()) {
            sql.execute("insert into ticket select %d, n, 0, 0 from generate_series(0, 999) n".formatted(event));
        }
        JsonObject simulated =
                new JsonObject(gateway.post("/promoter/sales/" + eventId + "/simulate", promoter, crowd())
                        .body());

        try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < BUYERS_A_LANE; i++) {
                String fan = "sim-fan-" + i;
                String other = "sim-other-" + i;
                buyers.submit(() -> wait(eventId, fan, token(event, fan)));
                buyers.submit(() -> wait(eventId, other, ""));
            }
            Awaitility.await().atMost(LONG).until(() -> joined.get() == 2 * BUYERS_A_LANE);
            SaleFixture.openNow(TestStores.shared(), gateway.settings(), event);
            Awaitility.await().atMost(LONG).until(() -> admitted.get() == 2 * BUYERS_A_LANE);
        }

        for (int lane = 0; lane < 2; lane++) {
            JsonObject said = simulated.getJsonArray("lanes").getJsonObject(lane);
            for (int percent : new int[] {50, 100}) {
                double wait = said.getJsonObject("waitSeconds").getDouble(percent == 50 ? "p50" : "max");
                assertThat(waited(event, said.getString("name"), percent / 100.0))
                        .as("%s, %d %%", said.getString("name"), percent)
                        .isCloseTo(wait, within(wait / 5 + 2));
            }
        }
    }

    private void schedule(String eventId, Instant opensAt) throws Exception {
        JsonObject fans = new JsonObject().put("name", "fans").put("weight", 3).put("tokenRequired", true);
        JsonObject sale = new JsonObject()
                .put("lobbyOpensAt", opensAt.minusSeconds(3600).toString())
                .put("opensAt", opensAt.toString())
                .put("admitPerMinute", PER_MINUTE)
                .put("lanes", new JsonArray().add(fans).add(new JsonObject().put("name", "general")));
        HttpResponse<String> put = gateway.call("PUT", "/promoter/sales/" + eventId, promoter, sale.encode(), Map.of());
        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    }

    private static JsonObject crowd() {
        JsonArray lanes = new JsonArray();
        for (String name : new String[] {"fans", "general"}) {
            lanes.add(new JsonObject().put("name", name).put("lobby", BUYERS_A_LANE));
        }
        return new JsonObject().put("lanes", lanes).put("tickets", 1000);
    }

    private String token(long event, String account) {
        long inAnHour = Instant.now().getEpochSecond() + 3600;
        return tokens.sign(new Claims.Priority("t-" + account, event, "fans", account, inAnHour));
    }

    /** A buyer who joins before the opening and asks now and then until admitted. */
    private boolean wait(String eventId, String account, String token) throws Exception {
        JsonObject body = token.isEmpty() ? new JsonObject() : new JsonObject().put("priorityToken", token);
        String session = gateway.buyer(account);
        JsonObject place = new JsonObject(
                gateway.post("/queue/" + eventId + "/join", session, body).body());
        joined.incrementAndGet();
        while (!"admitted".equals(place.getString("state"))) {
            Thread.sleep(400); // a buyer's own pace, nothing that the test waits for
            place = new JsonObject(
                    gateway.get("/queue/" + eventId + "/me", session).body());
        }
        admitted.incrementAndGet();
        return true;
    }

    private double waited(long event, String lane, double share) throws Exception {
        String query = """
                select extract(epoch from percentile_disc(%s) within group (order by admitted_at)
                    filter (where lane = '%s') - min(admitted_at))
                from admission where event_id = %d""".formatted(share, lane, event);
        try (Statement sql = gateway.owner().createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getDouble(1);
        }
    }
}
