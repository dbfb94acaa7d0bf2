package io.tidegate.waitingroom;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Bodies that the promoter's API accepts. */
public final class Bodies {
    private Bodies() {}

    public static JsonObject venue() {
        JsonArray rows = new JsonArray()
                .add(new JsonObject().put("row", "1").put("seats", 10))
                .add(new JsonObject().put("row", "2").put("seats", 10));
        JsonArray sections = new JsonArray()
                .add(new JsonObject()
                        .put("sectionId", "A")
                        .put("name", "Stalls")
                        .put("kind", "seated")
                        .put("rows", rows))
                .add(new JsonObject()
                        .put("sectionId", "GA")
                        .put("name", "Floor")
                        .put("kind", "generalAdmission")
                        .put("places", 50));
        return new JsonObject()
                .put("venueName", "Harbour Hall")
                .put(
                        "venueLocation",
                        new JsonObject()
                                .put("city", "Bremen")
                                .put("country", "DE")
                                .put("latitude", 53.07)
                                .put("longitude", 8.8))
                .put("timeZone", "Europe/Berlin")
                .put("layout", new JsonObject().put("sections", sections));
    }

    public static JsonObject performer() {
        return new JsonObject().put("performerName", "The Ebb").put("performerType", "band");
    }

    public static JsonObject event(String venueId) {
        return new JsonObject()
                .put("eventName", "High Water")
                .put("startTime", "2099-05-01T19:30:00Z")
                .put("endTime", "2099-05-01T22:30:00Z")
                .put("venueId", venueId)
                .put("performerIds", new JsonArray())
                .put("currency", "EUR")
                .put("sections", new JsonArray().add(section("A", 4000)).add(section("GA", 2500)));
    }

    private static JsonObject section(String sectionId, long face) {
        JsonObject breakdown =
                new JsonObject().put("face", face).put("fees", 200).put("tax", 300);
        return new JsonObject()
                .put("sectionId", sectionId)
                .put(
                        "priceTypes",
                        new JsonArray()
                                .add(new JsonObject().put("priceType", "full").put("breakdown", breakdown)));
    }
}
