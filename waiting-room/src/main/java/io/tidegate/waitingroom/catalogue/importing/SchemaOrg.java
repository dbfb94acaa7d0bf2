package io.tidegate.waitingroom.catalogue.importing;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.layout.VenueLayout;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a node of schema.org JSON-LD: an event with its location, performers and offers, or one of these by itself. Pure;
 * what cannot be read is an {@link HttpProblem} whose detail names the field. What schema.org has no word for stands
 * under {@code tidegate:layout} and {@code tidegate:timeZone} of a place.
 */
final class SchemaOrg {
    private static final Set<String> PERFORMERS = Set.of(
            "Person",
            "Organization",
            "PerformingGroup",
            "MusicGroup",
            "DanceGroup",
            "TheaterGroup",
            "SportsTeam",
            "SportsOrganization");
    private static final int SOURCE_ID_CHARS_MAX = 500;
    private static final int PERFORMERS_MAX = 100;
    private static final int OFFERS_MAX = 2000;
    private static final int CAPACITY_MAX = 250_000;
    private static final Duration USUAL_LENGTH = Duration.ofHours(3);
    private static final Duration LENGTH_MAX = Duration.ofDays(60);

    private SchemaOrg() {}

    static Item read(JsonObject node) {
        Fields fields = Fields.of(node);
        String type = type(fields);
        if (fields.has("startDate") || type.endsWith("Event") || type.equals("Festival")) {
            return event(fields);
        }
        if (PERFORMERS.contains(type)) {
            return performer(fields);
        }
        if (fields.has("address") || fields.has("geo") || fields.has("tidegate:layout")) {
            return venue(fields);
        }
        throw fields.bad("@type", "an Event, a Place with its address, or a performer such as MusicGroup");
    }

    private static Item.Event event(Fields event) {
        String status = event.optionalString("eventStatus", 100).orElse("");
        if (status.endsWith("EventCancelled") || status.endsWith("EventPostponed")) {
            throw event.bad(
                    "eventStatus", "an event that takes place; others are cancelled or rescheduled by themselves");
        }
        List<Fields> offers = offers(event).toList();
        Currency currency = currency(event, offers);
        return new Item.Event(
                sourceId(event)
                        .orElseThrow(() -> event.bad("@id", "an @id, url or identifier, to find the event again")),
                event.string("name", 200),
                event.optionalString("description", 10_000),
                when(event, "startDate").orElseThrow(() -> event.bad("startDate", "a date with a time")),
                when(event, "endDate"),
                duration(event),
                location(event),
                performers(event),
                currency.getCurrencyCode(),
                offers.stream().map(offer -> price(offer, currency)).toList());
    }

    private static Item location(Fields event) {
        Fields place = several(event, "location")
                .filter(node -> !type(node).equals("VirtualLocation"))
                .findFirst()
                .orElseThrow(() -> event.bad("location", "a place"));
        return isReference(place) ? reference(place) : venue(place);
    }

    private static List<Item> performers(Fields event) {
        List<Item> read = several(event, "performer")
                .<Item>map(node -> isReference(node) ? reference(node) : performer(node))
                .distinct()
                .toList();
        if (read.size() > PERFORMERS_MAX) {
            throw event.bad("performer", "at most " + PERFORMERS_MAX);
        }
        return read;
    }

    private static Item.Performer performer(Fields performer) {
        String name = performer.string("name", 200);
        String type = type(performer);
        return new Item.Performer(
                sourceId(performer).orElse("name:" + name), name, type.isEmpty() ? "PerformingGroup" : type);
    }

    private static Item.Venue venue(Fields place) {
        String name = place.string("name", 200);
        Fields address = place.object("address");
        String city = address.string("addressLocality", 100);
        Fields geo = place.object("geo");
        return new Item.Venue(
                sourceId(place).orElse("name:" + name + "|" + city),
                name,
                address.optionalString("streetAddress", 200),
                city,
                country(address),
                decimal(geo, "latitude", -90, 90),
                decimal(geo, "longitude", -180, 180),
                place.optionalString("tidegate:timeZone", 64).map(zone -> zone(place, zone)),
                place.optionalObject("tidegate:layout").map(SchemaOrg::layout),
                place.integerOr("maximumAttendeeCapacity", 1, CAPACITY_MAX, 0));
    }

    private static VenueLayout layout(Fields layout) {
        try {
            return VenueLayout.parse(layout.json().encode());
        } catch (IllegalArgumentException bad) {
            throw HttpProblem.badRequest("tidegate:layout." + bad.getMessage());
        }
    }

    /** A code or name, or a Country that has one. */
    private static String country(Fields address) {
        return address.json().getValue("addressCountry") instanceof JsonObject
                ? address.object("addressCountry").string("name", 100)
                : address.string("addressCountry", 100);
    }

    private static String zone(Fields place, String zone) {
        try {
            return ZoneId.of(zone).getId();
        } catch (DateTimeException unknown) {
            throw place.bad("tidegate:timeZone", "a time zone such as Europe/Berlin");
        }
    }

    /** Offers, those that an AggregateOffer holds among them. */
    private static Stream<Fields> offers(Fields event) {
        return several(event, "offers")
                .flatMap(offer -> offer.has("offers") ? several(offer, "offers") : Stream.of(offer));
    }

