package io.tidegate.bench.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;

/** A venue of {@code venues.csv}. */
public record Venue(
        String name,
        String city,
        String country,
        double latitude,
        double longitude,
        ZoneId timeZone,
        int capacity,
        Kind kind) {
    private static final int COLUMNS = 8;

    /** How its seat map is drawn, and what performs there. */
    public enum Kind {
        club,
        theatre,
        hall,
        arena,
        stadium
    }

    /** All of them, in the file's order. */
    public static List<Venue> all() {
        try (InputStream in = Venue.class.getResourceAsStream("venues.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(Venue::parse)
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Venue parse(String line) {
        String[] columns = line.split("\\|", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("venues.csv: " + line);
        }
        return new Venue(
                columns[0],
                columns[1],
                columns[2],
                Double.parseDouble(columns[3]),
                Double.parseDouble(columns[4]),
                ZoneId.of(columns[5]),
                Integer.parseInt(columns[6]),
                Kind.valueOf(columns[7]));
    }
}
