package io.tidegate.read.availability;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The last changes of an event, without a gap, up to a limit; the oldest go first. Not thread-safe. */
final class DeltaLog {
    private final int deltasMax;
    private final ArrayDeque<Delta> deltas = new ArrayDeque<>();

    DeltaLog(int deltasMax) {
        this.deltasMax = deltasMax;
    }

    void add(Delta delta) {
        if (deltas.size() == deltasMax) {
            deltas.removeFirst();
        }
        deltas.addLast(delta);
    }

    /** All changes after {@code since} as one, each ticket in its last status; empty: no longer known. */
    Optional<Delta> since(long since) {
        if (deltas.isEmpty()
                || since < deltas.getFirst().from()
                || since > deltas.getLast().seq()) {
            return Optional.empty();
        }
        BitSet seen = new BitSet();
        List<IntStream.Builder> tickets = Stream.generate(IntStream::builder)
                .limit(TicketStatus.values().length)
                .toList();
        for (Iterator<Delta> newestFirst = deltas.descendingIterator(); newestFirst.hasNext(); ) {
            Delta delta = newestFirst.next();
            if (delta.seq() <= since) {
                break;
            }
            delta.forEach((status, ticketNo) -> {
                if (!seen.get(ticketNo)) {
                    seen.set(ticketNo);
                    tickets.get(status.code()).add(ticketNo);
                }
            });
        }
        List<int[]> sorted = tickets.stream().map(DeltaLog::sorted).toList();
        return Optional.of(
                new Delta(since, deltas.getLast().seq(), sorted.get(0), sorted.get(1), sorted.get(2), sorted.get(3)));
    }

    private static int[] sorted(IntStream.Builder tickets) {
        return tickets.build().sorted().toArray();
    }
}
