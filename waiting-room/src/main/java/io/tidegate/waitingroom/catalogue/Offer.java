package io.tidegate.waitingroom.catalogue;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.SectionTerms;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What an event's sections cost: price types a section, each with what the buyer pays and why. */
public record Offer(List<Section> sections) {
    /** As many digits as Stripe takes. */
    private static final long AMOUNT_MAX = 99_999_999;

    private static final int SECTIONS_MAX = 2000;
    private static final int PRICE_TYPES_MAX = 20;

    public Offer {
        sections = List.copyOf(sections);
    }

    /** A section's price types; the first is the one that a buyer gets who names none. */
    public record Section(String sectionId, List<Price> prices) {
        public Section {
            prices = List.copyOf(prices);
        }
    }

    /** Minor units. */
    public record Price(String priceType, long face, long fees, long tax) {}

    /** Reads {@code sections} of an event's body. */
    static Offer read(Fields body) {
        return new Offer(body.objects(
                "sections",
                SECTIONS_MAX,
                section -> new Section(
                        section.string("sectionId", 32),
                        section.objects("priceTypes", PRICE_TYPES_MAX, Offer::price))));
    }

    private static Price price(Fields price) {
        Fields parts = price.object("breakdown");
        Price read = new Price(
                price.string("priceType", 50),
                parts.longOr("face", 0, AMOUNT_MAX, 0),
                parts.longOr("fees", 0, AMOUNT_MAX, 0),
                parts.longOr("tax", 0, AMOUNT_MAX, 0));
        long sum = read.face + read.fees + read.tax;
        if (sum < 1 || sum > AMOUNT_MAX) {
            throw price.bad("breakdown", "a sum of 1 to " + AMOUNT_MAX);
        }
        return read;
    }

    /** Refuses an offer that does not price each section of the layout, or prices another: 400. */
    Offer fitting(VenueLayout layout) {
        return fitting(
                layout.sections().stream().map(VenueLayout.Section::sectionId).toList());
    }

    /** The same by the sections' ids. */
    public Offer fitting(Collection<String> sectionIds) {
        Set<String> known = new LinkedHashSet<>(sectionIds);
        Set<String> priced = new HashSet<>();
        for (Section section : sections) {
            require(known.contains(section.sectionId), "the venue has no section " + section.sectionId);
            require(priced.add(section.sectionId), section.sectionId + " is there twice");
            require(!section.prices.isEmpty(), section.sectionId + " has no price type");
            long types =
                    section.prices.stream().map(Price::priceType).distinct().count();
            require(types == section.prices.size(), section.sectionId + " has a price type twice");
        }
        known.removeAll(priced);
        require(known.isEmpty(), "no price for " + String.join(", ", known));
        return this;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw HttpProblem.badRequest("sections: " + otherwise).with("field", "sections");
        }
    }

    /** The column {@code event.offer}. */
    public String stored() {
        return array(false).encode();
    }

    /** Reads the column back. */
    public static Offer parse(String stored) {
        Fields wrapped = Fields.parse(
                new JsonObject().put("sections", new JsonArray(stored)).encode());
        return new Offer(wrapped.objects(
                "sections",
                SECTIONS_MAX,
                section -> new Section(
                        section.string("sectionId", 32),
                        section.objects(
                                "priceTypes",
                                PRICE_TYPES_MAX,
                                price -> new Price(
                                        price.string("priceType", 50),
                                        price.longOr("face", 0, AMOUNT_MAX, 0),
                                        price.longOr("fees", 0, AMOUNT_MAX, 0),
                                        price.longOr("tax", 0, AMOUNT_MAX, 0))))));
    }

    /** As the API answers it: with the sum, and its parts apart. */
    JsonArray json() {
        return array(true);
    }

    private JsonArray array(boolean forApi) {
        JsonArray array = new JsonArray();
        for (Section section : sections) {
            JsonArray prices = new JsonArray();
            section.prices.forEach(
                    price -> prices.add(forApi ? api(price) : parts(price).put("priceType", price.priceType)));
            array.add(new JsonObject().put("sectionId", section.sectionId).put("priceTypes", prices));
        }
        return array;
    }

    private static JsonObject api(Price price) {
        return new JsonObject()
                .put("priceType", price.priceType)
                .put("price", price.face + price.fees + price.tax)
                .put("breakdown", parts(price));
    }

    private static JsonObject parts(Price price) {
        return new JsonObject().put("face", price.face).put("fees", price.fees).put("tax", price.tax);
    }

    /** For the ledger: in the order of the layout. */
    List<SectionTerms> terms(VenueLayout layout) {
        return layout.sections().stream()
                .map(section -> terms(section.sectionId()))
                .toList();
    }

    private SectionTerms terms(String sectionId) {
        SectionTerms.Builder terms = SectionTerms.newBuilder().setSectionId(sectionId);
        sections.stream()
                .filter(section -> section.sectionId.equals(sectionId))
                .flatMap(section -> section.prices.stream())
                .forEach(price -> terms.addPrices(PriceTerms.newBuilder()
                        .setPriceType(price.priceType)
                        .setFace(price.face)
                        .setFees(price.fees)
                        .setTax(price.tax)));
        return terms.build();
    }
}
