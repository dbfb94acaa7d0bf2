package io.tidegate.read.page;

import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.read.catalogue.CatalogueEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code GET /events/{eventId}/seatmap}: geometry and numbering. A ticket's id is {@code ticketIdPrefix} and its number
 * in base {@code ticketIdRadix}; numbers run from {@code firstTicketNo} of a row, or of a section without rows.
 */
public record SeatMapPage(
        String eventId,
        int layoutVersion,
        int capacity,
        String ticketIdPrefix,
        int ticketIdRadix,
        List<SectionMap> sections) {
    private static final int RADIX = 32;

    /** A section on the plan; metres. */
    public record SectionMap(
            String sectionId,
            String name,
            String kind,
            int firstTicketNo,
            int capacity,
            double x,
            double y,
            List<RowMap> rows) {}

    /** A row of seats. */
    public record RowMap(
            String row,
            int firstTicketNo,
            int seats,
            int firstSeat,
            double x,
            double y,
            double pitch,
            List<VenueLayout.Accessible> accessible) {}

    public static SeatMapPage of(CatalogueEvent event, TicketNumbers numbers) {
        String firstTicketId = Ids.ticketId(event.id(), 0);
        List<SectionMap> sections = new ArrayList<>();
        for (int i = 0; i < numbers.layout().sections().size(); i++) {
            sections.add(section(numbers.layout().sections().get(i), numbers.first(i)));
        }
        return new SeatMapPage(
                Ids.eventId(event.id()),
                event.layoutVersion(),
                numbers.capacity(),
                firstTicketId.substring(0, firstTicketId.length() - 1),
                RADIX,
                sections);
    }

    private static SectionMap section(VenueLayout.Section section, int firstTicketNo) {
        List<RowMap> rows = new ArrayList<>();
        int ticketNo = firstTicketNo;
        for (VenueLayout.Row row : section.rows()) {
            rows.add(new RowMap(
                    row.row(),
                    ticketNo,
                    row.seats(),
                    row.firstSeat(),
                    row.x(),
                    row.y(),
                    row.pitch(),
                    row.accessible()));
            ticketNo += row.seats();
        }
        return new SectionMap(
                section.sectionId(),
                section.name(),
                section.kind(),
                firstTicketNo,
                section.capacity(),
                section.x(),
                section.y(),
                rows);
    }
}
