package io.tidegate.waitingroom.priority;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.ids.Ids;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.Gateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PriorityTokensTest {
    private static final String SOON =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600).toString();

    private Gateway gateway;
    private String promoter;
    private String eventId;
    private Tokens tokens;

    @BeforeEach
    void aSaleWithALaneForFans() throws Exception {
        gateway = Gateway.shared();
        promoter = gateway.promoter(Gateway.PROMOTER);
        tokens = new Tokens(gateway.settings().tokens(), InstantSource.system());
        eventId = gateway.event();
        JsonObject fans = new JsonObject().put("name", "fans").put("weight", 3).put("tokenRequired", true);
        JsonObject sale = new JsonObject()
                .put("opensAt", Instant.now().minusSeconds(60).toString())
                .put(
                        "lanes",
                        new JsonArray()
                                .add(new JsonObject().put("name", "general"))
                                .add(fans));
        assertThat(gateway.call("PUT", "/promoter/sales/" + eventId, promoter, sale.encode(), Map.of())
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void oneTokenAndManyAccountsAtOnceOpenTheLaneToOne() throws Exception {
        String token = issue(new JsonObject().put("count", 1)).getFirst();
        List<Callable<JsonObject>> joins = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String account = "many-" + i;
            joins.add(() -> join(account, token));
        }
        List<JsonObject> places = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<JsonObject> place : threads.invokeAll(joins)) {
                places.add(place.get());
            }
        }

        assertThat(places)
                .filteredOn(place -> "fans".equals(place.getString("lane")))
                .hasSize(1);
        assertThat(places)
                .filteredOn(place -> "general".equals(place.getString("lane")))
                .hasSize(29)
                .allSatisfy(place -> assertThat(place.getString("notice")).contains("already been used"));
    }

    @Test
    void itsFirstUserMayUseATokenAgain() throws Exception {
        String token = issue(new JsonObject().put("count", 1)).getFirst();

        assertThat(join("ann", token).getString("lane")).isEqualTo("fans");
        assertThat(gateway.call("DELETE", "/queue/" + eventId + "/me", gateway.buyer("ann"), "", Map.of())
                        .statusCode())
                .isEqualTo(204);
        JsonObject again = join("ann", token);
        assertThat(again.getString("lane")).isEqualTo("fans");
        assertThat(again.containsKey("notice")).isFalse();
    }

    @Test
    void aTokenThatOpensNothingGivesThePlainLaneAndSaysWhy() throws Exception {
        long event = Ids.parseEventId(eventId).orElseThrow();
        long inAnHour = Instant.now().getEpochSecond() + 3600;
        Map<String, String> noticeOf = Map.of(
                "forged",
                "not one of this sale",
                tokens.sign(new Claims.Priority("1", event + 1, "fans", null, inAnHour)),
                "not one of this sale",
                tokens.sign(new Claims.Priority("2", event, "fans", null, inAnHour - 7200)),
                "expired",
                tokens.sign(new Claims.Priority("3", event, "gone", null, inAnHour)),
                "no longer part",
                tokens.sign(new Claims.Priority("4", event, "fans", "somebody", inAnHour)),
                "another account",
                gateway.buyer("eve"),
                "not one of this sale");

        int n = 0;
        for (Map.Entry<String, String> token : noticeOf.entrySet()) {
            JsonObject place = join("plain-" + n++, token.getKey());
            assertThat(place.getString("lane")).isEqualTo("general");
            assertThat(place.getString("notice")).contains(token.getValue()).contains("plain lane");
        }
    }

    @Test
    void whoHasAPlaceAlreadyKeepsItAndTheTokenIsNotUsed() throws Exception {
        String token = issue(new JsonObject().put("count", 1)).getFirst();
        long number = join("first", "").getLong("number");

        JsonObject kept = join("first", token);
        assertThat(kept.getString("lane")).isEqualTo("general");
        assertThat(kept.getLong("number")).isEqualTo(number);
        assertThat(kept.getString("notice")).contains("leave the queue first");
        assertThat(join("second", token).getString("lane")).isEqualTo("fans");
    }

    @Test
    void aTokenForAnAddressOpensTheLaneToWhoLogsInWithIt() throws Exception {
        JsonObject wish = new JsonObject()
                .put("accounts", new JsonArray().add("Ann@Example.org").add("ac_other"));
        String token = issue(wish).getFirst();
        String session = new JsonObject(gateway.post("/session", "", new JsonObject().put("email", "ann@example.org"))
                        .body())
                .getString("token");
        HttpResponse<String> joined =
                gateway.post("/queue/" + eventId + "/join", session, new JsonObject().put("priorityToken", token));

        assertThat(new JsonObject(joined.body()).getString("lane")).isEqualTo("fans");
        assertThat(join("eve", token).getString("lane")).isEqualTo("general");
    }

    @Test
    void aHundredThousandComeAsOneCsv() throws Exception {
        HttpResponse<String> csv =
                order(new JsonObject().put("count", 100_000), Map.of("Accept", "text/csv"), promoter);

        assertThat(csv.statusCode()).isEqualTo(201);
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        List<String> lines = csv.body().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("token,account,lane,expiresAt");
        assertThat(lines).hasSize(100_001);
        Set<String> ids = new HashSet<>();
        for (String line : lines.subList(1, lines.size())) {
            ids.add(tokens.verify(line.substring(0, line.indexOf(',')), Claims.Priority.class)
                    .orElseThrow()
                    .id());
        }
        assertThat(ids).hasSize(100_000);
        assertThat(lines.getLast()).endsWith(",fans," + Instant.parse(SOON));
    }

    @Test
    void theSameKeyIsTheSameTokensAgainAndTheLogKnowsOneOrder() throws Exception {
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        String first = order(new JsonObject().put("count", 3), key, promoter).body();

        assertThat(order(new JsonObject().put("count", 3), key, promoter).body())
                .isEqualTo(first);
        assertThat(order(new JsonObject().put("count", 4), key, promoter).statusCode())
                .isEqualTo(422);
        JsonArray changes = new JsonObject(gateway.get("/promoter/sales/" + eventId + "/changes", promoter)
                        .body())
                .getJsonArray("changes");
        assertThat(changes).hasSize(2);
        JsonObject logged = changes.getJsonObject(0);
        assertThat(logged.getString("what")).isEqualTo("priority-tokens");
        assertThat(logged.getString("changedBy")).isEqualTo("user-of-" + Gateway.PROMOTER);
        assertThat(logged.getJsonObject("now").getInteger("count")).isEqualTo(3);
    }

    @Test
    void anOrderThatMakesNoSenseIsRefused() throws Exception {
        assertThat(order(new JsonObject(), Map.of(), promoter).statusCode()).isEqualTo(400);
        assertThat(order(new JsonObject().put("count", 0), Map.of(), promoter).statusCode())
                .isEqualTo(400);
        assertThat(order(new JsonObject().put("count", 1).put("lane", "nobody"), Map.of(), promoter)
                        .statusCode())
                .isEqualTo(400);
        assertThat(order(new JsonObject().put("count", 1).put("expiresAt", "2020-01-01T00:00:00Z"), Map.of(), promoter)
                        .statusCode())
                .isEqualTo(400);
        assertThat(order(new JsonObject().put("count", 1), Map.of(), gateway.promoter("pr-two"))
                        .statusCode())
                .isEqualTo(404);
    }

    private JsonObject join(String account, String token) throws Exception {
        JsonObject body = token.isEmpty() ? new JsonObject() : new JsonObject().put("priorityToken", token);
        HttpResponse<String> answer = gateway.post("/queue/" + eventId + "/join", gateway.buyer(account), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private List<String> issue(JsonObject wish) throws Exception {
        return new JsonObject(order(wish, Map.of(), promoter).body())
                .getJsonArray("tokens").stream()
                        .map(token -> ((JsonObject) token).getString("token"))
                        .toList();
    }

    private HttpResponse<String> order(JsonObject wish, Map<String, String> headers, String as) throws Exception {
        JsonObject body =
                new JsonObject().put("lane", "fans").put("expiresAt", SOON).mergeIn(wish);
        return gateway.call("POST", "/promoter/sales/" + eventId + "/priority-tokens", as, body.encode(), headers);
    }
}
