package io.tidegate.waitingroom.ticket;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.Geo;
import net.fortuna.ical4j.model.property.Location;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableMethod;
import net.fortuna.ical4j.model.property.immutable.ImmutableStatus;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/** An order's event for the buyer's calendar (RFC 5545). The same order is the same entry, however often it is opened. */
final class CalendarFile {
    static final String MEDIA_TYPE = "text/calendar; charset=utf-8";

    private CalendarFile() {}

    static byte[] of(OrderPaper paper) {
        OrderPaper.Show show = paper.show();
        VEvent event = new VEvent(show.startsAt(), show.endsAt(), show.name());
        event.add(new Uid(paper.orderId() + "@tidegate"));
        event.add(new Location(show.venue() + ", " + show.address()));
        event.add(new Geo(BigDecimal.valueOf(show.latitude()), BigDecimal.valueOf(show.longitude())));
        event.add(new Description(description(paper)));
        event.add(show.cancelled() ? ImmutableStatus.VEVENT_CANCELLED : ImmutableStatus.VEVENT_CONFIRMED);
        Calendar calendar = new Calendar();
        calendar.add(new ProdId("-//Tidegate//Tickets//EN"));
        calendar.add(ImmutableVersion.VERSION_2_0);
        calendar.add(ImmutableCalScale.GREGORIAN);
        calendar.add(ImmutableMethod.PUBLISH);
        calendar.add(event);
        return calendar.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String description(OrderPaper paper) {
        String seats = paper.seats().stream()
                .map(seat -> seat.row().isEmpty()
                        ? seat.section()
                        : seat.section() + ", row " + seat.row() + ", seat " + seat.number())
                .collect(Collectors.joining("\n"));
        return "Order " + paper.orderId() + (seats.isEmpty() ? "" : "\n" + seats);
    }
}
