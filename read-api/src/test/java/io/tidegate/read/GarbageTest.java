package io.tidegate.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.ids.Ids;
import io.tidegate.read.page.Cursor;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GarbageTest {
    private static House house;
    private static String event;

    @BeforeAll
    static void start() throws Exception {
        house = House.shared();
        event = "/events/" + Ids.eventId(house.event("Garbage"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/search?query=%00%01%02",
                "/search?query=***",
                "/search?query=%22%22%22",
                "/search?query=a&query=b",
                "/search?near=NaN,NaN",
                "/search?near=Infinity,0",
                "/search?near=91,0",
                "/search?near=1",
                "/search?near=1,2,-5",
                "/search?sort=distance",
                "/search?sort=nonsense",
                "/search?limit=0",
                "/search?limit=101",
                "/search?limit=ten",
                "/search?maxPrice=-1",
                "/search?maxPrice=1e99",
                "/search?onSale=perhaps",
                "/search?from=yesterday",
                "/search?from=-999999999-01-01T00:00:00Z",
                "/search?cursor=%25%25",
                "/search?cursor=WyJkYXRlIl0",
                "/search?cursor=WyJkYXRlIix7fSxbXV0",
                "/search/suggest",
                "/search/suggest?prefix=...",
                "/events?limit=9999999999999999999",
                "/events?cursor=x",
                "/events?cursor=ZSwrMTAwMDAwMDAwLTAxLTAxVDAwOjAwOjAwWiwx",
                "/events?from=2027-13-45T00:00:00Z",
                "/events?city=%07",
                "EVENT/tickets?limit=-1",
                "EVENT/tickets?status=gone",
                "EVENT/tickets?section=nowhere",
                "EVENT/tickets?cursor=dCwtNQ",
                "EVENT/availability?since=-1",
                "EVENT/availability?since=x",
                "EVENT/availability?since=0&wait=3600",
                "EVENT/seatmap?layoutVersion=x"
            })
    void whatCannotBeMeantIsA400WithAReason(String path) throws Exception {
        refused(path, 400);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "[\"relevance\",1,1,\"ev_1\"]",
                "[\"date\",1e300,\"ev_1\"]",
                "[\"date\",1.5,\"ev_1\"]",
                "[\"date\",99999999999999999999,\"ev_1\"]",
                "[\"date\",\"now\",\"ev_1\"]",
                "[\"date\",1,\"vn_1\"]",
                "[\"date\",1,{}]",
                "[\"date\",1,2,\"ev_1\"]",
                "[\"popularity\",1e999,1,\"ev_1\"]",
                "[\"popularity\",\"NaN\",1,\"ev_1\"]",
                "{\"date\":1}",
                "[[[[",
                "null"
            })
    void aCursorThatNoAnswerOfThisOrderGaveIsA400(String cursor) throws Exception {
        String sort = cursor.contains("popularity") ? "popularity" : "date";
        refused("/search?sort=" + sort + "&cursor=" + Cursor.encode(cursor), 400);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "[\"date\",9223372036854775807,\"ev_1\"]",
                "[\"date\",-1,\"ev_1\"]",
                "[\"popularity\",1e308,1,\"ev_1\"]",
                "[\"popularity\",-1e308,1,\"ev_1\"]"
            })
    void aCursorBeyondEverythingIsAnsweredWithWhatIsThere(String cursor) throws Exception {
        String sort = cursor.contains("popularity") ? "popularity" : "date";
        HttpResponse<String> answer = house.get("/search?sort=" + sort + "&cursor=" + Cursor.encode(cursor));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"", "a ", "%F0%9F%8E%AB"})
    void tenKilobytesOfAnythingAreA400(String piece) throws Exception {
        refused(
                "/search?query="
                        + piece.replace("\"", "%22").replace(" ", "%20").repeat(10_000 / piece.length()),
                400);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/events/ev_zzzzz",
                "/events/1",
                "/events/ev_-1",
                "/events/%00",
                "/events/ev_1/tickets",
                "/events/ev_1/availability",
                "/events/ev_1/availability/stream",
                "/events/ev_1/seatmap",
                "/venues/vn_vvvv",
                "/venues/x",
                "/performers/pf_vvvv",
                "/nowhere"
            })
    void whatIsNotThereIsA404(String path) throws Exception {
        refused(path, 404);
    }

    @ParameterizedTest
    @CsvSource({"POST,/events", "DELETE,EVENT", "PUT,/search", "POST,EVENT/availability/stream"})
    void aWrongMethodIsA405(String method, String path) throws Exception {
        HttpResponse<String> answer = house.send(HttpRequest.newBuilder(house.uri(path.replace("EVENT", event)))
                .method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow").orElse("")).startsWith("GET");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVENT/tickets?cursor=dCw5OTk5OTk5OTk",
                "EVENT/availability?since=99999999",
                "/events?city=%22or%201=1--"
            })
    void whatIsOddButCanBeMeantIsAnswered(String path) throws Exception {
        assertThat(house.get(path.replace("EVENT", event)).statusCode()).isEqualTo(200);
    }

    private static void refused(String path, int status) throws Exception {
        HttpResponse<String> answer = house.get(path.replace("EVENT", event));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("type")).startsWith("/problems/");
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(answer.body()).doesNotContain("Exception", "at io.");
    }
}
