package io.tidegate.waitingroom.catalogue.importing;

import io.tidegate.layout.VenueLayout;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** One thing that an import says, checked as far as that goes without the database. */
sealed interface Item {
    /** By what its source knows it. */
    String sourceId();

    /** Its name in the report. */
    String kind();

    /** Only the id of something that was imported before. */
    record Reference(String sourceId) implements Item {
        @Override
        public String kind() {
            return "reference";
        }
    }

    /**
     * A venue.
     *
     * @param layout its seat map template; a new venue without one has general admission for its {@code capacity}
     * @param timeZone empty: an event's own offset has to do
     */
    record Venue(
            String sourceId,
            String name,
            Optional<String> streetAddress,
            String city,
            String country,
            double latitude,
            double longitude,
            Optional<String> timeZone,
            Optional<VenueLayout> layout,
            int capacity)
            implements Item {
        @Override
        public String kind() {
            return "venue";
        }
    }

    /** Who performs. */
    record Performer(String sourceId, String name, String type) implements Item {
        @Override
        public String kind() {
            return "performer";
        }
    }

    /** An event; {@code location} is a {@link Venue} or a {@link Reference}, each of {@code performers} likewise. */
    record Event(
            String sourceId,
            String name,
            Optional<String> description,
            When start,
            Optional<When> end,
            Duration duration,
            Item location,
            List<Item> performers,
            String currency,
            List<Price> prices)
            implements Item {
        @Override
        public String kind() {
            return "event";
        }
    }

    /** A price type of one section, by its id or name; an empty section: of all that have no price of their own. */
    record Price(String section, String priceType, long amount) {}

    /** A time as written: with its offset, or as the clocks at the venue show it. */
    record When(LocalDateTime local, Optional<ZoneOffset> offset) {
        Instant at(ZoneId venueZone) {
            return offset.map(local::toInstant)
                    .orElseGet(() -> local.atZone(venueZone).toInstant());
        }
    }
}
