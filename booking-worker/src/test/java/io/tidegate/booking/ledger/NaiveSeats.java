package io.tidegate.booking.ledger;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout.Section;
import io.tidegate.wire.BestAvailable;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.TicketChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Judges seats by trying every other choice. Empty: nothing to say against it; else the refusal that is due. */
final class NaiveSeats {
    private static final double SAME = 1e-3; // metres

    private final TicketNumbers numbers;

    NaiveSeats(TicketNumbers numbers) {
        this.numbers = numbers;
    }

    int capacity() {
        return numbers.capacity();
    }

    int section(int ticket) {
        return numbers.section(ticket);
    }

    private Section of(int section) {
        return numbers.layout().sections().get(section);
    }

    private boolean kept(int ticket, Set<String> freed) {
        String kind = numbers.seat(ticket).accessibility();
        return (kind.equals("wheelchair") || kind.equals("companion"))
                && !freed.contains(of(section(ticket)).sectionId());
    }

    private boolean is(int ticket, String kind) {
        return numbers.seat(ticket).accessibility().equals(kind);
    }

    String judgePicked(Reserve reserve, boolean[] free, Set<String> freed, boolean blockSingles) {
        List<Integer> picked =
                reserve.getTicketsList().stream().map(TicketChoice::getTicketNo).toList();
        List<String> lane = reserve.getAllowance().getSectionIdsList();
        if (!lane.isEmpty()
                && picked.stream().anyMatch(t -> !lane.contains(of(section(t)).sectionId()))) {
            return "LIMIT_EXCEEDED";
        }
        if (picked.stream().anyMatch(t -> kept(t, freed) && is(t, "companion"))
                && picked.stream().noneMatch(t -> is(t, "wheelchair"))) {
            return "ACCESSIBLE_KEPT";
        }
        if (!picked.stream().allMatch(t -> free[t])) {
            return "TICKETS_TAKEN";
        }
        return blockSingles && leavesSingle(picked, free, freed) ? "LEAVES_SINGLE_SEAT" : "";
    }

