package io.tidegate.read;

import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.openapi.OpenApiDocument;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.topic.Topics;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.SeatChange;
import io.tidegate.wire.SectionTerms;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * A running read-api over real stores, with what the other services would write: a promoter's catalogue, and a writer
 * that commits and then publishes. One a JVM; each test makes events of its own.
 */
final class House {
    static final VenueLayout LAYOUT = VenueLayout.parse("""
            {"sections": [
              {"sectionId": "stalls", "name": "Stalls", "kind": "seated", "rows": [
                {"row": "A", "seats": 6, "accessible": [{"seat": 0, "kind": "wheelchair"}]}, {"row": "B", "seats": 6}]},
              {"sectionId": "floor", "name": "Floor", "kind": "generalAdmission", "places": 8}]}""");
    static final String OFFER = """
            [{"sectionId": "stalls", "priceTypes": [
                {"priceType": "full", "face": 5000, "fees": 500, "tax": 450},
                {"priceType": "child", "face": 2500, "fees": 250, "tax": 225}]},
             {"sectionId": "floor", "priceTypes": [{"priceType": "full", "face": 3000, "fees": 300, "tax": 270}]}]""";

    /** No test waits as long as this unless something is wrong. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static House shared;

    final Map<String, String> environment;
    final Settings settings;
    final ReadApiMain api;
    /** The way to the search engine. */
    final Cable searchCable;

    private final Settings followerSettings;
    private final Connection owner;
    private final KafkaProducer<byte[], byte[]> producer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Topics topics;

    static synchronized House shared() throws Exception {
        if (shared == null) {
            Awaitility.setDefaultTimeout(PATIENCE);
            shared = new House();
        }
        return shared;
    }

    private House() throws Exception {
        TestStores stores = TestStores.shared();
        environment =
                stores.environment(TestStores.Part.POSTGRES, TestStores.Part.KAFKA, TestStores.Part.ELASTICSEARCH);
        environment.put("TIDEGATE_READ_API_PORT", "0");
        environment.put("TIDEGATE_ELASTICSEARCH_SEARCH_MS_MAX", Long.toString(PATIENCE.toMillis()));
        environment.put(
                "TIDEGATE_READ_API_INDEXER_SLOT",
                "house_" + ProcessHandle.current().pid());
        // What is seen to change within a test was told to, and did not wait for its time to be over.
        environment.put("TIDEGATE_READ_API_CACHE_SECONDS", "3600");
        environment.put("TIDEGATE_READ_API_INDEXER_HEARTBEAT_MS", "500");
        environment.put("TIDEGATE_READ_API_INDEXER_BEHIND_MS_MAX", "3000");
        searchCable = new Cable(SettingsLoader.load(environment).elasticsearch().url());
        environment.put("TIDEGATE_ELASTICSEARCH_URL", searchCable.url());
        settings = SettingsLoader.load(environment);
        environment.put("TIDEGATE_READ_API_INDEXER", "false");
        followerSettings = SettingsLoader.load(environment);
        topics = Topics.of(settings.kafka());
        owner = stores.connect(settings.database().url());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", settings.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        api = new ReadApiMain(settings);
        Awaitility.await().until(() -> get("/health/ready").statusCode() == 200);
    }

    /** One more instance on the same stores, which does not stand for election. */
    ReadApiMain another() throws Exception {
        return new ReadApiMain(followerSettings);
    }

    /** One more instance that stands for election as indexer. */
    ReadApiMain candidate() throws Exception {
        return new ReadApiMain(settings);
    }

    /** The elected indexer loses its sessions, and with them its election and whatever it was about to do. */
    void breakIndexer() throws SQLException {
        insert("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where datname = current_database() and usename = 'tidegate_indexer'");
    }

    /** The broker dies, and is started again by its supervisor. */
    void killBroker() {
        TestStores.shared().processes().kill("kafka");
    }

