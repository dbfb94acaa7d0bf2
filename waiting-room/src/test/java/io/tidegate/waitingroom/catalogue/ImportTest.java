package io.tidegate.waitingroom.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.waitingroom.Gateway;
import io.tidegate.wire.ReviseEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ImportTest {
    private static final String LINES = "application/x-ndjson";
    private static final String DOCUMENT = "application/ld+json";
    private static Gateway gateway;

    private final String promoter = "pr-import-" + UUID.randomUUID();
    private String token = "";

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.shared();
    }

    @BeforeEach
    void aPromoterOfItsOwn() {
        token = gateway.promoter(promoter);
    }

    @Test
    void anEventBringsItsVenueItsPerformersAndItsPricesAndTheSameAgainChangesNothing() throws Exception {
        String event = event("urn:e:1").encode();
        List<JsonObject> first = report(DOCUMENT, event);
        assertThat(first.getFirst().getString("result")).as(first.toString()).isEqualTo("created");
        assertThat(first.getFirst().getString("sourceId")).isEqualTo("urn:e:1");
        assertThat(first.getLast().getInteger("created")).isEqualTo(1);
        assertThat(first.getLast().getBoolean("complete")).isTrue();

        JsonObject stored = get("/promoter/events/" + first.getFirst().getString("id"));
        assertThat(stored.getString("eventName")).isEqualTo("Spring Tide");
        assertThat(stored.getString("startTime"))
                .as("a time without offset is the venue's")
                .isEqualTo("2099-05-01T17:30:00Z");
        assertThat(stored.getString("endTime")).isEqualTo("2099-05-01T19:30:00Z");
        assertThat(stored.getString("currency")).isEqualTo("EUR");
        JsonArray prices = stored.getJsonArray("sections").getJsonObject(0).getJsonArray("priceTypes");
        assertThat(prices.getJsonObject(0).getInteger("price")).isEqualTo(4550);
        assertThat(prices.getJsonObject(1).getString("priceType")).isEqualTo("reduced");
        assertThat(get("/promoter/venues/" + stored.getString("venueId")).getInteger("capacity"))
                .isEqualTo(300);
        assertThat(get("/promoter/performers/"
                                + stored.getJsonArray("performerIds").getString(0))
                        .getString("performerType"))
                .isEqualTo("MusicGroup");

        assertThat(report(DOCUMENT, event).getFirst().getString("result")).isEqualTo("unchanged");
        List<JsonObject> renamed =
                report(DOCUMENT, event("urn:e:1").put("name", "Neap Tide").encode());
        assertThat(renamed.getFirst().getString("result")).isEqualTo("changed");
        assertThat(renamed.getFirst().getString("id"))
                .isEqualTo(first.getFirst().getString("id"));
        assertThat(get("/promoter/events?limit=100").getJsonArray("events")).hasSize(1);
    }

    @Test
    void anArrayAGraphAndLinesSayTheSame() throws Exception {
        JsonObject one = event("urn:e:a");
        JsonObject two = event("urn:e:b");
        assertThat(results(report(DOCUMENT, new JsonArray().add(one).add(two).encodePrettily())))
                .containsExactly("created", "created");
        JsonObject graph = new JsonObject()
                .put("@context", "https://schema.org")
                .put("@graph", new JsonArray().add(one).add(two))
                .put("name", "what stands beside a graph is not one of its nodes");
        assertThat(results(report(DOCUMENT, graph.encode()))).containsExactly("unchanged", "unchanged");
        assertThat(results(report(LINES, one.encode() + "\n\n" + two.encode())))
                .containsExactly("unchanged", "unchanged");
    }

    @Test
    void venuesAndPerformersComeByThemselvesAndAreReferredTo() throws Exception {
        JsonObject layout = new JsonObject()
                .put(
                        "sections",
                        new JsonArray().add(section("STALLS", "Stalls")).add(section("CIRCLE", "Circle")));
        JsonObject venue = venue("urn:v:1").put("tidegate:layout", layout);
        JsonObject performer =
                new JsonObject().put("@type", "Person").put("@id", "urn:p:1").put("name", "Ada Ebb");
        JsonObject event = event("urn:e:1")
                .put("location", new JsonObject().put("@id", "urn:v:1"))
                .put("performer", new JsonObject().put("@id", "urn:p:1"))
                .put("offers", new JsonArray().add(offer("80.00", "STALLS")).add(offer("40", "Circle")));
        List<JsonObject> report =
                report(LINES, venue.encode() + "\n" + performer.encode() + "\n" + event.encode() + "\n");
        assertThat(results(report)).as(report.toString()).containsExactly("created", "created", "created");
        JsonArray sections =
                get("/promoter/events/" + report.get(2).getString("id")).getJsonArray("sections");
        assertThat(sections.getJsonObject(1)
                        .getJsonArray("priceTypes")
                        .getJsonObject(0)
                        .getInteger("price"))
                .as("a section by its name")
                .isEqualTo(4000);

        layout.getJsonArray("sections").add(section("BALCONY", "Balcony"));
        assertThat(results(report(LINES, venue.encode()))).containsExactly("changed");
        assertThat(report(LINES, event.encode()).getFirst().getString("reason"))
                .as("the new drawing has a section that nothing prices")
                .contains("BALCONY");
    }

    @Test
    void eachBadLineIsRefusedForItsReasonAndTheOthersAreTaken() throws Exception {
        List<String> lines = List.of(
                "{\"@type\":\"Event\"",
                "[1,2]",
                "{\"a\":1,\"a\":2}",
                "[".repeat(5000),
                "{\"@type\":\"Event\",\"n\":" + "9".repeat(5000) + "}",
                event("urn:x:1").putNull("name").encode(),
                event("urn:x:2").put("name", 7).encode(),
                event("urn:x:3").put("startDate", "tomorrow").encode(),
                event("urn:x:4").put("startDate", "2099-05-01").encode(),
                event("urn:x:5").put("endDate", "2001-01-01T10:00").encode(),
                event("urn:x:6").put("offers", offer("12.345", "")).encode(),
                event("urn:x:7").put("offers", offer("-1", "")).encode(),
                event("urn:x:8").put("offers", new JsonArray()).encode(),
                event("urn:x:9").put("offers", offer("10", "NOWHERE")).encode(),
                event("urn:x:10")
                        .put("offers", offer("10", "").put("priceCurrency", "XXZ"))
                        .encode(),
                event("urn:x:11")
                        .put("location", new JsonObject().put("@id", "urn:v:unknown"))
                        .encode(),
                event("urn:x:12").put("location", "Harbour Hall").encode(),
                event("urn:x:13")
                        .put(
                                "location",
                                venue("urn:v:far")
                                        .put(
                                                "geo",
                                                new JsonObject()
                                                        .put("latitude", 200)
                                                        .put("longitude", "NaN")))
                        .encode(),
                event("urn:x:14").put("performer", 5).encode(),
                event("urn:x:15")
                        .put("eventStatus", "https://schema.org/EventCancelled")
                        .encode(),
                event("").encode(),
                event("urn:x:16").put("name", "nul \u0000 in it").encode(),
                event("urn:x:17").put("description", "x".repeat(20_000)).encode(),
                "{\"@type\":\"Recipe\",\"name\":\"Fish soup\"}",
                "\"" + "z".repeat(3_000_000) + "\"",
                event("urn:e:good").encode());
        List<JsonObject> report = report(LINES, String.join("\n", lines));
        JsonObject sums = report.removeLast();
        assertThat(report).hasSize(lines.size());
        for (int i = 0; i < lines.size() - 1; i++) {
            assertThat(report.get(i).getString("result"))
                    .as(report.get(i).encode())
                    .isEqualTo("refused");
            assertThat(report.get(i).getInteger("line")).isEqualTo(i + 1);
            assertThat(report.get(i).getString("reason"))
                    .as("line " + (i + 1))
                    .isNotBlank()
                    .hasSizeLessThan(400);
        }
        assertThat(report.getLast().getString("result")).isEqualTo("created");
        assertThat(sums.getInteger("refused")).isEqualTo(lines.size() - 1);
    }

    @Test
    void aDocumentThatBreaksOffKeepsWhatCameBefore() throws Exception {
        List<JsonObject> report = report(DOCUMENT, "[" + event("urn:e:1").encode() + ",\n{\"@type\":");
        assertThat(results(report)).containsExactly("created", "refused");
        assertThat(report.get(1).getInteger("line")).isEqualTo(2);
        assertThat(report.get(1).getString("reason")).contains("what follows is not read");
        assertThat(results(report(DOCUMENT, "[{\"a\":\"" + "x".repeat(5_000_000) + "\"}]")))
                .containsExactly("refused");
        assertThat(report(DOCUMENT, "").getFirst().getInteger("created")).isZero();
    }

    @Test
    void theSameEventTwiceInOneImportIsCreatedThenChanged() throws Exception {
        String lines = event("urn:e:1").encode() + "\n"
                + event("urn:e:1").put("name", "Second thoughts").encode();
        assertThat(results(report(LINES, lines))).containsExactly("created", "changed");
    }

    @Test
    void anEventOnSaleKeepsItsPricesAndMayBeRenamed() throws Exception {
        String eventId = report(DOCUMENT, event("urn:e:1").encode()).getFirst().getString("id");
        JsonObject sale = new JsonObject().put("opensAt", "2098-01-01T10:00:00Z");
        assertThat(gateway.call("PUT", "/promoter/sales/" + eventId, token, sale.encode(), Map.of())
                        .statusCode())
                .isEqualTo(201);
        List<JsonObject> dearer =
                report(DOCUMENT, event("urn:e:1").put("offers", offer("99", "")).encode());
        assertThat(dearer.getFirst().getString("reason")).contains("has a sale");
        assertThat(results(report(
                        DOCUMENT, event("urn:e:1").put("name", "Later Tide").encode())))
                .containsExactly("changed");
    }

    @Test
    void anEventWithoutASaleMovesWhenItsWriterHasNothingAgainstIt() throws Exception {
        String eventId = report(DOCUMENT, event("urn:e:1").encode()).getFirst().getString("id");
        String before = get("/promoter/events/" + eventId).getString("venueId");
        String moved =
                event("urn:e:1").put("location", venue("urn:v:elsewhere")).encode();
        assertThat(results(report(DOCUMENT, moved))).containsExactly("changed");
        assertThat(get("/promoter/events/" + eventId).getString("venueId")).isNotEqualTo(before);
        assertThat(results(report(DOCUMENT, moved))).containsExactly("unchanged");
    }

    @Test
    void aMoveThatAnotherChangeOvertookIsRefusedAloneAndTakenWhenItComesAgain() throws Exception {
        String eventId = report(DOCUMENT, event("urn:e:1").encode()).getFirst().getString("id");
        String before = get("/promoter/events/" + eventId).encode();
        String moved =
                event("urn:e:1").put("location", venue("urn:v:elsewhere")).encode();
        gateway.writer()
                .overtakeNextRevision(ReviseEvent.newBuilder().setVenueId(1).build());

        List<JsonObject> report = report(LINES, moved + "\n" + event("urn:e:2").encode());
        assertThat(results(report)).as(report.toString()).containsExactly("refused", "created");
        assertThat(report.getFirst().getString("reason")).contains("changed in the meantime");
        assertThat(get("/promoter/events/" + eventId).encode())
                .as("nothing of it is stored")
                .isEqualTo(before);

        assertThat(results(report(DOCUMENT, moved))).containsExactly("changed");
    }

    @Test
    void aMoveThatTheDatabaseRefusesLeavesTheReportOfTheOtherLinesAsItWas() throws Exception {
        report(DOCUMENT, event("urn:e:immovable").encode());
        String moved = event("urn:e:immovable")
                .put("location", venue("urn:v:elsewhere"))
                .encode();
        try (var database = gateway.owner().createStatement()) {
            database.execute("create function refuse() returns trigger language plpgsql"
                    + " as $$ begin raise exception 'not this one'; end $$");
            database.execute("create trigger refuse before update on event for each row"
                    + " when (new.source_id = 'urn:e:immovable') execute function refuse()");
            try {
                List<JsonObject> report =
                        report(LINES, moved + "\n" + event("urn:e:2").encode());
                assertThat(results(report)).as(report.toString()).containsExactly("refused", "created");
                assertThat(report.getFirst().getString("reason")).contains("the database refuses it");
            } finally {
                database.execute("drop function refuse cascade");
            }
        }
        assertThat(results(report(DOCUMENT, moved))).containsExactly("changed");
    }

    @Test
    void onlyAPromoterImportsAndOnlyWhatCanBeJsonLd() throws Exception {
        assertThat(post(gateway.buyer("b1"), LINES, "{}").statusCode()).isIn(401, 403);
        assertThat(post("", LINES, "{}").statusCode()).isEqualTo(401);
        assertThat(post(token, "text/csv", "a,b").statusCode()).isEqualTo(415);
    }

    @Test
    void whatIsSentIsReadOnlyAsFastAsItIsReportedSoMemoryDoesNotGrowWithTheImport() throws Exception {
        String much = "much ".repeat(1600);
        streamed(10_000, i -> new JsonObject().put("@type", "Recipe").put("description", much));
    }

    @Test
    @Tag("long")
    void tenThousandEventsAreImportedAsAStream() throws Exception {
        String much = "much ".repeat(1600);
        JsonObject sums = streamed(10_000, i -> event("urn:e:" + i).put("description", much));
        assertThat(sums.getInteger("created")).isEqualTo(10_000);
    }

    /** Sends items as fast as they are taken; never were more than a few megabytes on their way. The last line. */
    private JsonObject streamed(int items, IntFunction<JsonObject> item) throws Exception {
        int aheadMax = 2500; // batch, the sockets' buffers, and room to spare; 20 of 80 MB
        AtomicInteger reported = new AtomicInteger();
        AtomicInteger ahead = new AtomicInteger();
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /promoter/import HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                            + "\r\nContent-Type: " + LINES + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < items; i++) {
                        chunk(out, item.apply(i).encode() + "\n");
                        int sent = i + 1;
                        ahead.accumulateAndGet(sent - reported.get(), Math::max);
                    }
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException broken) {
                    throw new IllegalStateException(broken);
                }
            });
            JsonObject sums = sums(socket, reported);
            sender.join();
            assertThat(reported).hasValue(items);
            assertThat(ahead.get()).isLessThan(aheadMax);
            return sums;
        }
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject sums(Socket socket, AtomicInteger reported) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("{\"line\"")) {
                reported.incrementAndGet();
            } else if (line.startsWith("{")) {
                return new JsonObject(line);
            }
        }
        throw new IOException("the report has no end");
    }

    private List<JsonObject> report(String type, String body) throws Exception {
        HttpResponse<String> answer = post(token, type, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ArrayList<>(answer.body().lines().map(JsonObject::new).toList());
    }

    private static HttpResponse<String> post(String token, String type, String body) throws Exception {
        return gateway.call("POST", "/promoter/import", token, body, Map.of("Content-Type", type));
    }

    private JsonObject get(String path) throws Exception {
        return new JsonObject(gateway.get(path, token).body());
    }

    private static List<String> results(List<JsonObject> report) {
        return report.stream()
                .filter(line -> line.containsKey("line"))
                .map(line -> line.getString("result"))
                .toList();
    }

    private static JsonObject event(String id) {
        JsonObject event = new JsonObject()
                .put("@context", "https://schema.org")
                .put("@type", "MusicEvent")
                .put("name", "Spring Tide")
                .put("startDate", "2099-05-01T19:30")
                .put("duration", "PT2H")
                .put("location", venue("urn:v:hall"))
                .put(
                        "performer",
                        new JsonArray()
                                .add(new JsonObject().put("@type", "MusicGroup").put("name", "The Ebb")))
                .put(
                        "offers",
                        new JsonArray()
                                .add(offer("45.50", ""))
                                .add(offer("30", "").put("name", "reduced")));
        return id.isEmpty() ? event : event.put("@id", id);
    }

    private static JsonObject venue(String id) {
        return new JsonObject()
                .put("@type", "MusicVenue")
                .put("@id", id)
                .put("name", "Harbour Hall")
                .put(
                        "address",
                        new JsonObject()
                                .put("@type", "PostalAddress")
                                .put("addressLocality", "Bremen")
                                .put(
                                        "addressCountry",
                                        new JsonObject().put("@type", "Country").put("name", "DE")))
                .put("geo", new JsonObject().put("latitude", "53.07").put("longitude", 8.8))
                .put("tidegate:timeZone", "Europe/Berlin")
                .put("maximumAttendeeCapacity", 300);
    }

    private static JsonObject section(String id, String name) {
        return new JsonObject()
                .put("sectionId", id)
                .put("name", name)
                .put("kind", "generalAdmission")
                .put("places", 10);
    }

    private static JsonObject offer(String price, String section) {
        JsonObject offer =
                new JsonObject().put("@type", "Offer").put("price", price).put("priceCurrency", "EUR");
        return section.isEmpty()
                ? offer
                : offer.put(
                        "itemOffered",
                        new JsonObject().put("ticketedSeat", new JsonObject().put("seatSection", section)));
    }
}
