package io.tidegate.waitingroom.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.Bodies;
import io.tidegate.waitingroom.Gateway;
import io.tidegate.wire.ReviseEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private Gateway gateway;
    private String token;

    @BeforeEach
    void aPromoter() throws Exception {
        gateway = Gateway.shared();
        token = gateway.promoter(Gateway.PROMOTER);
    }

    @Test
    void aVenueIsCreatedWithItsPlaceAndVersion() throws Exception {
        HttpResponse<String> created = gateway.post("/promoter/venues", token, Bodies.venue());

        JsonObject venue = new JsonObject(created.body());
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).contains("/promoter/venues/" + venue.getString("venueId"));
        assertThat(created.headers().firstValue("ETag")).contains("\"1\"");
        assertThat(venue.getInteger("capacity")).isEqualTo(70);
    }

    @Test
    void aChangeNeedsTheVersionThatItChanges() throws Exception {
        String path = create("/promoter/performers", Bodies.performer());
        String body = Bodies.performer().put("performerName", "The Flood").encode();

        assertThat(gateway.call("PUT", path, token, body, Map.of()).statusCode())
                .isEqualTo(428);
        assertThat(gateway.call("PUT", path, token, body, Map.of("If-Match", "\"7\""))
                        .statusCode())
                .isEqualTo(412);
        HttpResponse<String> changed = gateway.call("PUT", path, token, body, Map.of("If-Match", "\"1\""));
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag")).contains("\"2\"");
        assertThat(gateway.call("DELETE", path, token, "", Map.of("If-Match", "\"2\""))
                        .statusCode())
                .isEqualTo(204);
        assertThat(gateway.get(path, token).statusCode()).isEqualTo(404);
    }

    @Test
    void anothersThingsAreNotFound() throws Exception {
        String venue = create("/promoter/venues", Bodies.venue());
        String other = gateway.promoter("pr-two");

        assertThat(gateway.get(venue, other).statusCode()).isEqualTo(404);
        String venueId = venue.substring(venue.lastIndexOf('/') + 1);
        assertThat(gateway.post("/promoter/events", other, Bodies.event(venueId))
                        .statusCode())
                .isEqualTo(404);
        assertThat(new JsonObject(gateway.get("/promoter/venues", other).body()).getJsonArray("venues"))
                .isEmpty();
    }

    @Test
    void aVenueWithEventsStays() throws Exception {
        String event = "/promoter/events/" + gateway.event();
        JsonObject body = new JsonObject(gateway.get(event, token).body());
        String venue = "/promoter/venues/" + body.getString("venueId");

        assertThat(gateway.call("DELETE", venue, token, "", Map.of("If-Match", "*"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(gateway.call("DELETE", event, token, "", Map.of("If-Match", "*"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(gateway.call("DELETE", venue, token, "", Map.of("If-Match", "*"))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void aPerformerWithEventsStays() throws Exception {
        String performer = create("/promoter/performers", Bodies.performer());
        String venue = create("/promoter/venues", Bodies.venue());
        JsonObject night = Bodies.event(venue.substring(venue.lastIndexOf('/') + 1))
                .put("performerIds", new JsonArray().add(performer.substring(performer.lastIndexOf('/') + 1)));
        String event = create("/promoter/events", night);
        Map<String, String> any = Map.of("If-Match", "*");

        HttpResponse<String> refused = gateway.call("DELETE", performer, token, "", any);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("/problems/performer-in-use");
        night.put("performerIds", new JsonArray());
        assertThat(gateway.call("PUT", event, token, night.encode(), any).statusCode())
                .isEqualTo(200);
        assertThat(gateway.call("DELETE", performer, token, "", any).statusCode())
                .isEqualTo(204);
    }

    @Test
    void onceItsWriterHasTicketsAnEventStaysAndStaysWhereItIs() throws Exception {
        String eventId = gateway.event();
        String event = "/promoter/events/" + eventId;
        String venueId = new JsonObject(gateway.get(event, token).body()).getString("venueId");
        String elsewhere = create("/promoter/venues", Bodies.venue());
        JsonObject body = Bodies.event(venueId);
        JsonObject moved = Bodies.event(elsewhere.substring(elsewhere.lastIndexOf('/') + 1));
        JsonObject sale =
                new JsonObject().put("opensAt", Instant.now().plusSeconds(600).toString());
        Map<String, String> any = Map.of("If-Match", "*");

        assertThat(gateway.call("PUT", event, token, moved.encode(), any).statusCode())
                .isEqualTo(200);
        assertThat(gateway.call("PUT", event, token, body.encode(), any).statusCode())
                .isEqualTo(200);
        assertThat(gateway.call("PUT", "/promoter/sales/" + eventId, token, sale.encode(), Map.of())
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> refused = gateway.call("PUT", event, token, moved.encode(), any);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("event-on-sale");
        assertThat(gateway.call("DELETE", event, token, "", any).statusCode()).isEqualTo(409);
        assertThat(gateway.call(
                                "PUT",
                                event,
                                token,
                                body.put("eventName", "Renamed").encode(),
                                any)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatABrokenOffChangeLeftWithTheWriterDoesNotKeepAnEventFromItsSale() throws Exception {
        String sale = new JsonObject()
                .put("opensAt", Instant.now().plusSeconds(600).toString())
                .encode();
        ReviseEvent deleted = ReviseEvent.getDefaultInstance();
        ReviseEvent moved = ReviseEvent.newBuilder()
                .setVenueId(1)
                .setLayoutVersion(1)
                .setCurrency("USD")
                .build();

        for (ReviseEvent brokenOff : List.of(deleted, moved)) {
            String event = gateway.event();
            gateway.writer().accept(Ids.parseEventId(event).orElseThrow(), brokenOff);
            HttpResponse<String> put = gateway.call("PUT", "/promoter/sales/" + event, token, sale, Map.of());
            assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        }
    }

    @Test
    void aChangeIsNotStoredOnceItsWriterHasAcceptedAnother() throws Exception {
        String event = "/promoter/events/" + gateway.event();
        String before = gateway.get(event, token).body();
        String elsewhere = create("/promoter/venues", Bodies.venue());
        String moved = Bodies.event(elsewhere.substring(elsewhere.lastIndexOf('/') + 1))
                .encode();
        Map<String, String> any = Map.of("If-Match", "*");

        for (String method : List.of("PUT", "DELETE")) {
            String body = method.equals("PUT") ? moved : "";
            gateway.writer()
                    .overtakeNextRevision(ReviseEvent.newBuilder().setVenueId(1).build());
            HttpResponse<String> refused = gateway.call(method, event, token, body, any);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            assertThat(refused.body()).contains("/problems/event-changed");
            assertThat(gateway.get(event, token).body()).isEqualTo(before);
        }
        assertThat(gateway.call("PUT", event, token, moved, any).statusCode()).isEqualTo(200);
    }

    @Test
    void theSameKeyCreatesOnce() throws Exception {
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        String body = Bodies.performer().encode();
        HttpResponse<String> first = gateway.call("POST", "/promoter/performers", token, body, key);
        HttpResponse<String> second = gateway.call("POST", "/promoter/performers", token, body, key);

        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(new JsonObject(second.body())).isEqualTo(new JsonObject(first.body()));
        assertThat(gateway.call(
                                "POST",
                                "/promoter/venues",
                                token,
                                Bodies.venue().encode(),
                                key)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aNewEventLivesOnThePartitionThatHasTheFewestToCome() throws Exception {
        int partitions = gateway.settings().kafka().partitions();
        for (int i = 0; i <= partitions; i++) {
            long[] before = eventsToCome(partitions);
            int partition = Ids.partition(Ids.parseEventId(gateway.event()).orElseThrow());
            assertThat(before[partition]).isEqualTo(LongStream.of(before).min().orElseThrow());
        }
    }

    private long[] eventsToCome(int partitions) throws Exception {
        long[] events = new long[partitions];
        try (Statement sql = gateway.owner().createStatement();
                ResultSet rows = sql.executeQuery("select event_id from event where start_time > now()")) {
            while (rows.next()) {
                events[Ids.partition(rows.getLong(1))]++;
            }
        }
        return events;
    }

    @Test
    void everySectionHasToHaveAPrice() throws Exception {
        String venue = create("/promoter/venues", Bodies.venue());
        JsonObject event = Bodies.event(venue.substring(venue.lastIndexOf('/') + 1));
        event.getJsonArray("sections").remove(1);
        HttpResponse<String> refused = gateway.post("/promoter/events", token, event);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(refused.body()).getString("detail")).contains("GA");
    }

    @Test
    void aListGoesOnWhereItsCursorSays() throws Exception {
        String mine = gateway.promoter("pr-" + UUID.randomUUID());
        for (int i = 0; i < 3; i++) {
            gateway.post("/promoter/performers", mine, Bodies.performer());
        }
        JsonObject first =
                new JsonObject(gateway.get("/promoter/performers?limit=2", mine).body());
        JsonObject second =
                new JsonObject(gateway.get("/promoter/performers?limit=2&cursor=" + first.getString("nextCursor"), mine)
                        .body());

        assertThat(first.getJsonArray("performers")).hasSize(2);
        assertThat(second.getJsonArray("performers")).hasSize(1);
        assertThat(second.containsKey("nextCursor")).isFalse();
    }

    @Test
    void aSaleIsInEffectOnceTheWriterHasIt() throws Exception {
        String path = "/promoter/sales/" + gateway.event();
        JsonObject wish = new JsonObject()
                .put("opensAt", Instant.now().plusSeconds(600).toString())
                .put("holdSeconds", 20)
                .put(
                        "lanes",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "fans")
                                        .put("weight", 3)
                                        .put("sections", new JsonArray().add("A"))));

        assertThat(gateway.get(path, token).statusCode()).isEqualTo(404);
        assertThat(gateway.call("PUT", path, token, wish.encode(), Map.of()).statusCode())
                .isEqualTo(201);
        JsonObject sale = new JsonObject(gateway.get(path, token).body());
        assertThat(sale.getInteger("holdSeconds")).isEqualTo(20);
        assertThat(sale.getJsonArray("lanes").getJsonObject(0).getString("name"))
                .isEqualTo("fans");
        assertThat(gateway.call("PUT", path, token, wish.put("holdSeconds", 30).encode(), Map.of())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOrderToASaleSaysBeforehandWhatItDoes() throws Exception {
        String path = "/promoter/sales/" + Ids.eventId(gateway.eventOnSale(false));

        JsonObject dry = new JsonObject(gateway.call("POST", path + "/pause?dryRun", token, "", Map.of())
                .body());
        assertThat(dry.getString("to")).isEqualTo("paused");
        assertThat(control(path)).isEqualTo("active");
        gateway.call("POST", path + "/pause", token, "", Map.of());
        assertThat(control(path)).isEqualTo("paused");
        gateway.call("POST", path + "/close", token, "", Map.of());
        assertThat(gateway.call("POST", path + "/resume", token, "", Map.of()).statusCode())
                .isEqualTo(409);
    }

    @Test
    void aSaleThatDrainsServesWhoWaitsAndLetsNobodyElseJoin() throws Exception {
        String eventId = Ids.eventId(gateway.eventOnSale(true));
        String path = "/promoter/sales/" + eventId;
        String join = "/queue/" + eventId + "/join";
        JsonObject early = new JsonObject(
                gateway.post(join, gateway.buyer("early"), new JsonObject()).body());

        JsonObject dry = await().until(
                        () -> new JsonObject(gateway.call("POST", path + "/drain?dryRun", token, "", Map.of())
                                .body()),
                        told -> told.getJsonObject("affects").getLong("waiting", 0L) == 1);
        assertThat(dry.getString("effects")).contains("Nobody new");
        assertThat(gateway.call("POST", path + "/drain", token, "", Map.of()).statusCode())
                .isEqualTo(200);
        HttpResponse<String> late = gateway.post(join, gateway.buyer("late"), new JsonObject());
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(late.body()).getString("type")).isEqualTo("/problems/sale-draining");
        assertThat(new JsonObject(gateway.post(join, gateway.buyer("early"), new JsonObject())
                                .body())
                        .getLong("number"))
                .isEqualTo(early.getLong("number"));
        gateway.call("POST", path + "/resume", token, "", Map.of());
        assertThat(gateway.post(join, gateway.buyer("late"), new JsonObject()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatBuyersStandInCannotBeTakenAway() throws Exception {
        String path = "/promoter/sales/" + gateway.event();
        String soon = Instant.now().plusSeconds(600).toString();
        JsonObject early = new JsonObject()
                .put("name", "early")
                .put("opensAt", Instant.now().minusSeconds(5).toString());
        JsonObject wish = new JsonObject()
                .put("lobbyOpensAt", Instant.now().minusSeconds(60).toString())
                .put("opensAt", soon)
                .put("lanes", new JsonArray().add(early).add(new JsonObject().put("name", "general")));
        assertThat(gateway.call("PUT", path, token, wish.encode(), Map.of()).statusCode())
                .isEqualTo(201);
        String lobby = new JsonObject(gateway.get(path, token).body()).getString("lobbyOpensAt");

        assertThat(problem(path, wish.copy().put("lobbyOpensAt", soon))).isEqualTo("/problems/lobby-open");
        assertThat(problem(path, wish.copy().put("lanes", new JsonArray().add(early))))
                .isEqualTo("/problems/lane-in-use");
        JsonObject later = wish.copy();
        later.getJsonArray("lanes").getJsonObject(0).put("opensAt", soon);
        assertThat(problem(path, later)).isEqualTo("/problems/draw-begun");
        JsonObject weights = wish.copy();
        weights.remove("lobbyOpensAt");
        weights.getJsonArray("lanes").getJsonObject(0).put("weight", 9);
        JsonObject changed = new JsonObject(
                gateway.call("PUT", path, token, weights.encode(), Map.of()).body());
        assertThat(changed.getJsonArray("lanes").getJsonObject(0).getInteger("weight"))
                .isEqualTo(9);
        assertThat(changed.getString("lobbyOpensAt")).isEqualTo(lobby);
    }

    private String problem(String path, JsonObject wish) throws Exception {
        HttpResponse<String> answer = gateway.call("PUT", path, token, wish.encode(), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        return new JsonObject(answer.body()).getString("type");
    }

    @Test
    void whoChangedWhatWhenIsKept() throws Exception {
        String path = "/promoter/sales/" + Ids.eventId(gateway.eventOnSale(false));
        JsonObject sale = new JsonObject(gateway.get(path, token).body());
        gateway.call("PUT", path, token, sale.put("maxActive", 7).encode(), Map.of("If-Match", "\"1\""));
        assertThat(gateway.call("PUT", path, token, sale.encode(), Map.of("If-Match", "\"1\""))
                        .statusCode())
                .isEqualTo(412);
        gateway.call("POST", path + "/pause", token, "", Map.of());

        JsonObject log =
                new JsonObject(gateway.get(path + "/changes?limit=2", token).body());
        JsonObject pause = log.getJsonArray("changes").getJsonObject(0);
        JsonObject settings = log.getJsonArray("changes").getJsonObject(1);
        assertThat(pause.getString("what")).isEqualTo("pause");
        assertThat(pause.getJsonArray("fields").encode())
                .isEqualTo("[{\"field\":\"control\",\"from\":\"active\",\"to\":\"paused\"}]");
        assertThat(settings.getString("changedBy")).isEqualTo("user-of-" + Gateway.PROMOTER);
        assertThat(settings.getJsonArray("fields").encode())
                .isEqualTo("[{\"field\":\"maxActive\",\"from\":2000,\"to\":7}]");
        JsonObject rest = new JsonObject(gateway.get(path + "/changes?cursor=" + log.getString("nextCursor"), token)
                .body());
        assertThat(rest.getJsonArray("changes")).hasSize(1);
        assertThat(gateway.get(path + "/changes", gateway.promoter("pr-two")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void openingCannotMoveOnceTheDrawHasBegun() throws Exception {
        String path = "/promoter/sales/" + Ids.eventId(gateway.eventOnSale(false));
        String later = new JsonObject()
                .put("opensAt", Instant.now().plusSeconds(600).toString())
                .encode();

        assertThat(gateway.call("PUT", path, token, later, Map.of()).statusCode())
                .isEqualTo(409);
    }

    private String control(String path) throws Exception {
        return new JsonObject(gateway.get(path, token).body()).getString("control");
    }

    private String create(String path, JsonObject body) throws Exception {
        HttpResponse<String> created = gateway.post(path, token, body);
        return created.headers().firstValue("Location").orElseThrow(() -> new AssertionError(created.body()));
    }
}
