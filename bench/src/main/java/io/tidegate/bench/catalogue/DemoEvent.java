package io.tidegate.bench.catalogue;

import java.time.LocalDateTime;
import java.util.List;

/**
 * An event of the demo catalogue.
 *
 * @param start by the clocks at the venue
 * @param basePrice of the best tickets, whole units
 */
public record DemoEvent(
        int number,
        String name,
        String type,
        List<Performer> performers,
        Venue venue,
        LocalDateTime start,
        int basePrice) {
    /** By which an import finds it again. */
    public String sourceId() {
        return "urn:tidegate:demo:event:" + number;
    }
}
