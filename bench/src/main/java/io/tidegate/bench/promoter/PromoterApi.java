package io.tidegate.bench.promoter;

import io.tidegate.bench.catalogue.JsonLd;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.Until;
import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Section;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The promoter's calls by which an on-sale is set up. Each blocks, and fails with what the system answered. */
public final class PromoterApi {
    private static final long FEES = 450;
    private static final long TAX_DIVISOR = 10;
    private static final Duration END_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final LoadClient http;
    private final Server gateway;
    private final Map<String, String> headers;

    public PromoterApi(LoadClient http, Server gateway, String promoterToken) {
        this.http = http;
        this.gateway = gateway;
        this.headers = Map.of("Authorization", "Bearer " + promoterToken, "Content-Type", "application/json");
    }

    /** The new venue's id. */
    public String venue(String name, VenueLayout layout) {
        JsonObject location = new JsonObject()
                .put("streetAddress", "Am Hafen 1")
                .put("city", "Hamburg")
                .put("country", "DE")
                .put("latitude", 53.5413)
                .put("longitude", 9.9841);
        return post(
                        "/promoter/venues",
                        new JsonObject()
                                .put("venueName", name)
                                .put("venueLocation", location)
                                .put("timeZone", "Europe/Berlin")
                                .put("layout", new JsonObject(layout.json())))
                .getString("venueId");
    }

    /** The new performer's id. */
    public String performer(String name, String type) {
        JsonObject body = new JsonObject().put("performerName", name).put("performerType", type);
        return post("/promoter/performers", body).getString("performerId");
    }

    /** The new event's id. It is in 60 days; the further back a section, the cheaper. */
    public String event(String name, String venueId, String performerId, VenueLayout layout) {
        Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(60, ChronoUnit.DAYS);
        JsonObject body = new JsonObject()
                .put("eventName", name)
                .put("startTime", start.toString())
                .put("endTime", start.plus(Duration.ofHours(3)).toString())
                .put("timeZone", "Europe/Berlin")
                .put("venueId", venueId)
                .put("performerIds", JsonArray.of(performerId))
                .put("currency", "EUR")
                .put("sections", prices(layout.sections()));
        return post("/promoter/events", body).getString("eventId");
    }

    /** Puts the sale's settings into effect. */
    public void sale(String eventId, JsonObject settings) {
        send(HttpMethod.PUT, "/promoter/sales/" + eventId, settings);
    }

    /** Cancels it and waits until its live holds have ended: a writer keeps each in memory, and no sale leaves a million. */
    public void end(String eventId) throws InterruptedException {
        post("/promoter/events/" + eventId + "/cancel", new JsonObject());
        Until.holds("the holds of " + eventId + " have ended", END_MAX, LOOK, () -> held(eventId) == 0);
    }

    private int held(String eventId) {
        return send(HttpMethod.GET, "/promoter/sales/" + eventId + "/report", null)
                .getJsonObject("tickets")
                .getInteger("held");
    }

    /** Imports JSON-LD, a node a line; returns the report's lines, the sums as the last. */
    public List<JsonObject> importLines(Buffer lines) {
        Map<String, String> typed = new HashMap<>(headers);
        typed.put("Content-Type", JsonLd.TYPE);
        Answer answer = http.send(new Call(gateway, HttpMethod.POST, "/promoter/import", typed, lines))
                .await();
        List<JsonObject> report = answer.status() == 200
                ? answer.body().toString().lines().map(JsonObject::new).toList()
                : List.of();
        if (report.isEmpty() || !report.getLast().getBoolean("complete", false)) {
            throw new IllegalStateException("the import was answered " + answer.status() + " " + answer.body());
        }
        return report;
    }

    /** The promoter's events, at most the first hundred. */
    public List<JsonObject> events() {
        JsonArray events =
                send(HttpMethod.GET, "/promoter/events?limit=100", null).getJsonArray("events");
        return events.stream().map(JsonObject.class::cast).toList();
    }

    private static JsonArray prices(List<Section> sections) {
        JsonArray all = new JsonArray();
        for (int i = 0; i < sections.size(); i++) {
            long face = Math.max(2500, 9500 - 1500L * i);
            JsonArray types = JsonArray.of(type("standard", face), type("reduced", face / 2));
            all.add(new JsonObject()
                    .put("sectionId", sections.get(i).sectionId())
                    .put("priceTypes", types));
        }
        return all;
    }

    private static JsonObject type(String name, long face) {
        JsonObject breakdown =
                new JsonObject().put("face", face).put("fees", FEES).put("tax", face / TAX_DIVISOR);
        return new JsonObject().put("priceType", name).put("breakdown", breakdown);
    }

    private JsonObject post(String path, JsonObject body) {
        return send(HttpMethod.POST, path, body);
    }

    private JsonObject send(HttpMethod method, String path, @Nullable JsonObject body) {
        Answer answer = http.send(new Call(gateway, method, path, headers, body == null ? null : body.toBuffer()))
                .await();
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(
                    method + " " + path + " was answered " + answer.status() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }
}
