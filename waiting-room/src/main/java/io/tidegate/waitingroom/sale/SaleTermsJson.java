package io.tidegate.waitingroom.sale;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A sale's settings as JSON: what a promoter sends and is answered, and the column {@code sale.terms}. Read through
 * {@link Fields}, so a bad value is a 400 that names it; what was stored has passed the same checks.
 */
public final class SaleTermsJson {
    public static final String ACTIVE = "active";
    public static final String PAUSED = "paused";
    /** Nobody new joins; who waits is served. */
    public static final String DRAINING = "draining";

    public static final String CLOSED = "closed";

    static final String GENERAL_LANE = "general";
    private static final int LANES_MAX = 16;
    private static final int SECTIONS_MAX = 1000;
    private static final int WEIGHT_MAX = 10_000;
    private static final int DAY_SECONDS = 86_400;

    private SaleTermsJson() {}

    /**
     * The sale that a PUT asks for; {@code control} active and {@code rowVersion} 0. {@code lobbyOpensAt} defaults to
     * {@code opensAt}, {@code closesAt} to the event's start.
     */
    public static Sale requested(
            long event, String promoterId, Instant eventStart, Fields body, Settings.Queue defaults) {
        Instant opensAt = body.instant("opensAt");
        Instant lobbyOpensAt = body.optionalInstant("lobbyOpensAt").orElse(opensAt);
        Instant closesAt = body.optionalInstant("closesAt").orElse(eventStart);
        if (lobbyOpensAt.isAfter(opensAt)) {
            throw body.bad("lobbyOpensAt", "not after opensAt");
        }
        if (!closesAt.isAfter(opensAt)) {
            throw body.bad("closesAt", "after opensAt, and by default the event's start");
        }
        if (body.bool("beacon", false) && defaults.beaconUrl().isEmpty()) {
            throw body.bad("beacon", "true only where queue.beaconUrl names one");
        }
        Head head = new Head(event, promoterId, lobbyOpensAt, opensAt, closesAt, body.bool("queued", true), ACTIVE, 0);
        return read(head, body, defaults);
    }

    /** The sale of a stored row and its column {@code terms}. */
    public static Sale stored(Head head, String terms, Settings.Queue defaults) {
        return read(head, Fields.parse(terms), defaults);
    }

    /** What stands beside the terms: the row's own columns. */
    public record Head(
            long event,
            String promoterId,
            Instant lobbyOpensAt,
            Instant opensAt,
            Instant closesAt,
            boolean queued,
            String control,
            long rowVersion) {}

    private static Sale read(Head head, Fields terms, Settings.Queue defaults) {
        return new Sale(
                head.event,
                head.promoterId,
                head.lobbyOpensAt,
                head.opensAt,
                head.closesAt,
                head.queued,
                head.control,
                lanes(terms, head.opensAt),
                terms.integerOr("admitPerMinute", 1, 10_000_000, 6000),
                terms.integerOr("maxActive", 1, 10_000_000, 2000),
                terms.integerOr("leaseSeconds", 5, 3600, defaults.leaseSeconds()),
                terms.integerOr("holdSeconds", 5, DAY_SECONDS, 600),
                terms.integerOr("maxTicketsPerBuyer", 1, 1000, 8),
                terms.bool("blockSingleSeats", false),
                terms.integerOr("graceSeconds", 0, 3600, defaults.graceSeconds()),
                terms.bool("beacon", false),
                head.rowVersion);
    }

    private static List<Sale.Lane> lanes(Fields terms, Instant opensAt) {
        List<Sale.Lane> lanes = terms.objects("lanes", LANES_MAX, lane -> lane(lane, opensAt));
        Set<String> names = new HashSet<>();
        for (Sale.Lane lane : lanes) {
            if (!names.add(lane.name())) {
                throw HttpProblem.badRequest("lanes: two of the name " + lane.name());
            }
        }
        return lanes.isEmpty() ? List.of(new Sale.Lane(GENERAL_LANE, 1, null, false, List.of(), 0, 0)) : lanes;
    }

    private static Sale.Lane lane(Fields lane, Instant saleOpensAt) {
        String name = lane.string("name", 32);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
            throw lane.bad("name", "letters, digits, - and _");
        }
        Instant opensAt = lane.optionalInstant("opensAt").orElse(null);
        if (opensAt != null && opensAt.isAfter(saleOpensAt)) {
            throw lane.bad("opensAt", "not after the sale's opensAt");
        }
        return new Sale.Lane(
                name,
                lane.integerOr("weight", 1, WEIGHT_MAX, 1),
                opensAt,
                lane.bool("tokenRequired", false),
                lane.strings("sections", SECTIONS_MAX, 100),
                lane.longOr("ticketsMax", 0, Integer.MAX_VALUE, 0),
                lane.integerOr("maxTicketsPerBuyer", 0, 1000, 0));
    }

    /** The column {@code sale.terms}. */
    public static JsonObject terms(Sale sale) {
        JsonArray lanes = new JsonArray();
        sale.lanes().forEach(lane -> lanes.add(json(lane)));
        return new JsonObject()
                .put("lanes", lanes)
                .put("admitPerMinute", sale.admitPerMinute())
                .put("maxActive", sale.maxActive())
                .put("leaseSeconds", sale.leaseSeconds())
                .put("holdSeconds", sale.holdSeconds())
                .put("maxTicketsPerBuyer", sale.maxTicketsPerBuyer())
                .put("blockSingleSeats", sale.blockSingleSeats())
                .put("graceSeconds", sale.graceSeconds())
                .put("beacon", sale.beacon());
    }

    /** The settings in effect, as PUT and GET answer them. */
    public static JsonObject answer(Sale sale) {
        return new JsonObject()
                .put("eventId", Ids.eventId(sale.event()))
                .put("lobbyOpensAt", sale.lobbyOpensAt().toString())
                .put("opensAt", sale.opensAt().toString())
                .put("closesAt", sale.closesAt().toString())
                .put("queued", sale.queued())
                .put("control", sale.control())
                .mergeIn(terms(sale));
    }

    private static JsonObject json(Sale.Lane lane) {
        JsonObject json = new JsonObject()
                .put("name", lane.name())
                .put("weight", lane.weight())
                .put("tokenRequired", lane.tokenRequired())
                .put("sections", new JsonArray(lane.sections()))
                .put("ticketsMax", lane.ticketsMax())
                .put("maxTicketsPerBuyer", lane.maxTicketsPerBuyer());
        if (lane.opensAt() != null) {
            json.put("opensAt", lane.opensAt().toString());
        }
        return json;
    }
}