    private static Currency currency(Fields event, List<Fields> offers) {
        if (offers.isEmpty() || offers.size() > OFFERS_MAX) {
            throw event.bad("offers", "1 to " + OFFERS_MAX + " offers, each with price and priceCurrency");
        }
        List<String> codes = offers.stream()
                .map(offer -> offer.string("priceCurrency", 3))
                .distinct()
                .toList();
        try {
            if (codes.size() == 1) {
                return Currency.getInstance(codes.getFirst());
            }
        } catch (IllegalArgumentException unknown) {
            throw event.bad("offers", "a priceCurrency of ISO 4217, such as EUR");
        }
        throw event.bad("offers", "one priceCurrency for all");
    }

    private static Item.Price price(Fields offer, Currency currency) {
        Optional<String> section = offer.optionalObject("itemOffered")
                .flatMap(ticket -> ticket.optionalObject("ticketedSeat"))
                .flatMap(seat -> seat.optionalString("seatSection", 100));
        int digits = Math.max(0, currency.getDefaultFractionDigits());
        try {
            long amount = number(offer, "price").movePointRight(digits).longValueExact();
            if (amount >= 1 && amount <= 99_999_999) {
                return new Item.Price(
                        section.orElse(""), offer.optionalString("name", 50).orElse("standard"), amount);
            }
        } catch (ArithmeticException tooFine) {
            throw offer.bad("price", "at most " + digits + " decimals");
        }
        throw offer.bad("price", "more than 0, and at most 99,999,999 minor units");
    }

    private static double decimal(Fields fields, String name, double min, double max) {
        double number = number(fields, name).doubleValue();
        if (number < min || number > max) {
            throw fields.bad(name, "a number from " + min + " to " + max);
        }
        return number;
    }

    /** A number, or a text of one, as schema.org allows. */
    private static BigDecimal number(Fields fields, String name) {
        Object value = fields.json().getValue(name);
        String text = value instanceof Number || value instanceof String
                ? value.toString().strip()
                : "";
        if (!text.matches("-?\\d{1,12}(\\.\\d{1,20})?([eE]-?\\d)?")) {
            throw fields.bad(name, "a number");
        }
        return new BigDecimal(text);
    }

    private static Optional<Item.When> when(Fields event, String name) {
        return event.optionalString(name, 40).map(text -> {
            try {
                OffsetDateTime given = OffsetDateTime.parse(text);
                return new Item.When(given.toLocalDateTime(), Optional.of(given.getOffset()));
            } catch (DateTimeException noOffset) {
                return new Item.When(local(event, name, text), Optional.empty());
            }
        });
    }

    private static LocalDateTime local(Fields event, String name, String text) {
        try {
            return LocalDateTime.parse(text);
        } catch (DateTimeException malformed) {
            throw event.bad(name, "a date with a time, such as 2027-05-01T19:30 or 2027-05-01T19:30:00+02:00");
        }
    }

    private static Duration duration(Fields event) {
        return event.optionalString("duration", 40)
                .map(text -> {
                    try {
                        Duration read = Duration.parse(text);
                        if (read.isPositive() && read.compareTo(LENGTH_MAX) <= 0) {
                            return read;
                        }
                    } catch (DateTimeException malformed) {
                        throw event.bad("duration", "an ISO-8601 duration such as PT2H30M");
                    }
                    throw event.bad("duration", "more than 0 and at most 60 days");
                })
                .orElse(USUAL_LENGTH);
    }

    /** The values of a property that may be one, a list, or absent; a text stands for a node of that name. */
    private static Stream<Fields> several(Fields fields, String name) {
        Object value = fields.json().getValue(name);
        Stream<?> values =
                value == null ? Stream.empty() : value instanceof JsonArray list ? list.stream() : Stream.of(value);
        return values.map(element -> switch (element) {
            case JsonObject node -> Fields.of(node, name + ".");
            case String text -> Fields.of(new JsonObject().put("name", text), name + ".");
            case null, default -> throw fields.bad(name, "an object, or a list of objects");
        });
    }

    private static boolean isReference(Fields node) {
        return !node.has("name") && sourceId(node).isPresent();
    }

    private static Item.Reference reference(Fields node) {
        return new Item.Reference(sourceId(node).orElseThrow());
    }

    private static Optional<String> sourceId(Fields node) {
        return Stream.of("@id", "url", "identifier")
                .filter(node::has)
                .findFirst()
                .map(name -> node.json().getValue(name) instanceof JsonObject
                        ? node.object(name).string("value", SOURCE_ID_CHARS_MAX)
                        : node.json().getValue(name) instanceof Number number
                                ? number.toString()
                                : node.string(name, SOURCE_ID_CHARS_MAX));
    }

    /** The type's own name, without what stands before it in an IRI; of several the first; empty: none is given. */
    private static String type(Fields node) {
        Object type = node.json().getValue("@type");
        Object first = type instanceof JsonArray types && !types.isEmpty() ? types.getValue(0) : type;
        return name(node, first);
    }

    private static String name(Fields node, @Nullable Object type) {
        if (type == null) {
            return "";
        }
        if (!(type instanceof String text) || !text.matches("[A-Za-z0-9:/._#-]{1,100}")) {
            throw node.bad("@type", "a type of schema.org");
        }
        String local = text.substring(
                Math.max(text.lastIndexOf('/'), Math.max(text.lastIndexOf(':'), text.lastIndexOf('#'))) + 1);
        if (local.length() > 50) {
            throw node.bad("@type", "a type of schema.org");
        }
        return local;
    }
}
