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

    private Halls() {}

    /** A hall of 1,000: a standing floor, stalls on either side with wheelchair places, a circle and a balcony. */
    public static VenueLayout concertHall() {
        return new VenueLayout(List.of(
                new Section("FLOOR", "Floor, standing", GENERAL_ADMISSION, 200, List.of(), 0, 0),
                section("STALLS-L", "Stalls left", 12, 16, -12, 4, wheelchairs()),
                section("STALLS-R", "Stalls right", 12, 16, 12, 4, wheelchairs()),
                section("CIRCLE", "Circle", 8, 32, -8, 18, List.of()),
                section("BALCONY", "Balcony", 5, 32, -8, 27, List.of(new Accessible(0, "restrictedView")))));
    }

    /** A hall of exactly so many tickets, one in ten for standing, the others in sections of at most 25 rows. */
    public static VenueLayout ofSize(int tickets) {
        List<Section> sections = new ArrayList<>();
        int standing = tickets / STANDING_SHARE;
        if (standing > 0) {
            sections.add(new Section("FLOOR", "Floor, standing", GENERAL_ADMISSION, standing, List.of(), 0, 0));
        }
        int rowSeats = Math.max(SEATS_A_ROW, (tickets - standing + ROWS_IN_ALL_MAX - 1) / ROWS_IN_ALL_MAX);
        for (int left = tickets - standing; left > 0; left -= ROWS_MAX * rowSeats) {
            String id = "B" + (sections.size() + (standing > 0 ? 0 : 1));
            sections.add(new Section(
                    id,
                    "Block " + id,
                    SEATED,
                    0,
                    rows(Math.min(left, ROWS_MAX * rowSeats), rowSeats),
                    20.0 * sections.size(),
                    6));
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
