package io.tidegate.bench.catalogue;

import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Section;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Writes a catalogue as schema.org JSON-LD, a node a line: venues with their seat maps, performers, then events. */
public final class JsonLd {
    public static final String TYPE = "application/x-ndjson";

    private JsonLd() {}

    /** Writes all of it. */
    public static void write(DemoCatalogue catalogue, Writer to) throws IOException {
        Map<Venue, JsonArray> tiers = new HashMap<>();
        for (Venue venue : catalogue.venues()) {
            VenueLayout layout = SeatPlans.of(venue);
            line(to, venue(venue, layout));
            tiers.put(
                    venue,
                    new JsonArray(
                            layout.sections().stream().map(Section::sectionId).toList()));
        }
        for (Performer performer : catalogue.performers()) {
            line(to, node(performer.type(), id(performer)).put("name", performer.name()));
        }
        for (DemoEvent event : catalogue.events()) {
            line(to, event(event, tiers.getOrDefault(event.venue(), new JsonArray())));
        }
    }

    private static void line(Writer to, JsonObject node) throws IOException {
        to.write(node.encode());
        to.write('\n');
    }

    private static JsonObject venue(Venue venue, VenueLayout layout) {
        return node(placeType(venue.kind()), id(venue))
                .put("name", venue.name())
                .put(
                        "address",
                        new JsonObject()
                                .put("@type", "PostalAddress")
                                .put("addressLocality", venue.city())
                                .put("addressCountry", venue.country()))
                .put(
                        "geo",
                        new JsonObject()
                                .put("@type", "GeoCoordinates")
                                .put("latitude", venue.latitude())
                                .put("longitude", venue.longitude()))
                .put("maximumAttendeeCapacity", venue.capacity())
                .put("tidegate:timeZone", venue.timeZone().getId())
                .put("tidegate:layout", new JsonObject(layout.json()));
    }

    private static JsonObject event(DemoEvent event, JsonArray sectionIds) {
        JsonArray performers = new JsonArray();
        event.performers().forEach(performer -> performers.add(new JsonObject().put("@id", id(performer))));
        JsonArray offers = new JsonArray();
        for (int i = 0; i < sectionIds.size(); i++) {
            offers.add(offer(sectionIds.getString(i), price(event, sectionIds.getString(i), i)));
        }
        return node(event.type(), event.sourceId())
                .put("name", event.name())
                .put("startDate", event.start().toString())
                .put("duration", "PT2H30M")
                .put("location", new JsonObject().put("@id", id(event.venue())))
                .put("performer", performers)
                .put("offers", offers);
    }

    /** The further from the stage, the cheaper; never less than 10. */
    private static int price(DemoEvent event, String sectionId, int section) {
        int percent = sectionId.startsWith("UPPER") || sectionId.startsWith("BALCONY") || sectionId.startsWith("TIER2")
                ? 50
                : section == 0 ? 100 : 75;
        return Math.max(10, event.basePrice() * percent / 100);
    }

    private static JsonObject offer(String sectionId, int price) {
        JsonObject seat = new JsonObject().put("@type", "Seat").put("seatSection", sectionId);
        return new JsonObject()
                .put("@type", "Offer")
                .put("price", price)
                .put("priceCurrency", "EUR")
                .put("itemOffered", new JsonObject().put("@type", "Ticket").put("ticketedSeat", seat));
    }

    private static JsonObject node(String type, String id) {
        return new JsonObject().put("@type", type).put("@id", id);
    }

    private static String placeType(Venue.Kind kind) {
        return switch (kind) {
            case stadium, arena -> "StadiumOrArena";
            case theatre -> "PerformingArtsTheater";
            case hall, club -> "MusicVenue";
        };
    }

    private static String id(Venue venue) {
        return "urn:tidegate:demo:venue:"
                + URLEncoder.encode(venue.name() + ", " + venue.city(), StandardCharsets.UTF_8);
    }

    private static String id(Performer performer) {
        return "urn:tidegate:demo:performer:" + performer.number();
    }
}
