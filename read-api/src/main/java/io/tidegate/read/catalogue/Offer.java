package io.tidegate.read.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.tidegate.read.page.Json;
import io.tidegate.wire.SaleTerms;
import java.util.List;
import java.util.OptionalLong;

/** What tickets cost, by section. Amounts are minor units of the event's currency. */
public record Offer(List<SectionOffer> sections) {

    /** The price types of one section; the first is the one that a ticket has unless another is asked for. */
    public record SectionOffer(String sectionId, List<PriceType> priceTypes) {}

    /** One price, in its parts. */
    public record PriceType(String priceType, long face, long fees, long tax) {
        /** What the buyer pays in all. */
        public long price() {
            return face + fees + tax;
        }
    }

    /** As the promoter wrote it: {@code [{sectionId, priceTypes[{priceType, face, fees, tax}]}]}. */
    static Offer parse(String json) {
        try {
            return new Offer(Json.MAPPER.readValue(json, new TypeReference<List<SectionOffer>>() {}));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("an event's offer cannot be read", broken);
        }
    }

    /** As the writer has it, once the sale is scheduled. */
    static Offer of(SaleTerms terms) {
        return new Offer(terms.getSectionsList().stream()
                .map(section -> new SectionOffer(
                        section.getSectionId(),
                        section.getPricesList().stream()
                                .map(p -> new PriceType(p.getPriceType(), p.getFace(), p.getFees(), p.getTax()))
                                .toList()))
                .toList());
    }

    /** The price types of a section; none when it is not on offer. */
    public List<PriceType> of(String sectionId) {
        return sections.stream()
                .filter(section -> section.sectionId.equals(sectionId))
                .findFirst()
                .map(SectionOffer::priceTypes)
                .orElse(List.of());
    }

    /** The lowest price of any ticket. */
    public OptionalLong priceFrom() {
        return sections.stream()
                .flatMap(section -> section.priceTypes.stream())
                .mapToLong(PriceType::price)
                .min();
    }
}
