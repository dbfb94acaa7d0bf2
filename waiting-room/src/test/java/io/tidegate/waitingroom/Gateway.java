package io.tidegate.waitingroom;

import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.localstack.openapi.OpenApiDocument;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A whole front door on real stores, with a writer that does as a test says. One for all tests of the module. */
public final class Gateway {
    public static final String PROMOTER = "pr-one";

    private static Gateway shared;

    private final Settings settings;
    private final Path mails;
    private final WaitingRoomMain room;
    private final StandInWriter writer;
    private final Connection owner;
    private final Tokens tokens;
    private final HttpClient http = HttpClient.newHttpClient();

    private Gateway() throws Exception {
        Map<String, String> environment = TestStores.shared().environment(Part.POSTGRES, Part.REDIS, Part.KAFKA);
        environment.put("TIDEGATE_WAITING_ROOM_PORT", "0");
        environment.put("TIDEGATE_WAITING_ROOM_EVENT_LOOPS", "1");
        environment.put("TIDEGATE_WAITING_ROOM_READ_API_URL", "");
        environment.put("TIDEGATE_BOOKING_WAIT_MS", "5000");
        // A slow machine passes the shield by, as it may; what is tested here is the shield.
        environment.put("TIDEGATE_BOOKING_SHIELD_WAIT_MS", "5000");
        environment.put("TIDEGATE_STRIPE_API_BASE", "http://127.0.0.1:1");
        environment.put("TIDEGATE_STRIPE_TIMEOUT_MS", "500");
        mails = Files.createTempDirectory("tidegate-mails-");
        environment.put("TIDEGATE_MAIL_DIRECTORY", mails.toString());
        environment.put("TIDEGATE_MAIL_SWEEP_MS", "300");
        environment.put("TIDEGATE_MAIL_POLL_MS", "50");
        environment.put("TIDEGATE_MAIL_PER_SECOND_MAX", "1000");
        environment.put("TIDEGATE_TICKETS_REVOKED_LIST_SECONDS", "0");
        settings = SettingsLoader.load(environment);
        owner = TestStores.shared().connect(settings.database().url());
        writer = new StandInWriter(settings, owner);
        room = WaitingRoomMain.start(settings);
        tokens = new Tokens(settings.tokens(), InstantSource.system());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> get("/health/ready", "").statusCode() == 200);
    }

    public static synchronized Gateway shared() throws Exception {
        if (shared == null) {
            shared = new Gateway();
        }
        return shared;
    }

    public int port() {
        return room.port();
    }

    List<Route> routes() {
        return room.routes();
    }

    public StandInWriter writer() {
        return writer;
    }

    public Settings settings() {
        return settings;
    }

    /** Where its mails are. */
    public Path mails() {
        return mails;
    }

    /** The database, as its owner. */
    public Connection owner() {
        return owner;
    }

    public String buyer(String account) {
        return tokens.sign(new Claims.Session(account, inAnHour()));
    }

    public String promoter(String promoterId) {
        return tokens.sign(new Claims.Promoter("user-of-" + promoterId, promoterId, inAnHour()));
    }

    public String pass(String account, long event) {
        return tokens.sign(new Claims.Pass(account, event, "general", List.of(), 0, 0, false, inAnHour()));
    }

    private static long inAnHour() {
        return Instant.now().getEpochSecond() + 3600;
    }

    public HttpResponse<String> get(String path, String token) throws Exception {
        return call("GET", path, token, "", Map.of());
    }

    public HttpResponse<String> post(String path, String token, JsonObject body) throws Exception {
        return call("POST", path, token, body.encode(), Map.of());
    }

    /** Any call; the answer's body as text. An empty token: none is sent. */
    public HttpResponse<String> call(String method, String path, String token, String body, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + room.port() + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        OpenApiDocument.ours()
                .check(method, path, answer.statusCode(), answer.headers().firstValue("Content-Type"), answer.body());
        return answer;
    }

    /** A stream of server-sent events, line by line; close it. */
    public Stream<String> stream(String path, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + room.port() + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofLines()).body();
    }

    /** A file of ours, as bytes. */
    public HttpResponse<byte[]> file(String path, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + room.port() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Reserves under a new key, or under the one in the headers. */
    public HttpResponse<String> reserve(String token, JsonObject body, Map<String, String> headers) throws Exception {
        Map<String, String> all = new HashMap<>(headers);
        all.putIfAbsent("Idempotency-Key", UUID.randomUUID().toString());
        return call("POST", "/booking/reserve", token, body.encode(), all);
    }

    /** An event of the promoter with a sale that is open; 2 rows of 10 in section A, 50 places in section GA. */
    public long eventOnSale(boolean queued) throws Exception {
        String eventId = event();
        JsonObject sale = new JsonObject()
                .put("opensAt", Instant.now().minusSeconds(60).toString())
                .put("queued", queued);
        HttpResponse<String> put =
                call("PUT", "/promoter/sales/" + eventId, promoter(PROMOTER), sale.encode(), Map.of());
        if (put.statusCode() != 201) {
            throw new IllegalStateException(put.body());
        }
        return Ids.parseEventId(eventId).orElseThrow();
    }

    /** An event of the promoter without a sale; its id. */
    public String event() throws Exception {
        String token = promoter(PROMOTER);
        JsonObject venue =
                new JsonObject(post("/promoter/venues", token, Bodies.venue()).body());
        return new JsonObject(post("/promoter/events", token, Bodies.event(venue.getString("venueId")))
                        .body())
                .getString("eventId");
    }
}
