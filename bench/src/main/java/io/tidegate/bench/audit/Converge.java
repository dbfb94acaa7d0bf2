package io.tidegate.bench.audit;

import io.tidegate.bench.audit.Subject.Snapshot;
import io.tidegate.ids.Ids;
import io.tidegate.wire.SeatChange;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What readers are told of each event's tickets at a {@code seq} is what the log says of them at that same seq. */
final class Converge implements Invariant {
    @Override
    public String name() {
        return "converge";
    }

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException, IOException {
        Map<Long, Snapshot> told = ask(subject, verdict);
        subject.renew(); // by now all that readers were told is committed
        Map<Long, Replay> replays = new HashMap<>();
        Set<Long> compared = new TreeSet<>();
        subject.log().read(batch -> {
            for (SeatChange change : batch.record().getChangesList()) {
                Snapshot snapshot = told.get(change.getEventId());
                if (snapshot == null || snapshot.seq() < change.getSeq()) {
                    continue;
                }
                Replay replay =
                        replays.computeIfAbsent(change.getEventId(), e -> new Replay(e, new Replay.Listener() {}));
                replay.apply(change);
                if (change.getSeq() == snapshot.seq() && compared.add(change.getEventId())) {
                    compare(replay, snapshot, verdict);
                }
            }
        });
        told.forEach((event, snapshot) -> {
            if (!compared.contains(event)) {
                verdict.violation("readers are told of " + Ids.eventId(event) + " at seq " + snapshot.seq()
                        + ", which was never committed");
            }
        });
    }

    private static Map<Long, Snapshot> ask(Subject subject, Verdict verdict) throws SQLException, IOException {
        Set<Long> events = new TreeSet<>();
        subject.query("select event_id from event_ledger", row -> events.add(row.getLong(1)));
        Map<Long, Snapshot> told = new HashMap<>();
        for (long event : events) {
            Optional<Snapshot> snapshot = subject.availability().snapshot(event);
            if (snapshot.isPresent()) {
                told.put(event, snapshot.get());
            } else {
                verdict.notChecked("readers were told nothing of " + Ids.eventId(event));
            }
        }
        return told;
    }

    private static void compare(Replay replay, Snapshot snapshot, Verdict verdict) {
        byte[] statuses = replay.statuses();
        if (statuses.length != snapshot.statusOfTicket().length) {
            verdict.violation("readers are told of " + snapshot.statusOfTicket().length + " tickets of "
                    + Ids.eventId(replay.event()) + ", which has " + statuses.length);
            return;
        }
        for (int ticket = 0; ticket < statuses.length; ticket++) {
            verdict.checked(1);
            if (statuses[ticket] != snapshot.statusOfTicket()[ticket]) {
                verdict.violation("ticket " + ticket + " of " + Ids.eventId(replay.event()) + " is "
                        + Replay.name(statuses[ticket]) + " at seq " + snapshot.seq() + ", readers are told "
                        + Replay.name(snapshot.statusOfTicket()[ticket]));
            }
        }
    }
}
