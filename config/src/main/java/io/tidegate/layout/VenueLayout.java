package io.tidegate.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A venue's seat map template: its sections in order, each seated (rows of seats) or general admission (a number of
 * places). Stored once per venue and version, and never changed.
 *
 * <p>Ticket numbers of an event run from 0 through the sections in order, through the rows of a section in order, and
 * through the seats of a row in order; general admission takes as many numbers as it has places. So a ticket's section,
 * row and seat follow from its number, and no row of a table repeats them.
 */
public record VenueLayout(List<Section> sections) {
    private static final int SECTIONS_MAX = 2000;
    private static final int TICKETS_MAX = 250_000;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    public VenueLayout {
        require(sections != null && !sections.isEmpty(), "sections: at least one is needed");
        require(sections.size() <= SECTIONS_MAX, "sections: at most " + SECTIONS_MAX);
        sections = List.copyOf(sections);
        Set<String> ids = new HashSet<>();
        for (Section section : sections) {
            require(ids.add(section.sectionId), "sections: '" + section.sectionId + "' is there twice");
        }
        long capacity = sections.stream().mapToLong(Section::capacity).sum();
        require(capacity <= TICKETS_MAX, "sections: " + capacity + " tickets; at most " + TICKETS_MAX);
    }

    /** Reads a template; bad content is an {@link IllegalArgumentException} whose message names the place. */
    public static VenueLayout parse(String json) {
        try {
            return JSON.readValue(json, VenueLayout.class);
        } catch (JsonMappingException bad) {
            throw new IllegalArgumentException(reason(bad), bad);
        } catch (JsonProcessingException bad) {
            throw new IllegalArgumentException("not JSON: " + bad.getOriginalMessage(), bad);
        }
    }

    /** The same template as JSON. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException cannotHappen) {
            throw new IllegalStateException(cannotHappen);
        }
    }

    public int capacity() {
        return sections.stream().mapToInt(Section::capacity).sum();
    }

    /**
     * One section.
     *
     * @param sectionId short and unique in the layout
     * @param kind {@code seated} or {@code generalAdmission}
     * @param places places of a general-admission section; 0 when seated
     * @param rows rows of a seated section, front to back; empty for general admission
     * @param x left edge of the section on the plan, metres
     * @param y its front edge, metres
     */
    public record Section(String sectionId, String name, String kind, int places, List<Row> rows, double x, double y) {
        private static final Set<String> KINDS = Set.of("seated", "generalAdmission");

        public Section {
            require(
                    sectionId != null && sectionId.matches("[A-Za-z0-9._-]{1,32}"),
                    "sectionId: 1 to 32 of A-Z a-z 0-9 . _ -");
            require(name != null && !name.isBlank() && name.length() <= 100, "name: 1 to 100 characters");
            require(kind != null && KINDS.contains(kind), "kind: seated or generalAdmission");
            rows = rows == null ? List.of() : List.copyOf(rows);
            require(Double.isFinite(x) && Double.isFinite(y), "x, y: finite numbers");
            if (kind.equals("seated")) {
                require(!rows.isEmpty() && places == 0, "rows: a seated section has rows and no places");
                Set<String> labels = rows.stream().map(Row::row).collect(Collectors.toSet());
                require(labels.size() == rows.size(), "rows: a row label is there twice");
            } else {
                require(
                        rows.isEmpty() && places > 0 && places <= TICKETS_MAX,
                        "places: 1 to " + TICKETS_MAX + ", and no rows");
            }
        }

        public boolean seated() {
            return kind.equals("seated");
        }

        public int capacity() {
            return seated() ? rows.stream().mapToInt(Row::seats).sum() : places;
        }
    }

    /**
     * One row of seats, numbered from {@code firstSeat} on.
     *
     * @param seats how many
     * @param x the first seat's distance from the section's left edge, metres
     * @param y the row's distance from the section's front edge, metres
     * @param pitch from one seat to the next, metres; 0: half a metre
     * @param accessible seats that are not like the others, by their index in the row, from 0
     */
    public record Row(
            String row, int seats, int firstSeat, double x, double y, double pitch, List<Accessible> accessible) {
        private static final int SEATS_MAX = 500;
        private static final double PITCH_DEFAULT = 0.5;

        public Row {
            require(row != null && !row.isBlank() && row.length() <= 16, "row: 1 to 16 characters");
            require(seats >= 1 && seats <= SEATS_MAX, "seats: 1 to " + SEATS_MAX);
            require(firstSeat >= 0 && firstSeat <= 100_000, "firstSeat: 0 to 100000");
            firstSeat = firstSeat == 0 ? 1 : firstSeat;
            require(
                    Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(pitch) && pitch >= 0,
                    "x, y, pitch: finite numbers");
            pitch = pitch == 0 ? PITCH_DEFAULT : pitch;
            accessible = accessible == null ? List.of() : List.copyOf(accessible);
            for (Accessible seat : accessible) {
                require(seat.seat < seats, "accessible: seat " + seat.seat + " is beyond the row");
            }
        }
    }

    /**
     * A seat with a property of its own.
     *
     * @param seat its index in the row, from 0
     * @param kind {@code wheelchair}, {@code companion} or {@code restrictedView}
     */
    public record Accessible(int seat, String kind) {
        private static final Set<String> KINDS = Set.of("wheelchair", "companion", "restrictedView");

        public Accessible {
            require(seat >= 0, "seat: 0 or more");
            require(kind != null && KINDS.contains(kind), "kind: wheelchair, companion or restrictedView");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static String reason(JsonMappingException bad) {
        String path = bad.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
        String what = bad.getCause() instanceof IllegalArgumentException refused
                ? String.valueOf(refused.getMessage())
                : bad.getOriginalMessage().lines().findFirst().orElse("wrong type");
        return path.isEmpty() ? what : path + ": " + what;
    }
}
