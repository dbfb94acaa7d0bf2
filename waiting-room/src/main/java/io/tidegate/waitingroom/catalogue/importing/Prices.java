package io.tidegate.waitingroom.catalogue.importing;

import io.tidegate.http.HttpProblem;
import io.tidegate.waitingroom.catalogue.Offer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays what a source offers over the sections of a venue. Pure. */
final class Prices {
    private Prices() {}

    /**
     * Each section with its own prices, or with those that name no section; a 400 problem when one is left without any.
     *
     * @param sections ids in order, each with its name
     */
    static Offer offer(List<Item.Price> prices, Map<String, String> sections) {
        Map<String, List<Offer.Price>> own = new LinkedHashMap<>();
        List<Offer.Price> others = new ArrayList<>();
        for (Item.Price price : prices) {
            Offer.Price read = new Offer.Price(price.priceType(), price.amount(), 0, 0);
            if (price.section().isEmpty()) {
                others.add(read);
            } else {
                own.computeIfAbsent(sectionId(price.section(), sections), ignored -> new ArrayList<>())
                        .add(read);
            }
        }
        return new Offer(sections.keySet().stream()
                        .filter(id -> own.containsKey(id) || !others.isEmpty())
                        .map(id -> new Offer.Section(id, own.getOrDefault(id, others)))
                        .toList())
                .fitting(sections.keySet());
    }

    private static String sectionId(String said, Map<String, String> sections) {
        if (sections.containsKey(said)) {
            return said;
        }
        return sections.entrySet().stream()
                .filter(section -> section.getValue().equals(said))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> HttpProblem.badRequest("offers: the venue has no section " + said));
    }
}
