package io.tidegate.bench.promoter;

import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Accessible;
import io.tidegate.layout.VenueLayout.Row;
import io.tidegate.layout.VenueLayout.Section;
import java.util.ArrayList;
import java.util.List;

/** Seat map templates: a concert hall for the demo, and halls of any size for simulated on-sales. */
public final class Halls {
    private static final String SEATED = "seated";
    private static final String GENERAL_ADMISSION = "generalAdmission";
    private static final int ROWS_MAX = 25;
    private static final int SEATS_A_ROW = 32;
    /** More rows would not fit into the largest body that the API takes; larger halls have longer rows. */
    private static final int ROWS_IN_ALL_MAX = 640;
    /** One ticket in so many is for standing. */
    private static final int STANDING_SHARE = 10;
    /** The distance from one row to the next, metres. */
    private static final double ROW_PITCH = 0.9;
    /** From one seat to the next where a row says nothing else, metres. */
    private static final double SEAT_PITCH = 0.5;

    private static final double AISLE = 2;
    /** What somebody who stands takes of the floor, square metres. */
    private static final double STANDING_M2 = 0.45;
    /** Sections side by side. */
    private static final int ABREAST = 6;

    private Halls() {}

    /** A hall of 1,000: a standing floor, stalls on either side with wheelchair places, a circle and a balcony. */
    public static VenueLayout concertHall() {
        return new VenueLayout(List.of(
                new Section("FLOOR", "Floor, standing", GENERAL_ADMISSION, 200, List.of(), -6, 0),
                section("STALLS-L", "Stalls left", 12, 16, -16, 4, wheelchairs()),
                section("STALLS-R", "Stalls right", 12, 16, 8, 4, wheelchairs()),
                section("CIRCLE", "Circle", 8, 32, -8, 18, List.of()),
                section("BALCONY", "Balcony", 5, 32, -8, 27, List.of(new Accessible(0, "restrictedView")))));
    }

    /** A hall of exactly so many tickets, one in ten for standing in front of sections of at most 25 rows. */
    public static VenueLayout ofSize(int tickets) {
        List<Section> sections = new ArrayList<>();
        int standing = tickets / STANDING_SHARE;
        int depth = (int) Math.ceil(Math.sqrt(standing * STANDING_M2));
        if (standing > 0) {
            sections.add(new Section("FLOOR", "Floor, standing", GENERAL_ADMISSION, standing, List.of(), 0, 0));
        }
        int rowSeats = Math.max(SEATS_A_ROW, (tickets - standing + ROWS_IN_ALL_MAX - 1) / ROWS_IN_ALL_MAX);
        int block = ROWS_MAX * rowSeats;
        for (int left = tickets - standing, number = 0; left > 0; left -= block, number++) {
            String id = "B" + (number + 1);
            int line = number / ABREAST;
            double x = number % ABREAST * (rowSeats * SEAT_PITCH + AISLE);
            double y = depth + AISLE + line * (ROWS_MAX + AISLE);
            sections.add(new Section(id, "Block " + id, SEATED, 0, rows(Math.min(left, block), rowSeats), x, y));
        }
        return new VenueLayout(sections);
    }

    private static List<Accessible> wheelchairs() {
        return List.of(new Accessible(0, "wheelchair"), new Accessible(1, "companion"));
    }

    /** A section of like rows; the first has the seats that are not like the others. */
    private static Section section(
            String id, String name, int rows, int seats, double x, double y, List<Accessible> accessible) {
        List<Row> list = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            list.add(new Row(label(row), seats, 1, 0, row * ROW_PITCH, 0, row == 0 ? accessible : List.of()));
        }
        return new Section(id, name, SEATED, 0, list, x, y);
    }

    private static List<Row> rows(int seats, int rowSeats) {
        List<Row> rows = new ArrayList<>();
        for (int left = seats; left > 0; left -= rowSeats) {
            rows.add(
                    new Row(label(rows.size()), Math.min(left, rowSeats), 1, 0, rows.size() * ROW_PITCH, 0, List.of()));
        }
        return rows;
    }

    private static String label(int row) {
        return Character.toString('A' + row);
    }
}
