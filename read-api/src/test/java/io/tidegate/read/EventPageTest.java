package io.tidegate.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
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
        for (String header : List.of("ETag", "Cache-Control", "Vary")) {
            assertThat(again.headers().firstValue(header))
                    .as(header)
                    .isEqualTo(first.headers().firstValue(header));
        }
        for (String known : List.of("W/" + etag, "\"other\", " + etag, "*")) {
            assertThat(house.get(path(event), "If-None-Match", known).statusCode())
                    .as(known)
                    .isEqualTo(304);
        }
        assertThat(house.get(path(event), "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);

        house.change(event, 1, 0);
        await().until(() -> house.get(path(event), "If-None-Match", etag).statusCode() == 200);
    }

    @Test
    void everyReadMayBeKeptByACacheForAsLongAsItSaysAndIsToldApartByItsTag() throws Exception {
        long venue = house.venue("Keepers", "Emden");
        long performer = house.performer("The Keepers", "band");
        long event = house.event("Kept", venue, Instant.now().plusSeconds(1_000_000), performer);
        // Until it is found, what is found may be another at the second question.
        await().until(() -> house.get("/search?query=kept").body().contains(Ids.eventId(event)));
        for (String read : List.of(
                path(event),
                path(event) + "/tickets",
                path(event) + "/seatmap",
                path(event) + "/availability",
                "/events?city=emden",
                "/venues/" + Ids.venueId(venue),
                "/performers/" + Ids.performerId(performer),
                "/search?query=kept",
                "/search/suggest?prefix=kee")) {
            HttpResponse<String> answer = house.get(read);
            assertThat(answer.statusCode()).as(read).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
                    .as(read)
                    .matches("public, max-age=\\d+, s-maxage=\\d+, stale-while-revalidate=\\d+");
            assertThat(answer.headers().firstValue("Vary")).as(read).contains("Accept-Encoding");
            assertThat(answer.headers().firstValue("Tidegate-Version")).as(read).isPresent();
            String etag = answer.headers().firstValue("ETag").orElseThrow();
            assertThat(etag).as(read).startsWith("\"");
            assertThat(house.get(read, "If-None-Match", etag).statusCode())
                    .as(read)
                    .isEqualTo(304);
        }
    }

    @Test
    void headIsAnsweredAsGetIsButForTheBody() throws Exception {
        long event = house.event("Headed");
        for (String read : List.of(path(event), path(event) + "/availability", "/events", "/search?query=headed")) {
            HttpResponse<String> whole = house.get(read);
            HttpResponse<String> head =
                    house.send(HttpRequest.newBuilder(house.uri(read)).HEAD());
            assertThat(head.statusCode()).as(read).isEqualTo(200);
            assertThat(head.body()).as(read).isEmpty();
            for (String header : List.of("ETag", "Cache-Control", "Vary", "Content-Type", "Content-Length")) {
                assertThat(head.headers().firstValue(header))
                        .as(read + " " + header)
                        .isEqualTo(whole.headers().firstValue(header));
            }
        }
    }

    @Test
    void anAnswerIsCompressedForWhomTakesItAndIsThenAnotherRepresentation() throws Exception {
        long event = house.event("Compressed");
        HttpResponse<String> plain = house.get(path(event) + "/tickets");
        HttpResponse<String> compressed = house.get(path(event) + "/tickets", "Accept-Encoding", "gzip, br");
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        for (HttpResponse<String> answer : List.of(plain, compressed)) {
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
        List<JsonObject> pages = house.pages(path(event) + "/tickets?limit=7");
        assertThat(pages).hasSize(3);
        List<String> ids = House.all(pages, "tickets", "ticketId");
        assertThat(ids)
                .isEqualTo(IntStream.range(0, House.LAYOUT.capacity())
                        .mapToObj(ticketNo -> Ids.ticketId(event, ticketNo))
                        .toList());
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

        List<JsonObject> pages = house.pages("/events?city=l%C3%BCneburg&limit=2");
        assertThat(House.all(pages, "events", "eventName"))
                .containsExactly("Evening 0", "Evening 1", "Evening 2", "Evening 3", "Evening 4");
        assertThat(house.json("/venues/" + Ids.venueId(venue)).getJsonArray("events"))
                .hasSize(5);
        assertThat(house.json("/performers/" + Ids.performerId(performer)).getJsonArray("events"))
                .hasSize(5);
    }

    @Test
    void aListIsOfTheEventsThatBeginWithinItsTime() throws Exception {
        long venue = house.venue("Calendar", "Zeitz");
        long performer = house.performer("The Dated", "band");
        Instant start = Instant.now().plusSeconds(1_000_000).truncatedTo(ChronoUnit.SECONDS);
        for (int i = 0; i < 4; i++) {
            house.event("Night " + i, venue, start.plusSeconds(60L * i), performer);
        }
        List<JsonObject> pages = house.pages(
                "/events?city=zeitz&from=" + start.plusSeconds(60) + "&to=" + start.plusSeconds(180) + "&limit=5");
        assertThat(House.all(pages, "events", "eventName")).containsExactly("Night 1", "Night 2");
    }

    @Test
    void everyListShowsAChangeAlthoughItMightBeKeptForAnHour() throws Exception {
        long venue = house.venue("Old Name", "Wandelburg");
        long performer = house.performer("The Renamed", "band");
        long event = house.event("Before", venue, Instant.now().plusSeconds(1_000_000), performer);
        List<String> lists = List.of(
                "/events?city=wandelburg",
                "/venues/" + Ids.venueId(venue),
                "/performers/" + Ids.performerId(performer));
        for (String list : lists) {
            assertThat(house.get(list).body()).as(list).contains("Before", "Old Name");
        }
        house.update("update event set event_name = 'After', row_version = row_version + 1 where event_id = ?", event);
        house.update(
                "update venue set venue_name = 'New Name', row_version = row_version + 1 where venue_id = ?", venue);
        for (String list : lists) {
            await().untilAsserted(
                            () -> assertThat(house.get(list).body()).as(list).contains("After", "New Name"));
        }
    }

    @Test
    void aListGoesOnBehindAnEventThatHasGoneSince() throws Exception {
        long venue = house.venue("Passing", "Vergänglich");
        long performer = house.performer("Passers-by", "band");
        Instant start = Instant.now().plusSeconds(1_000_000);
        long first = house.event("First", venue, start, performer);
        house.event("Second", venue, start.plusSeconds(60), performer);
        String list = "/events?city=verg%C3%A4nglich&limit=1";
        JsonObject page = house.json(list);
        assertThat(page.getJsonArray("events").getJsonObject(0).getString("eventName"))
                .isEqualTo("First");
        house.update("delete from event where event_id = ?", first);

        JsonObject next = house.json(list + "&cursor=" + page.getString("nextCursor"));
        assertThat(next.getJsonArray("events")).hasSize(1);
        assertThat(next.getJsonArray("events").getJsonObject(0).getString("eventName"))
                .isEqualTo("Second");
        assertThat(next.containsKey("nextCursor")).isFalse();
    }

    @Test
    void manyReadersOfAColdEventGetOneAnswer() throws Exception {
        long event = house.event("Stampede");
        HttpRequest.Builder request = HttpRequest.newBuilder(house.uri(path(event)));
        assertThat(IntStream.range(0, 50)
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
