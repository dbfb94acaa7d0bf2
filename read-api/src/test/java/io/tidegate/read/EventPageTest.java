package io.tidegate.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventPageTest {
    private static House house;

    @BeforeAll
    static void start() throws Exception {
        house = House.shared();
    }

    @Test
    void anEventWithoutASaleShowsItsLayoutAllAvailableAndThePromotersPrices() throws Exception {
        long event = house.event("Early Bird");
        JsonObject page = house.json(path(event));

        assertThat(page.getString("eventId")).isEqualTo(Ids.eventId(event));
        assertThat(page.getString("eventName")).isEqualTo("Early Bird");
        assertThat(Instant.parse(page.getString("startTime"))).isAfter(Instant.now());
        assertThat(page.getString("timeZone")).isEqualTo("Europe/Berlin");
        assertThat(page.getJsonObject("venue").getString("venueName")).isEqualTo("Hall");
        assertThat(page.getJsonObject("venue").getJsonObject("venueLocation").getString("city"))
                .isEqualTo("Berlin");
        assertThat(page.getJsonArray("performers").getJsonObject(0).getString("performerName"))
                .isEqualTo("Band");
        JsonObject stalls = page.getJsonArray("sections").getJsonObject(0);
        assertThat(stalls.getString("kind")).isEqualTo("seated");
        assertThat(stalls.getInteger("capacity")).isEqualTo(12);
        assertThat(stalls.getInteger("available")).isEqualTo(12);
        JsonObject full = stalls.getJsonArray("priceTypes").getJsonObject(0);
        assertThat(full.getInteger("price")).isEqualTo(5950);
        assertThat(full.getJsonObject("breakdown"))
                .isEqualTo(new JsonObject().put("face", 5000).put("fees", 500).put("tax", 450));
        assertThat(page.getJsonObject("tickets").getInteger("total")).isEqualTo(20);
        assertThat(page.getJsonObject("sale").getString("state")).isEqualTo("scheduled");
        assertThat(page.getLong("seq")).isZero();
    }

    @Test
    void aTicketThatIsSoldShowsAsSoldEverywhere() throws Exception {
        long event = house.event("Sold Seat");
        house.schedule(event);
        await().until(() -> house.json(path(event)).getLong("seq") == 1);
        house.change(event, 1, 3);
        house.change(event, 2, 3);

        await().until(() -> house.json(path(event)).getLong("seq") == 3);
        JsonObject page = house.json(path(event));
        assertThat(page.getJsonObject("tickets").getInteger("available")).isEqualTo(19);
        assertThat(page.getJsonArray("sections").getJsonObject(0).getInteger("available"))
                .isEqualTo(11);
        assertThat(page.getJsonArray("sections").getJsonObject(1).getInteger("available"))
                .isEqualTo(8);
        JsonObject sold = house.json(path(event) + "/tickets?status=sold");
        assertThat(sold.getJsonArray("tickets")).hasSize(1);
        JsonObject ticket = sold.getJsonArray("tickets").getJsonObject(0);
        assertThat(ticket.getString("ticketId")).isEqualTo(Ids.ticketId(event, 3));
        assertThat(ticket.getString("row")).isEqualTo("A");
        assertThat(ticket.getString("seatNumber")).isEqualTo("4");
        assertThat(ticket.getInteger("price"))
                .as("the writer's price, not the promoter's")
                .isEqualTo(7140);
    }

    @Test
    void theSaleSaysWhetherTicketsMayComeBack() throws Exception {
        long event = house.event("Nearly Gone");
        house.schedule(event);
        Integer[] all = new Integer[20];
        for (int i = 0; i < 20; i++) {
            all[i] = i;
        }
        house.change(event, 1, all);
        await().until(() -> "temporarilyUnavailable".equals(saleState(event)));
        house.change(event, 2, all);
        await().until(() -> "soldOut".equals(saleState(event)));
        house.change(event, 0, 7);
        await().until(() -> "open".equals(saleState(event)));
    }

    @Test
    void whoHasThePageIsToldSoUntilItChanges() throws Exception {
        long event = house.event("Unchanged");
        house.schedule(event);
        await().until(() -> "open".equals(saleState(event)));
        HttpResponse<String> first = house.get(path(event));
        String etag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(etag).startsWith("\"");
        assertThat(first.headers().firstValue("Cache-Control").orElseThrow())
                .contains("s-maxage", "stale-while-revalidate");

        HttpResponse<String> again = house.get(path(event), "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).contains(etag);

        house.change(event, 1, 0);
        await().until(() -> house.get(path(event), "If-None-Match", etag).statusCode() == 200);
    }

    @Test
    void anAnswerIsCompressedForWhomTakesItAndIsThenAnotherRepresentation() throws Exception {
        long event = house.event("Compressed");
        HttpResponse<String> plain = house.get(path(event) + "/tickets");
        HttpResponse<String> compressed = house.get(path(event) + "/tickets", "Accept-Encoding", "gzip, br");
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        for (HttpResponse<String> answer : java.util.List.of(plain, compressed)) {
            assertThat(answer.headers().firstValue("Vary").orElseThrow()).containsIgnoringCase("accept-encoding");
        }
        String etag = compressed.headers().firstValue("ETag").orElseThrow();
        assertThat(plain.headers().firstValue("ETag")).isPresent().get().isNotEqualTo(etag);
        assertThat(house.get(path(event) + "/tickets", "Accept-Encoding", "gzip", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void ticketsComePageByPageEachOnce() throws Exception {
        long event = house.event("Pages");
        StringBuilder seen = new StringBuilder();
        String next = "";
        int pages = 0;
        do {
            JsonObject page = house.json(path(event) + "/tickets?limit=7" + next);
            page.getJsonArray("tickets")
                    .forEach(t -> seen.append(((JsonObject) t).getString("seatNumber"))
                            .append(' '));
            next = page.containsKey("nextCursor") ? "&cursor=" + page.getString("nextCursor") : "";
            pages++;
        } while (!next.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(seen.toString().strip()).isEqualTo("1 2 3 4 5 6 1 2 3 4 5 6");
        assertThat(house.json(path(event) + "/tickets?section=floor").getJsonArray("tickets"))
                .hasSize(8);
        assertThat(house.json(path(event) + "/tickets?limit=1")
                        .getJsonArray("tickets")
                        .getJsonObject(0)
                        .getString("accessibility"))
                .isEqualTo("wheelchair");
    }

    @Test
    void theSeatMapNumbersEveryRowAndNeverChangesWithinAVersion() throws Exception {
        long event = house.event("Drawn");
        String href = house.json(path(event)).getJsonObject("seatmap").getString("href");
        HttpResponse<String> answer = house.get(href);
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        JsonObject map = new JsonObject(answer.body());
        JsonObject rowB = map.getJsonArray("sections")
                .getJsonObject(0)
                .getJsonArray("rows")
                .getJsonObject(1);
        String ticketId = map.getString("ticketIdPrefix")
                + Integer.toString(rowB.getInteger("firstTicketNo"), map.getInteger("ticketIdRadix"));
        assertThat(ticketId).isEqualTo(Ids.ticketId(event, 6));
        assertThat(house.get(path(event) + "/seatmap?layoutVersion=2").statusCode())
                .isEqualTo(404);
    }

    @Test
    void upcomingEventsComeByStartPageByPageAndAreFoundByCityVenueAndPerformer() throws Exception {
        long venue = house.venue("Opera", "Lüneburg");
        long performer = house.performer("The Usual Ones", "band");
        Instant start = Instant.now().plusSeconds(1_000_000);
        for (int i = 0; i < 5; i++) {
            house.event("Evening " + i, venue, start.plusSeconds(60L * i), performer);
        }
        house.event("Long ago", venue, Instant.now().minusSeconds(1_000_000), performer);

        StringBuilder seen = new StringBuilder();
        String next = "";
        do {
            JsonObject page = house.json("/events?city=l%C3%BCneburg&limit=2" + next);
            page.getJsonArray("events")
                    .forEach(e ->
                            seen.append(((JsonObject) e).getString("eventName")).append(','));
            next = page.containsKey("nextCursor") ? "&cursor=" + page.getString("nextCursor") : "";
        } while (!next.isEmpty());
        assertThat(seen.toString()).isEqualTo("Evening 0,Evening 1,Evening 2,Evening 3,Evening 4,");
        assertThat(house.json("/venues/" + Ids.venueId(venue)).getJsonArray("events"))
                .hasSize(5);
        assertThat(house.json("/performers/" + Ids.performerId(performer)).getJsonArray("events"))
                .hasSize(5);
    }

    @Test
    void manyReadersOfAColdEventGetOneAnswer() throws Exception {
        long event = house.event("Stampede");
        HttpRequest.Builder request = HttpRequest.newBuilder(house.uri(path(event)));
        assertThat(java.util.stream.IntStream.range(0, 50)
                        .parallel()
                        .mapToObj(i -> {
                            try {
                                return house.send(request.copy()).body();
                            } catch (Exception failed) {
                                throw new AssertionError(failed);
                            }
                        })
                        .distinct())
                .hasSize(1);
    }

    private static String saleState(long event) throws Exception {
        return house.json(path(event)).getJsonObject("sale").getString("state");
    }

    private static String path(long event) {
        return "/events/" + Ids.eventId(event);
    }
}
