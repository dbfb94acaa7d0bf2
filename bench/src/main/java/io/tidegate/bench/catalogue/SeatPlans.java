package io.tidegate.bench.catalogue;

import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Accessible;
import io.tidegate.layout.VenueLayout.Row;
import io.tidegate.layout.VenueLayout.Section;
import java.util.ArrayList;
import java.util.List;

/** Seat map templates by a venue's kind, each with exactly the venue's capacity. Tiers go from the stage outwards. */
public final class SeatPlans {
    private static final double ROW_PITCH = 0.9;
    private static final double SEAT_PITCH = 0.5;
    private static final double AISLE = 2;

    private SeatPlans() {}

    /** A tier: what it is called, its share of the capacity in percent, and how large its blocks are. */
    private record Tier(String id, String name, int percent, int rows, int seatsARow) {
        boolean standing() {
            return rows == 0;
        }

        static Tier standing(String id, String name, int percent) {
            return new Tier(id, name, percent, 0, 0);
        }
    }

    /** The last tier takes what is left. */
    private static List<Tier> tiers(Venue.Kind kind, int capacity) {
        return switch (kind) {
            case club ->
                capacity < 1000
                        ? List.of(Tier.standing("GA", "General admission", 100))
                        : List.of(
                                Tier.standing("GA", "Floor, standing", 80), new Tier("BALCONY", "Balcony", 20, 10, 20));
            case theatre ->
                List.of(
                        new Tier("STALLS", "Stalls", 50, 22, 24),
                        new Tier("CIRCLE", "Circle", 30, 10, 32),
                        new Tier("BALCONY", "Balcony", 20, 10, 32));
            case hall ->
                List.of(
                        new Tier("PARKETT", "Orchestra", 40, 25, 30),
                        new Tier("TIER1", "First tier", 30, 20, 30),
                        new Tier("TIER2", "Second tier", 30, 20, 30));
            case arena ->
                List.of(
                        Tier.standing("FLOOR", "Floor, standing", 20),
                        new Tier("LOWER", "Lower tier", 35, 25, 28),
                        new Tier("UPPER", "Upper tier", 45, 30, 30));
            case stadium ->
                List.of(
                        Tier.standing("PITCH", "Pitch, standing", 15),
                        new Tier("LOWER", "Lower tier", 30, 40, 50),
                        new Tier("MIDDLE", "Middle tier", 20, 40, 50),
                        new Tier("UPPER", "Upper tier", 35, 40, 50));
        };
    }

    /** The venue's template. */
    public static VenueLayout of(Venue venue) {
        List<Section> sections = new ArrayList<>();
        List<Tier> tiers = tiers(venue.kind(), venue.capacity());
        int left = venue.capacity();
        double front = 0;
        for (Tier tier : tiers) {
            boolean last = tier.equals(tiers.getLast());
            int places = last ? left : venue.capacity() * tier.percent / 100;
            left -= places;
            if (tier.standing()) {
                sections.add(new Section(tier.id, tier.name, "generalAdmission", places, List.of(), 0, front));
            } else {
                sections.addAll(blocks(tier, places, front));
            }
            front += (tier.standing() ? 20 : tier.rows) * ROW_PITCH + AISLE;
        }
        return new VenueLayout(sections);
    }

    /** Blocks side by side around the middle, as equal as rows of one length allow. */
    private static List<Section> blocks(Tier tier, int places, double front) {
        int count = Math.ceilDiv(places, tier.rows * tier.seatsARow);
        double width = tier.seatsARow * SEAT_PITCH + AISLE;
        List<Section> blocks = new ArrayList<>();
        for (int i = 0, left = places; i < count; i++) {
            int seats = left / (count - i);
            left -= seats;
            String number = count == 1 ? "" : " " + (i + 1);
            blocks.add(new Section(
                    tier.id + (count == 1 ? "" : "-" + (i + 1)),
                    tier.name + number,
                    "seated",
                    0,
                    rows(seats, tier.seatsARow),
                    (i - count / 2.0) * width,
                    front));
        }
        return blocks;
    }

    private static List<Row> rows(int seats, int seatsARow) {
        List<Row> rows = new ArrayList<>();
        for (int left = seats; left > 0; left -= seatsARow) {
            int number = rows.size();
            int here = Math.min(left, seatsARow);
            boolean wheelchairs = number == 0 && here > 2;
            rows.add(new Row(
                    label(number),
                    here,
                    1,
                    (seatsARow - here) * SEAT_PITCH / 2,
                    number * ROW_PITCH,
                    0,
                    wheelchairs
                            ? List.of(new Accessible(0, "wheelchair"), new Accessible(1, "companion"))
                            : List.of()));
        }
        return rows;
    }

    /** A to Z, then AA to AZ, and so on. */
    private static String label(int row) {
        String last = Character.toString('A' + row % 26);
        return row < 26 ? last : label(row / 26 - 1) + last;
    }
}
