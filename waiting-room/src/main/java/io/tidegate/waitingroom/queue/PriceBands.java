package io.tidegate.waitingroom.queue;

import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.SectionTerms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which price each ticket of an event has: the sections whose first price type costs the same are one band, the cheapest
 * first. Immutable; without known prices there are no bands.
 */
final class PriceBands {
    static final PriceBands NONE = new PriceBands("", List.of(), new int[0], new int[0]);

    private final String currency;
    private final List<Band> bands;
    private final int[] firstOfSection;
    private final int[] bandOfSection;

    private record Band(long price, int total, List<String> sections) {}

    /** What is left of a band. */
    record Left(long price, String currency, int available, int total, List<String> sections) {}

    private PriceBands(String currency, List<Band> bands, int[] firstOfSection, int[] bandOfSection) {
        this.currency = currency;
        this.bands = List.copyOf(bands);
        this.firstOfSection = firstOfSection;
        this.bandOfSection = bandOfSection;
    }

    /** The bands of an event's terms over its layout; sections that have no price are in none. */
    static PriceBands of(SaleTerms terms, VenueLayout layout) {
        Map<String, Long> priceOf = new HashMap<>();
        for (SectionTerms section : terms.getSectionsList()) {
            section.getPricesList().stream()
                    .findFirst()
                    .ifPresent(price -> priceOf.put(section.getSectionId(), total(price)));
        }
        TreeMap<Long, List<VenueLayout.Section>> byPrice = new TreeMap<>();
        for (VenueLayout.Section section : layout.sections()) {
            Long price = priceOf.get(section.sectionId());
            if (price != null) {
                byPrice.computeIfAbsent(price, ignored -> new ArrayList<>()).add(section);
            }
        }
        List<Long> prices = List.copyOf(byPrice.keySet());
        int[] first = new int[layout.sections().size()];
        int[] band = new int[layout.sections().size()];
        int ticket = 0;
        for (int i = 0; i < first.length; i++) {
            VenueLayout.Section section = layout.sections().get(i);
            first[i] = ticket;
            band[i] = prices.indexOf(priceOf.get(section.sectionId()));
            ticket += section.capacity();
        }
        List<Band> bands = new ArrayList<>();
        byPrice.forEach((price, sections) -> bands.add(new Band(
                price,
                sections.stream().mapToInt(VenueLayout.Section::capacity).sum(),
                sections.stream().map(VenueLayout.Section::sectionId).toList())));
        return new PriceBands(terms.getCurrency(), bands, first, band);
    }

    private static long total(PriceTerms price) {
        return price.getFace() + price.getFees() + price.getTax();
    }

    int count() {
        return bands.size();
    }

    /** The band of a ticket; -1: none. */
    int of(int ticketNo) {
        int at = Arrays.binarySearch(firstOfSection, ticketNo);
        int section = at >= 0 ? at : -at - 2;
        return section < 0 ? -1 : bandOfSection[section];
    }

    /** @param available of each band, in order */
    List<Left> left(int[] available) {
        List<Left> left = new ArrayList<>(bands.size());
        for (int i = 0; i < bands.size(); i++) {
            Band band = bands.get(i);
            left.add(new Left(band.price, currency, available[i], band.total, band.sections));
        }
        return left;
    }
}