    private boolean leavesSingle(List<Integer> picked, boolean[] free, Set<String> freed) {
        for (List<Integer> row : rows()) {
            if (!of(section(row.getFirst())).seated()) {
                continue;
            }
            for (List<Integer> run : runs(row, free, freed)) {
                List<Integer> left = new ArrayList<>(run);
                left.removeAll(picked);
                boolean alone = left.stream()
                        .anyMatch(t -> !left.contains(t - 1)
                                && !left.contains(t + 1)
                                && (picked.contains(t - 1) || picked.contains(t + 1)));
                if (alone && left.size() != 1) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<List<Integer>> rows() {
        int[] starts = numbers.rowStarts();
        List<List<Integer>> rows = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            int end = i + 1 < starts.length ? starts[i + 1] : capacity();
            rows.add(IntStream.range(starts[i], end).boxed().toList());
        }
        return rows;
    }

    /** Neighbours that are free and for everyone. */
    private List<List<Integer>> runs(List<Integer> row, boolean[] free, Set<String> freed) {
        List<List<Integer>> runs = new ArrayList<>();
        List<Integer> run = new ArrayList<>();
        for (int ticket : row) {
            if (free[ticket] && !kept(ticket, freed)) {
                run.add(ticket);
            } else if (!run.isEmpty()) {
                runs.add(run);
                run = new ArrayList<>();
            }
        }
        if (!run.isEmpty()) {
            runs.add(run);
        }
        return runs;
    }

    /** How good a choice is; smaller is better. */
    private record Rank(int step, int section, int spread, double distance) {
        static final Rank WORST = new Rank(9, 0, 0, 0);

        boolean isBetterThan(Rank other) {
            if (step != other.step || section != other.section || spread != other.spread) {
                return step != other.step
                        ? step < other.step
                        : section != other.section ? section < other.section : spread < other.spread;
            }
            return distance < other.distance - SAME;
        }
    }

    String judgeChoice(
            Reserve reserve,
            boolean[] free,
            Set<String> freed,
            IntPredicate mayComeBack,
            SaleTerms terms,
            List<Integer> chosen) {
        BestAvailable best = reserve.getBestAvailable();
        boolean general = reserve.hasGeneralAdmission();
        String named = general ? reserve.getGeneralAdmission().getSectionId() : best.getSectionId();
        int quantity = general ? reserve.getGeneralAdmission().getQuantity() : best.getQuantity();
        List<String> lane = reserve.getAllowance().getSectionIdsList();
        if (!named.isEmpty() && !lane.isEmpty() && !lane.contains(named)) {
            return "LIMIT_EXCEEDED";
        }
        boolean[] suits = new boolean[numbers.layout().sections().size()];
        for (int s = 0; s < suits.length; s++) {
            String id = of(s).sectionId();
            var price = terms.getSections(s).getPrices(0);
            suits[s] = (named.isEmpty() || named.equals(id))
                    && (lane.isEmpty() || lane.contains(id))
                    && (best.getPriceMax() == 0
                            || price.getFace() + price.getFees() + price.getTax() <= best.getPriceMax());
        }
        Rank possible =
                best.getWheelchair() > 0 ? party(best, free, freed, suits) : possible(quantity, free, freed, suits);
        if (possible.equals(Rank.WORST)) {
            boolean later = IntStream.range(0, suits.length).anyMatch(s -> suits[s] && mayComeBack.test(s));
            return later ? "TEMPORARILY_UNAVAILABLE" : "SOLD_OUT";
        }
        if (chosen.isEmpty()) {
            return ""; // the limits may still refuse it
        }
        boolean fits = chosen.size() == quantity
                && chosen.stream().distinct().count() == quantity
                && chosen.stream().allMatch(t -> free[t] && suits[section(t)]);
        Rank is = best.getWheelchair() > 0 ? rankOfParty(chosen, best, freed) : rank(chosen, free, freed);
        return fits && !possible.isBetterThan(is) ? "" : "a better choice: " + possible + " than " + is + chosen;
    }

    private Rank possible(int quantity, boolean[] free, Set<String> freed, boolean[] suits) {
        Rank best = Rank.WORST;
        List<List<Integer>> candidates = new ArrayList<>();
        int all = 0;
        for (int s = 0; s < suits.length; s++) {
            List<Integer> ofSection = new ArrayList<>();
            for (List<Integer> row : rows()) {
                if (section(row.getFirst()) == s && suits[s]) {
                    List<Integer> open = runs(row, free, freed).stream()
                            .flatMap(List::stream)
                            .toList();
                    ofSection.addAll(open);
                    subsets(open, quantity, 0, new ArrayList<>(), candidates, of(s).seated());
                }
            }
            all += ofSection.size();
            if (ofSection.size() >= quantity) {
                Rank split = new Rank(3, s, 0, 0);
                best = split.isBetterThan(best) ? split : best;
            }
        }
        if (all >= quantity && best.equals(Rank.WORST)) {
            best = new Rank(4, 0, 0, 0);
        }
        for (List<Integer> candidate : candidates) {
            Rank rank = rank(candidate, free, freed);
            best = rank.isBetterThan(best) ? rank : best;
        }
        return best;
    }

    private static void subsets(
            List<Integer> of, int size, int from, List<Integer> begun, List<List<Integer>> into, boolean all) {
        if (begun.size() == size) {
            into.add(List.copyOf(begun));
            return;
        }
        for (int i = from; i < of.size() && (all || into.isEmpty() || begun.size() > 0 || i == 0); i++) {
            begun.add(of.get(i));
            subsets(of, size, i + 1, begun, into, all);
            begun.removeLast();
            if (!all) {
                return; // any places of a general-admission section are as good
            }
        }
    }

    private Rank rank(List<Integer> chosen, boolean[] free, Set<String> freed) {
        if (chosen.stream().anyMatch(t -> kept(t, freed))) {
            return Rank.WORST;
        }
        int section = section(chosen.getFirst());
        if (chosen.stream().anyMatch(t -> section(t) != section)) {
            return new Rank(4, 0, 0, 0);
        }
        if (!of(section).seated()) {
            return new Rank(0, section, 0, 0);
        }
        List<Integer> row = rows().stream()
                .filter(r -> r.contains(chosen.getFirst()))
                .findFirst()
                .orElseThrow();
        if (!row.containsAll(chosen)) {
            return new Rank(3, section, 0, 0);
        }
        int first = chosen.stream().mapToInt(t -> t).min().orElseThrow();
        int last = chosen.stream().mapToInt(t -> t).max().orElseThrow();
        double distance = distance(section, first, last);
        if (last - first > chosen.size() - 1) {
            return new Rank(2, section, last - first, distance);
        }
        List<Integer> run = runs(row, free, freed).stream()
                .filter(r -> r.contains(first))
                .findFirst()
                .orElseThrow();
        boolean single = first - run.getFirst() == 1 || run.getLast() - last == 1;
        return new Rank(single ? 1 : 0, section, 0, distance);
    }

    /** From between two seats of a row to the middle of the section's front edge. */
    private double distance(int section, int first, int last) {
        double left = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double front = Double.MAX_VALUE;
        for (var row : of(section).rows()) {
            left = Math.min(left, row.x());
            right = Math.max(right, row.x() + (row.seats() - 1) * row.pitch());
            front = Math.min(front, row.y());
        }
        int start =
                IntStream.of(numbers.rowStarts()).filter(s -> s <= first).max().orElseThrow();
        int inSection = (int) IntStream.of(numbers.rowStarts())
                .filter(s -> s >= numbers.first(section) && s < start)
                .count();
        var row = of(section).rows().get(inSection);
        double x = row.x() + ((first + last) / 2.0 - start) * row.pitch() - (left + right) / 2;
        // A layout that is drawn without depth has its rows a metre apart.
        boolean flat = of(section).rows().stream().allMatch(r -> r.y() == row.y());
        return Math.hypot(x, flat ? inSection : row.y() - front);
    }

    private Rank party(BestAvailable wanted, boolean[] free, Set<String> freed, boolean[] suits) {
        Rank best = Rank.WORST;
        for (int s = 0; s < suits.length; s++) {
            if (!suits[s]) {
                continue;
            }
            List<Integer> all = new ArrayList<>();
            for (List<Integer> row : rows()) {
                if (section(row.getFirst()) == s) {
                    all.addAll(row);
                    Rank here = new Rank(0, s, 0, 0);
                    best = hosts(wanted, row, free, freed) && here.isBetterThan(best) ? here : best;
                }
            }
            Rank here = new Rank(1, s, 0, 0);
            best = hosts(wanted, all, free, freed) && here.isBetterThan(best) ? here : best;
        }
        return best;
    }

    private boolean hosts(BestAvailable wanted, List<Integer> seats, boolean[] free, Set<String> freed) {
        long places = seats.stream().filter(t -> free[t] && is(t, "wheelchair")).count();
        long beside = seats.stream()
                .filter(t -> free[t] && is(t, "companion") && kept(t, freed))
                .count();
        long open = seats.stream().filter(t -> free[t] && !kept(t, freed)).count();
        long openPlaces = seats.stream()
                .filter(t -> free[t] && is(t, "wheelchair") && !kept(t, freed))
                .count();
        int others = wanted.getQuantity() - wanted.getWheelchair();
        long used = Math.min(openPlaces, wanted.getWheelchair());
        return places >= wanted.getWheelchair() && Math.min(beside, wanted.getCompanions()) + open - used >= others;
    }

    private Rank rankOfParty(List<Integer> chosen, BestAvailable wanted, Set<String> freed) {
        int section = section(chosen.getFirst());
        List<Integer> others = chosen.subList(wanted.getWheelchair(), chosen.size());
        boolean right = chosen.stream().limit(wanted.getWheelchair()).allMatch(t -> is(t, "wheelchair"))
                && chosen.stream().allMatch(t -> section(t) == section)
                && others.stream().filter(t -> kept(t, freed)).allMatch(t -> is(t, "companion"))
                && others.stream().filter(t -> kept(t, freed)).count() <= wanted.getCompanions();
        boolean oneRow = rows().stream().anyMatch(row -> row.containsAll(chosen));
        return right ? new Rank(oneRow ? 0 : 1, section, 0, 0) : Rank.WORST;
    }
}
