package io.tidegate.booking.ledger;

import io.tidegate.wire.BestAvailable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Wheelchair places with their companions: all in one row, as close together as can be, and of those the nearest to the
 * section's focal point; otherwise within one section. Companions get seats that are kept for them, then any seat; the
 * rest of the party gets any.
 */
final class AccessibleFinder {
    private static final int[] NONE = {};

    private final SeatIndex index;
    private final IntPredicate isFree;
    private final int[] suitable;

    AccessibleFinder(SeatIndex index, IntPredicate isFree, int[] suitable) {
        this.index = index;
        this.isFree = isFree;
        this.suitable = suitable;
    }

    int[] find(BestAvailable wanted) {
        for (int section : suitable) {
            int[] found = inOneRow(section, wanted);
            if (found.length > 0) {
                return found;
            }
        }
        for (int section : suitable) {
            int[] found = party(wanted, index.rowStart(index.firstRow(section)), index.sectionEnd(section));
            if (found.length > 0) {
                return found;
            }
        }
        return NONE;
    }

    private int[] inOneRow(int section, BestAvailable wanted) {
        return IntStream.range(index.firstRow(section), index.endRow(section))
                .mapToObj(row -> party(wanted, index.rowStart(row), index.rowEnd(row)))
                .filter(found -> found.length > 0)
                .min(Comparator.comparingInt(AccessibleFinder::spread).thenComparingDouble(this::distance))
                .orElse(NONE);
    }

    /** The party on tickets from {@code start} to {@code end}; wheelchair places come first. */
    private int[] party(BestAvailable wanted, int start, int end) {
        int[] places = closest(start, end, wanted.getWheelchair());
        if (places.length == 0) {
            return NONE;
        }
        int near = places[places.length / 2];
        int others = wanted.getQuantity() - wanted.getWheelchair();
        int companions = Math.min(Math.max(wanted.getCompanions(), 0), Math.max(others, 0));
        List<Integer> beside = Stream.concat(
                        nearest(start, end, near, index::isCompanion).limit(companions),
                        nearest(start, end, near, ticket -> !index.isKept(ticket)))
                .distinct()
                .filter(ticket -> IntStream.of(places).noneMatch(place -> place == ticket))
                .limit(Math.max(others, 0))
                .toList();
        return beside.size() < others
                ? NONE
                : IntStream.concat(IntStream.of(places), beside.stream().mapToInt(Integer::intValue))
                        .toArray();
    }

    /** So many free wheelchair places, the closest together. */
    private int[] closest(int start, int end, int count) {
        int[] free = IntStream.range(start, end)
                .filter(t -> index.isWheelchair(t) && isFree.test(t))
                .toArray();
        return IntStream.rangeClosed(0, free.length - count)
                .mapToObj(from -> Arrays.copyOfRange(free, from, from + count))
                .min(Comparator.comparingInt(AccessibleFinder::spread).thenComparingDouble(this::distance))
                .orElse(NONE);
    }

    private Stream<Integer> nearest(int start, int end, int to, IntPredicate which) {
        return IntStream.range(start, end)
                .filter(t -> isFree.test(t) && which.test(t))
                .boxed()
                .sorted(Comparator.comparingInt(t -> Math.abs(t - to)));
    }

    private static int spread(int[] tickets) {
        return IntStream.of(tickets).max().orElse(0)
                - IntStream.of(tickets).min().orElse(0);
    }

    private double distance(int[] tickets) {
        int row = index.row(tickets[0]);
        double aside = index.aside(row, tickets[0] - index.rowStart(row));
        return index.depth(row) * index.depth(row) + aside * aside;
    }
}
