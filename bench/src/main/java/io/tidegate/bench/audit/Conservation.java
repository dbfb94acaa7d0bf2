package io.tidegate.bench.audit;

import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Available + held + sold + blocked = capacity, per section. At the end: each ticket number of the layout has one row,
 * with one of the four statuses. At every {@code seq}: a change names tickets of the event only, each once, no number is
 * skipped, and where the log ends it says what the rows say.
 */
final class Conservation implements Invariant {
    @Override
    public String name() {
        return "conservation";
    }

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException {
        checkSections(subject, verdict);
        checkLog(subject, verdict);
    }

    /** How many tickets each section of an event has rows for. */
    @SuppressWarnings("ArrayRecordComponent") // counts as it goes
    private record Sections(TicketNumbers numbers, int[] tickets) {}

    private static void checkSections(Subject subject, Verdict verdict) throws SQLException {
        Map<Long, Sections> events = new TreeMap<>();
        subject.layouts()
                .forEach((event, numbers) -> events.put(
                        event,
                        new Sections(
                                numbers, new int[numbers.layout().sections().size()])));
        subject.query("select event_id, ticket_no, status from ticket", row -> {
            Sections sections = events.get(row.getLong(1));
            int ticket = row.getInt(2);
            String which = "ticket " + ticket + " of " + Ids.eventId(row.getLong(1));
            if (sections == null || ticket < 0 || ticket >= sections.numbers.capacity()) {
                verdict.violation(which + " is in no section");
            } else if (row.getInt(3) < Replay.AVAILABLE || row.getInt(3) > Replay.BLOCKED) {
                verdict.violation(which + " has status " + row.getInt(3));
            } else {
                sections.tickets[sections.numbers.section(ticket)]++;
            }
            verdict.checked(1);
        });
        events.forEach((event, sections) -> compare(event, sections, verdict));
    }

    private static void compare(long event, Sections sections, Verdict verdict) {
        for (int section = 0; section < sections.tickets.length; section++) {
            int capacity = sections.numbers.end(section) - sections.numbers.first(section);
            if (sections.tickets[section] != capacity) {
                String id = sections.numbers.layout().sections().get(section).sectionId();
                verdict.violation("section " + id + " of " + Ids.eventId(event) + " has " + sections.tickets[section]
                        + " tickets, its capacity is " + capacity);
            }
        }
    }

    private static void checkLog(Subject subject, Verdict verdict) throws SQLException {
        Replay.Listener listener = new Replay.Listener() {
            @Override
            public void gap(String what) {
                verdict.violation(what);
            }

            @Override
            public void miscounted(String what) {
                verdict.violation(what);
            }
        };
        Map<Long, Replay> replays = new HashMap<>();
        subject.log()
                .read(batch -> batch.record()
                        .getChangesList()
                        .forEach(change -> replays.computeIfAbsent(change.getEventId(), e -> new Replay(e, listener))
                                .apply(change)));
        subject.query("select event_id, seq from event_ledger", row -> {
            Replay replay = replays.computeIfAbsent(row.getLong(1), e -> new Replay(e, listener));
            if (replay.seq() != row.getLong(2)) {
                verdict.violation(Ids.eventId(row.getLong(1)) + " is at seq " + row.getLong(2)
                        + ", its log ends at seq " + replay.seq());
            }
        });
        subject.query("select event_id, ticket_no, status from ticket", row -> {
            Replay replay = replays.get(row.getLong(1));
            int ticket = row.getInt(2);
            if (replay != null && ticket < replay.capacity() && replay.status(ticket) != row.getByte(3)) {
                verdict.violation("ticket " + ticket + " of " + Ids.eventId(row.getLong(1)) + " is "
                        + Replay.name(row.getByte(3)) + ", by the log " + Replay.name(replay.status(ticket)));
            }
        });
    }
}