    // ---- HTTP ----

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpRequest asked = request.build();
        HttpResponse<String> answer = http.send(asked, HttpResponse.BodyHandlers.ofString());
        OpenApiDocument.ours()
                .check(
                        asked.method(),
                        asked.uri().getRawPath(),
                        answer.statusCode(),
                        answer.headers().firstValue("Content-Type"),
                        answer.headers().firstValue("Content-Encoding").isPresent() ? "" : answer.body());
        return answer;
    }

    JsonObject json(String path) throws Exception {
        return json(api, path);
    }

    JsonObject json(ReadApiMain instance, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + instance.port() + path);
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri).timeout(PATIENCE));
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    /** All pages of a list, from the one at this address on. */
    List<JsonObject> pages(String path) throws Exception {
        List<JsonObject> pages = new ArrayList<>();
        pages.add(json(path));
        while (pages.getLast().containsKey("nextCursor")) {
            pages.add(json(path + "&cursor=" + pages.getLast().getString("nextCursor")));
        }
        return pages;
    }

    /** One field of the entries of all these pages. */
    static List<String> all(List<JsonObject> pages, String array, String field) {
        return pages.stream()
                .flatMap(page -> page.getJsonArray(array).stream())
                .map(entry -> ((JsonObject) entry).getString(field))
                .toList();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    // ---- the promoter ----

    long venue(String name, String city) throws SQLException {
        long id = insert(
                "insert into venue (promoter_id, venue_name, street_address, city, country, latitude, longitude, time_zone,"
                        + " layout_version) values ('p1', ?, 'High Street 1', ?, 'DE', 52.5, 13.4, 'Europe/Berlin', 1)"
                        + " returning venue_id",
                name,
                city);
        update("insert into venue_layout values (?, 1, ?::jsonb)", id, LAYOUT.json());
        return id;
    }

    long performer(String name, String type) throws SQLException {
        return insert(
                "insert into performer (promoter_id, performer_name, performer_type) values ('p1', ?, ?)"
                        + " returning performer_id",
                name,
                type);
    }

    long event(String name, long venue, Instant start, long... performers) throws SQLException {
        owner.setAutoCommit(false);
        try {
            long number = insert("select nextval('event_number')");
            long event = Ids.event((int) (number % settings.kafka().partitions()), number);
            update(
                    "insert into event (event_id, promoter_id, venue_id, layout_version, event_name, start_time, end_time,"
                            + " time_zone, currency, offer) values (?, 'p1', ?, 1, ?, ?::timestamptz,"
                            + " ?::timestamptz, 'Europe/Berlin', 'EUR', ?::jsonb)",
                    event,
                    venue,
                    name,
                    start.toString(),
                    start.plusSeconds(7200).toString(),
                    OFFER);
            for (int i = 0; i < performers.length; i++) {
                update("insert into event_performer values (?, ?, ?)", event, performers[i], i);
            }
            owner.commit();
            return event;
        } finally {
            owner.setAutoCommit(true);
        }
    }

    long event(String name) throws SQLException {
        return event(name, venue("Hall", "Berlin"), Instant.now().plusSeconds(864_000), performer("Band", "band"));
    }

    int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    long insert(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = owner.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    // ---- the writer ----

    /** Makes the event's tickets and opens its sale. */
    void schedule(long event) throws SQLException {
        long venue = insert("select venue_id from event where event_id = ?", event);
        update(
                "insert into event_ledger values (?, 1, 1, ?, 'open')",
                event,
                terms(venue).toByteArray());
        update("insert into ticket select ?, n, 0, 0 from generate_series(0, ?) n", event, LAYOUT.capacity() - 1);
        publish(SeatChange.newBuilder()
                .setEventId(event)
                .setSeq(1)
                .setCapacity(LAYOUT.capacity())
                .build());
        update(
                "insert into sale (event_id, lobby_opens_at, opens_at, closes_at, queued, terms)"
                        + " values (?, now() - interval '1 hour', now() - interval '1 hour', now() + interval '1 day',"
                        + " false, '{}')",
                event);
    }

    /** An event whose tickets, so many of general admission, have statuses at random. */
    long withRandomTickets(String name, int tickets) throws SQLException {
        long venue = venue(name, "Berlin");
        update(
                "update venue_layout set layout = ?::jsonb where venue_id = ?",
                "{\"sections\": [{\"sectionId\": \"floor\", \"name\": \"Floor\", \"kind\": \"generalAdmission\","
                        + " \"places\": " + tickets + "}]}",
                venue);
        long event = event(name, venue, Instant.now().plusSeconds(864_000), performer("Band", "band"));
        update(
                "insert into event_ledger values (?, 1, 1, ?, 'open')",
                event,
                terms(venue).toByteArray());
        update(
                "insert into ticket select ?, n, floor(random() * 4), 0 from generate_series(0, ?) n",
                event,
                tickets - 1);
        return event;
    }

    private static SaleTerms terms(long venue) {
        return SaleTerms.newBuilder()
                .setCurrency("EUR")
                .setVenueId(venue)
                .setLayoutVersion(1)
                .addSections(section("stalls", 6000))
                .addSections(section("floor", 4000))
                .build();
    }

    private static SectionTerms section(String id, long face) {
        return SectionTerms.newBuilder()
                .setSectionId(id)
                .addPrices(PriceTerms.newBuilder()
                        .setPriceType("full")
                        .setFace(face)
                        .setFees(600)
                        .setTax(540))
                .build();
    }

    /** Commits a change, and says it only to whom {@link #publish} tells. */
    SeatChange commit(long event, int status, Integer... tickets) throws SQLException {
        owner.setAutoCommit(false);
        try {
            update(
                    "update ticket set status = ? where event_id = ? and ticket_no = any(?)",
                    status,
                    event,
                    owner.createArrayOf("integer", tickets));
            long seq = insert("update event_ledger set seq = seq + 1 where event_id = ? returning seq", event);
            owner.commit();
            return change(event, seq, status, tickets);
        } finally {
            owner.setAutoCommit(true);
        }
    }

    private static SeatChange change(long event, long seq, int status, Integer... tickets) {
        SeatChange.Builder change = SeatChange.newBuilder().setEventId(event).setSeq(seq);
        switch (status) {
            case 0 -> change.addAllAvailable(Arrays.asList(tickets));
            case 1 -> change.addAllHeld(Arrays.asList(tickets));
            case 2 -> change.addAllSold(Arrays.asList(tickets));
            default -> change.addAllBlocked(Arrays.asList(tickets));
        }
        return change.build();
    }

    void publish(SeatChange change) {
        var _ = producer.send(new ProducerRecord<>(
                topics.seatChanges(),
                Ids.partition(change.getEventId()),
                ByteBuffer.allocate(8).putLong(change.getEventId()).array(),
                change.toByteArray()));
        producer.flush();
    }

    /** Commits and publishes, as the writer does. */
    void change(long event, int status, Integer... tickets) throws SQLException {
        publish(commit(event, status, tickets));
    }

    /** The tickets' statuses as a snapshot has them, a digit each. */
    static String states(JsonObject snapshot) {
        byte[] packed = Base64.getDecoder().decode(snapshot.getString("states"));
        StringBuilder states = new StringBuilder();
        for (int i = 0; i < snapshot.getInteger("capacity"); i++) {
            states.append(packed[i / 4] >> (i % 4 * 2) & 3);
        }
        return states.toString();
    }

    /** The tickets' statuses as the database has them. */
    String truth(long event) throws SQLException {
        try (PreparedStatement statement = prepare(
                        "select string_agg(status::text, '' order by ticket_no) from ticket where event_id = ?",
                        event);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}
