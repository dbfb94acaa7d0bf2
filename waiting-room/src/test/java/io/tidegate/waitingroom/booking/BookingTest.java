package io.tidegate.waitingroom.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.Gateway;
import io.tidegate.wire.Command;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Released;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserved;
import io.tidegate.wire.SeatChange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BookingTest {
    private Gateway gateway;
    private long event;

    @BeforeEach
    void anEventOnSale() throws Exception {
        gateway = Gateway.shared();
        event = gateway.eventOnSale(false);
        gateway.writer().answer(BookingTest::reserved);
    }

    @Test
    void aReserveIsAnsweredWithItsHoldAndLabelledTickets() throws Exception {
        HttpResponse<String> answer = gateway.reserve(gateway.buyer("ada"), tickets(0, 1), Map.of());

        JsonObject body = new JsonObject(answer.body());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(body.getString("holdId")).isEqualTo(Ids.holdId(event, 7));
        assertThat(answer.headers().firstValue("Location")).contains("/booking/holds/" + body.getString("holdId"));
        assertThat(answer.headers().firstValue("Server-Timing").orElse(""))
                .matches("shield;dur=[0-9.]+, kafka;dur=\\d+, commit;dur=\\d+, total;dur=\\d+");
        JsonObject ticket = body.getJsonArray("tickets").getJsonObject(1);
        assertThat(ticket.getString("section")).isEqualTo("A");
        assertThat(ticket.getString("row")).isEqualTo("1");
        assertThat(ticket.getString("seatNumber")).isEqualTo("2");
        assertThat(ticket.getLong("price")).isEqualTo(4500);
        assertThat(ticket.getString("priceType")).isEqualTo("full");
    }

    @Test
    void theSameKeyAgainGetsTheSameAnswerAndTheWriterIsAskedOnce() throws Exception {
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        HttpResponse<String> first = gateway.reserve(gateway.buyer("ada"), tickets(2), key);
        HttpResponse<String> second = gateway.reserve(gateway.buyer("ada"), tickets(2), key);

        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(gateway.writer().seen()).hasSize(1);
    }

    @Test
    void aTraceIsTakenFromTheCallerAndGoesWithTheCommand() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        HttpResponse<String> given = gateway.reserve(gateway.buyer("ada"), tickets(7), Map.of("traceparent", trace));
        HttpResponse<String> begun =
                gateway.reserve(gateway.buyer("ada"), tickets(8), Map.of("traceparent", "nonsense"));

        assertThat(given.headers().firstValue("traceparent")).contains(trace);
        assertThat(gateway.writer().seen().getFirst().getTraceparent()).isEqualTo(trace);
        assertThat(begun.headers().firstValue("traceparent").orElse("")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    @Test
    void metricsCountCallsByRouteAndWhatWaits() throws Exception {
        gateway.reserve(gateway.buyer("ada"), tickets(9), Map.of());
        await().untilAsserted(() -> assertThat(gateway.get("/metrics", "").body())
                .containsPattern("tidegate_http_requests_seconds_count\\{method=\"POST\",route=\"/booking/reserve\"")
                .contains("tidegate_outcome_waits{", "tidegate_queue_waiting{", "tidegate_queue_active{")
                .contains("tidegate_queue_admitted_total{", "tidegate_queue_streams{"));
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() throws Exception {
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        gateway.reserve(gateway.buyer("ada"), tickets(3), key);
        HttpResponse<String> other = gateway.reserve(gateway.buyer("ada"), tickets(4), key);

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(type(other)).isEqualTo("/problems/idempotency-mismatch");
    }

    @Test
    void whatTheWriterRefusesIsAProblemWithWhatHelps() throws Exception {
        gateway.writer()
                .answer(command -> Optional.of(Reply.newBuilder()
                        .setRefused(Refused.newBuilder()
                                .setReason(Refused.Reason.TICKETS_TAKEN)
                                .addTicketNos(5))));
        HttpResponse<String> answer = gateway.reserve(gateway.buyer("ada"), tickets(5, 6), Map.of());

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(type(answer)).isEqualTo("/problems/tickets-taken");
        assertThat(new JsonObject(answer.body()).getJsonArray("ticketIds"))
                .isEqualTo(new JsonArray().add(Ids.ticketId(event, 5)));
    }

    @Test
    void whoeverWantsATicketThatIsHeldIsTurnedAwayBeforeTheWriter() throws Exception {
        gateway.reserve(gateway.buyer("ada"), tickets(8), Map.of());
        await().until(() ->
                gateway.reserve(gateway.buyer("bob"), tickets(8), Map.of()).statusCode() == 409);
        assertThat(gateway.writer().seen()).extracting(Command::getAccountId).containsOnly("ada");
    }

    @Test
    void aTicketThatWasReleasedCanBeReservedByAnother() throws Exception {
        HttpResponse<String> held = gateway.reserve(gateway.buyer("ada"), tickets(9), Map.of());
        storeHold("ada", 7, 9);
        gateway.writer().answer(command -> command.hasRelease() ? released(command) : reserved(command));
        JsonObject hold = new JsonObject().put("holdId", new JsonObject(held.body()).getString("holdId"));

        assertThat(gateway.post("/booking/release", gateway.buyer("ada"), hold).statusCode())
                .isEqualTo(200);
        await().until(() ->
                gateway.reserve(gateway.buyer("bob"), tickets(9), Map.of()).statusCode() == 201);
    }

    @Test
    void aTicketThatComesBackInAnyOtherWayCanBeReservedByAnother() throws Exception {
        gateway.reserve(gateway.buyer("ada"), tickets(13), Map.of());
        await().until(() ->
                gateway.reserve(gateway.buyer("bob"), tickets(13), Map.of()).statusCode() == 409);
        gateway.writer()
                .publish(SeatChange.newBuilder()
                        .setEventId(event)
                        .setSeq(2)
                        .addAvailable(13)
                        .build());
        await().until(() ->
                gateway.reserve(gateway.buyer("bob"), tickets(13), Map.of()).statusCode() == 201);
    }

    @Test
    void whoDoesNotWaitIsToldWhereTheOutcomeWillBe() throws Exception {
        HttpResponse<String> answer =
                gateway.reserve(gateway.buyer("ada"), tickets(10), Map.of("Prefer", "respond-async"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Preference-Applied")).contains("respond-async");
        String location = answer.headers().firstValue("Location").orElseThrow();
        await().until(() -> gateway.get(location, gateway.buyer("ada")).statusCode() == 200);
        JsonObject outcome =
                new JsonObject(gateway.get(location, gateway.buyer("ada")).body());
        assertThat(outcome.getString("status")).isEqualTo("accepted");
        assertThat(outcome.getJsonObject("result").getString("holdId")).isEqualTo(Ids.holdId(event, 7));
        assertThat(gateway.get(location, gateway.buyer("eve")).statusCode()).isEqualTo(404);
    }

    @Test
    void aWriterThatSaysNothingMakesItA202AndClaimsNothing() throws Exception {
        gateway.writer().answer(command -> Optional.empty());
        HttpResponse<String> answer = gateway.reserve(gateway.buyer("ada"), tickets(11), Map.of("Prefer", "wait=1"));

        assertThat(answer.statusCode()).isEqualTo(202);
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(gateway.get(location, gateway.buyer("ada")).statusCode()).isEqualTo(202);
    }

    @Test
    void aQueuedSaleNeedsAPassOfThisBuyerAndThisEvent() throws Exception {
        long queued = gateway.eventOnSale(true);
        JsonObject wish = new JsonObject().put("ticketId", Ids.ticketId(queued, 0));
        String ada = gateway.buyer("ada");

        HttpResponse<String> without = gateway.reserve(ada, wish, Map.of());
        assertThat(without.statusCode()).isEqualTo(403);
        assertThat(type(without)).isEqualTo("/problems/pass-required");
        assertThat(new JsonObject(without.body()).getString("joinUrl"))
                .isEqualTo("/queue/" + Ids.eventId(queued) + "/join");
        for (String wrong : List.of(gateway.pass("bob", queued), gateway.pass("ada", event), "x.y.z", ada)) {
            assertThat(gateway.reserve(ada, wish, Map.of("X-Queue-Pass", wrong)).statusCode())
                    .isEqualTo(403);
        }
        Map<String, String> pass = Map.of("X-Queue-Pass", gateway.pass("ada", queued));
        assertThat(gateway.reserve(ada, wish, pass).statusCode()).isEqualTo(201);
        assertThat(gateway.writer()
                        .seen()
                        .getFirst()
                        .getReserve()
                        .getAllowance()
                        .getLane())
                .isEqualTo("general");
    }

    @Test
    void anOutcomeThatNobodyRemembersIsReadFromItsHold() throws Exception {
        byte[] commandId = storeHold("ada", 21, 19);
        HttpResponse<String> answer =
                gateway.get("/booking/commands/" + CommandIds.text(event, commandId), gateway.buyer("ada"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getJsonObject("result").getLong("amount"))
                .isEqualTo(4500);
    }

    @Test
    void aHoldIsShownToItsBuyerAlone() throws Exception {
        storeHold("ada", 22, 18);
        String path = "/booking/holds/" + Ids.holdId(event, 22);

        JsonObject hold = new JsonObject(gateway.get(path, gateway.buyer("ada")).body());
        assertThat(hold.getString("state")).isEqualTo("live");
        assertThat(hold.getJsonArray("timeline")).hasSize(1);
        assertThat(hold.getJsonArray("timeline").getJsonObject(0).getString("step"))
                .isEqualTo("reserved");
        assertThat(gateway.get(path, gateway.buyer("bob")).statusCode()).isEqualTo(404);
    }

    private byte[] storeHold(String account, int holdNo, int ticketNo) throws Exception {
        byte[] commandId =
                CommandIds.of(account, event, "reserve", UUID.randomUUID().toString());
        for (Command command : gateway.writer().seen()) {
            commandId = command.getCommandId().toByteArray();
        }
        try (var insert = gateway.owner()
                .prepareStatement("insert into hold (event_id, hold_no, account_id, lane, command_id, ticket_nos,"
                        + " price_nos, amount, state, created_at, expires_at, pinned)"
                        + " values (?, ?, ?, '', ?, ?, '{0}', 4500, 0, now(), now() + interval '10 min', false)")) {
            insert.setLong(1, event);
            insert.setInt(2, holdNo);
            insert.setString(3, account);
            insert.setBytes(4, commandId);
            insert.setArray(5, gateway.owner().createArrayOf("integer", new Integer[] {ticketNo}));
            insert.execute();
        }
        return commandId;
    }

    private JsonObject tickets(int... numbers) {
        JsonArray ids = new JsonArray();
        for (int number : numbers) {
            ids.add(Ids.ticketId(event, number));
        }
        return new JsonObject().put("ticketIds", ids);
    }

    private static Optional<Reply.Builder> reserved(Command command) {
        Reserved.Builder reserved = Reserved.newBuilder()
                .setHoldNo(7)
                .setCurrency("EUR")
                .setExpiresAtMs(System.currentTimeMillis() + 600_000);
        command.getReserve()
                .getTicketsList()
                .forEach(ticket -> reserved.addTicketNos(ticket.getTicketNo())
                        .addPriceNos(0)
                        .addPrices(4500));
        return Optional.of(Reply.newBuilder().setReserved(reserved));
    }

    private static Optional<Reply.Builder> released(Command command) {
        return Optional.of(Reply.newBuilder()
                .setReleased(Released.newBuilder()
                        .setHoldNo(command.getRelease().getHoldNo())
                        .addTicketNos(9)));
    }

    private static String type(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getString("type");
    }
}
