package io.tidegate.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Reply;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each endpoint under each kind of caller, and under garbage: the right status, never a 500. */
class WhoMayCallWhatTest {
    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "[]",
            "null",
            "{",
            "\u0000\u0001",
            "{\"holdId\":7,\"ticketId\":[],\"paymentId\":{},\"eventName\":1,\"venueName\":null}",
            "{\"ticketIds\":[null,1,{}],\"holdId\":\"hd_../../etc\",\"paymentId\":\"' or 1=1 --\"}",
            "{\"tickets\":{\"a\":1}}",
            "{\"holdId\":\"hd_zzzzzzzzzzzzz-1\",\"paymentId\":\"py_1-1\"}",
            "{\"eventId\":\"ev_7\",\"bestAvailable\":{\"quantity\":1e9}}",
            "{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}");

    private static final List<String> BUYERS = List.of(
            "POST /booking/reserve",
            "POST /booking/release",
            "POST /booking/payment",
            "POST /booking/confirm",
            "GET /booking/commands/COMMAND",
            "GET /booking/holds/HOLD",
            "GET /orders",
            "GET /orders/ORDER");

    private static final List<String> PROMOTERS = List.of(
            "POST /promoter/venues",
            "GET /promoter/venues",
            "GET /promoter/venues/vn_1",
            "PUT /promoter/venues/vn_1",
            "DELETE /promoter/venues/vn_1",
            "POST /promoter/performers",
            "GET /promoter/performers",
            "GET /promoter/performers/pf_1",
            "PUT /promoter/performers/pf_1",
            "DELETE /promoter/performers/pf_1",
            "POST /promoter/events",
            "GET /promoter/events",
            "GET /promoter/events/EVENT",
            "PUT /promoter/events/EVENT",
            "DELETE /promoter/events/EVENT",
            "POST /promoter/events/EVENT/block",
            "POST /promoter/events/EVENT/unblock",
            "POST /promoter/events/EVENT/cancel",
            "POST /promoter/events/EVENT/reschedule",
            "POST /promoter/orders/ORDER/refund",
            "PUT /promoter/sales/EVENT",
            "GET /promoter/sales/EVENT",
            "GET /promoter/sales",
            "GET /promoter/sales/EVENT/changes",
            "POST /promoter/sales/EVENT/priority-tokens",
            "POST /promoter/sales/EVENT/simulate",
            "GET /promoter/sales/EVENT/stream",
            "GET /promoter/sales/EVENT/report",
            "GET /promoter/events/EVENT/orders",
            "POST /promoter/sales/EVENT/drain",
            "POST /promoter/sales/EVENT/pause",
            "POST /promoter/sales/EVENT/resume",
            "POST /promoter/sales/EVENT/close");

    static Stream<Arguments> endpoints() {
        return Stream.concat(
                BUYERS.stream().map(call -> Arguments.of(call, true)),
                PROMOTERS.stream().map(call -> Arguments.of(call, false)));
    }

    @Test
    void whatMayBeCalledAtAllIsServedAsADocument() throws Exception {
        HttpResponse<String> answer = Gateway.shared().get("/openapi.json", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("openapi")).startsWith("3.1");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endpoints")
    void onlyTheRightKindOfCallerGetsIn(String call, boolean buyers) throws Exception {
        Gateway gateway = Gateway.shared();
        String wrong = buyers ? gateway.promoter(Gateway.PROMOTER) : gateway.buyer("ada");

        assertThat(status(call, "", "{}")).isEqualTo(401);
        assertThat(status(call, "a.b.c", "{}")).isEqualTo(401);
        assertThat(status(call, gateway.pass("ada", 1), "{}")).isEqualTo(401);
        assertThat(status(call, wrong, "{}")).isEqualTo(403);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endpoints")
    void anotherOfTheRightKindSeesNothing(String call, boolean buyers) throws Exception {
        Gateway gateway = Gateway.shared();
        String stranger = buyers ? gateway.buyer("stranger") : gateway.promoter("pr-stranger");
        if (call.matches(".*/(EVENT|HOLD|ORDER|COMMAND|vn_1|pf_1).*")) {
            String body = call.contains("/events/")
                    ? Bodies.event("vn_1").encode()
                    : call.contains("/venues/")
                            ? Bodies.venue().encode()
                            : Bodies.performer()
                                    .put("opensAt", "2098-01-01T00:00:00Z")
                                    .encode();
            assertThat(status(call, stranger, body)).isEqualTo(404);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endpoints")
    void garbageIsRefusedAsAProblem(String call, boolean buyers) throws Exception {
        Gateway gateway = Gateway.shared();
        gateway.writer()
                .answer(command -> Optional.of(
                        Reply.newBuilder().setRefused(Refused.newBuilder().setReason(Refused.Reason.NOT_FOUND))));
        String token = buyers ? gateway.buyer("ada") : gateway.promoter("pr-garbage");
        for (String body : BODIES) {
            HttpResponse<String> answer = send(call, token, body);
            assertThat(answer.statusCode()).as("%s %s", call, body).isNotEqualTo(500);
            if (answer.statusCode() >= 400) {
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(answer.statusCode());
            }
        }
        if (!call.startsWith("GET") && !call.startsWith("DELETE")) {
            assertThat(status(call, token, "{\"x\":\"" + "y".repeat(70_000) + "\"}"))
                    .isEqualTo(413);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endpoints")
    void anIdThatIsNoneIsNotFound(String call, boolean buyers) throws Exception {
        Gateway gateway = Gateway.shared();
        String token = buyers ? gateway.buyer("ada") : gateway.promoter(Gateway.PROMOTER);
        for (String id : List.of("x", "ev_", "ev_-1", "hd_1", "%00", "..%2f..", "cm_1-zz", "%F0%9F%8E%AB")) {
            String other = call.replaceAll("/(EVENT|HOLD|ORDER|COMMAND|vn_1|pf_1)", "/" + id);
            if (!other.equals(call)) {
                assertThat(send(
                                        other,
                                        token,
                                        other.contains("events")
                                                ? Bodies.event("vn_1").encode()
                                                : "{}")
                                .statusCode())
                        .as(other)
                        .isIn(400, 404);
            }
        }
    }

    private static int status(String call, String token, String body) throws Exception {
        return send(call, token, body).statusCode();
    }

    private static HttpResponse<String> send(String call, String token, String body) throws Exception {
        String[] parts = call.split(" ");
        Map<String, String> headers =
                new HashMap<>(Map.of("Idempotency-Key", "key-" + call.hashCode() + body.hashCode()));
        headers.put("If-Match", "\"1\"");
        return Gateway.shared().call(parts[0], path(parts[1]), token, body, headers);
    }

    private static String path(String path) throws Exception {
        long event = Something.event();
        return path.replace("EVENT", Ids.eventId(event))
                .replace("HOLD", Ids.holdId(event, 1))
                .replace("ORDER", Ids.orderId(event, 1))
                .replace("COMMAND", CommandIds.text(event, new byte[CommandIds.BYTES]));
    }

    /** An event of a promoter, made when first needed. */
    private static final class Something {
        private static long event;

        static synchronized long event() throws Exception {
            if (event == 0) {
                event = Gateway.shared().eventOnSale(false);
            }
            return event;
        }
    }
}
