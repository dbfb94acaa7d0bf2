package io.tidegate.booking.ledger;

import io.tidegate.wire.Block;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.ReviseEvent;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.ScheduleSale;
import io.tidegate.wire.SectionTerms;
import io.tidegate.wire.Unblock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the promoter decides of a sale: its terms, which seats are out of it, and its end. */
final class Scheduling {
    private Scheduling() {}

    /** Makes the sale, or changes its prices, limits and times; what was held or sold keeps its price. */
    static Decision schedule(EventLedger ledger, ScheduleSale command) {
        boolean first = !ledger.isScheduled();
        String wrong = first ? wrong(ledger, command.getTerms()) : wrongChange(ledger, command.getTerms());
        if (wrong != null) {
            return Decision.refuse(Reason.INVALID, wrong);
        }
        return Decision.of(
                new Outcome.SaleScheduled(ledger.capacity(), ledger.seq() + 1),
                new Change.Scheduled(withOurs(ledger, command.getTerms()), first));
    }

    /** What only the writer sets stays as it is. */
    private static SaleTerms withOurs(EventLedger ledger, SaleTerms terms) {
        SaleTerms.Builder kept = terms.toBuilder().setCancelled(false);
        for (int i = 0; i < terms.getSectionsCount(); i++) {
            kept.getSectionsBuilder(i)
                    .setAccessibleFreed(ledger.isScheduled()
                            && ledger.terms().getSections(i).getAccessibleFreed());
        }
        return kept.build();
    }

    private static @Nullable String wrong(EventLedger ledger, SaleTerms terms) {
        var sections = ledger.numbers().layout().sections();
        if (terms.getSectionsCount() != sections.size()) {
            return "The sale has " + terms.getSectionsCount() + " sections, the layout " + sections.size() + ".";
        }
        for (int i = 0; i < sections.size(); i++) {
            SectionTerms section = terms.getSections(i);
            if (!section.getSectionId().equals(sections.get(i).sectionId()) || section.getPricesCount() == 0) {
                return "Section " + sections.get(i).sectionId() + " has no price.";
            }
        }
        boolean bounded =
                terms.getHoldMs() > 0 && terms.getBuyerTicketsMax() > 0 && terms.getClosesAtMs() > terms.getOpensAtMs();
        return bounded ? null : "Hold time, tickets a buyer and a closing after the opening are needed.";
    }

    private static @Nullable String wrongChange(EventLedger ledger, SaleTerms terms) {
        SaleTerms before = ledger.terms();
        if (before.getCancelled()) {
            return "The event is cancelled.";
        }
        String wrong = wrong(ledger, terms);
        if (wrong != null) {
            return wrong;
        }
        if (!before.getCurrency().equals(terms.getCurrency())) {
            return "The currency of a scheduled sale cannot change.";
        }
        if (before.getVenueId() != terms.getVenueId() || before.getLayoutVersion() != terms.getLayoutVersion()) {
            return "The layout of a scheduled sale cannot change.";
        }
        // Tickets that are sold name their price type by its number.
        for (int i = 0; i < before.getSectionsCount(); i++) {
            List<String> had = types(before.getSections(i));
            List<String> have = types(terms.getSections(i));
            if (have.size() < had.size() || !have.subList(0, had.size()).equals(had)) {
                return "Price types of section " + before.getSections(i).getSectionId()
                        + " stay as they are, in their order; further ones may follow.";
            }
        }
        return null;
    }

    /** What tickets hang on stays as it is from the moment they are made. */
    static Decision revise(EventLedger ledger, ReviseEvent wanted) {
        SaleTerms terms = ledger.terms();
        boolean same = wanted.getVenueId() == terms.getVenueId()
                && wanted.getLayoutVersion() == terms.getLayoutVersion()
                && wanted.getCurrency().equals(terms.getCurrency());
        return same
                ? Decision.of(new Outcome.EventRevised(true))
                : Decision.refuse(Reason.EVENT_ON_SALE, "The event's tickets are made.");
    }

    private static List<String> types(SectionTerms section) {
        return section.getPricesList().stream().map(PriceTerms::getPriceType).toList();
    }

    static Decision block(EventLedger ledger, Block command) {
        BitSet wanted = new BitSet();
        String wrong = gather(ledger, command.getTicketNosList(), command.getSectionIdsList(), wanted);
        if (wrong != null) {
            return Decision.refuse(Reason.NOT_FOUND, wrong);
        }
        int[] free = wanted.stream().filter(ledger::isAvailable).toArray();
        int[] taken = wanted.stream().filter(t -> isTaken(ledger, t)).toArray();
        int[] takenOfNamed = command.getTicketNosList().stream()
                .mapToInt(Integer::intValue)
                .filter(t -> isTaken(ledger, t))
                .toArray();
        return new Decision(
                new Outcome.Blocked(free.length, taken.length, takenOfNamed), moved(free, TicketStatus.BLOCKED));
    }

    private static boolean isTaken(EventLedger ledger, int ticket) {
        TicketStatus status = ledger.status(ticket);
        return status == TicketStatus.HELD || status == TicketStatus.SOLD;
    }

    static Decision unblock(EventLedger ledger, Unblock command) {
        BitSet wanted = new BitSet();
        String wrong = gather(ledger, command.getTicketNosList(), command.getSectionIdsList(), wanted);
        if (wrong != null) {
            return Decision.refuse(Reason.NOT_FOUND, wrong);
        }
        int[] blocked = wanted.stream()
                .filter(t -> ledger.status(t) == TicketStatus.BLOCKED)
                .toArray();
        List<Change> changes = new ArrayList<>(moved(blocked, TicketStatus.AVAILABLE));
        if (command.getAccessibleToAll()) {
            SaleTerms freed = accessibleFreed(ledger.terms(), command.getSectionIdsList());
            if (!freed.equals(ledger.terms())) {
                changes.add(new Change.Scheduled(freed, false));
            }
        }
        return new Decision(new Outcome.Unblocked(blocked.length), changes);
    }

    private static SaleTerms accessibleFreed(SaleTerms terms, List<String> sectionIds) {
        SaleTerms.Builder freed = terms.toBuilder();
        for (SectionTerms.Builder section : freed.getSectionsBuilderList()) {
            if (sectionIds.isEmpty() || sectionIds.contains(section.getSectionId())) {
                section.setAccessibleFreed(true);
            }
        }
        return freed.build();
    }

    private static List<Change> moved(int[] tickets, TicketStatus to) {
        return tickets.length == 0 ? List.of() : List.of(new Change.Tickets(tickets, to, 0));
    }

    /** The tickets of both lists; the answer is what is wrong with them. */
    private static @Nullable String gather(
            EventLedger ledger, List<Integer> tickets, List<String> sectionIds, BitSet into) {
        for (int ticket : tickets) {
            if (ticket < 0 || ticket >= ledger.capacity()) {
                return "No such ticket.";
            }
            into.set(ticket);
        }
        for (String id : sectionIds) {
            int section = ledger.numbers().sectionOf(id);
            if (section < 0) {
                return "No section " + id + ".";
            }
            IntStream.range(ledger.numbers().first(section), ledger.numbers().end(section))
                    .forEach(into::set);
        }
        return null;
    }

    /** Ends the sale at once; what becomes of holds and orders is decided one by one, as time lets it. */
    static Decision cancel(EventLedger ledger) {
        Outcome outcome = new Outcome.EventCancelled(ledger.liveHolds(), ledger.validOrders());
        return ledger.isCancelled()
                ? Decision.of(outcome)
                : Decision.of(
                        outcome,
                        new Change.Scheduled(
                                ledger.terms().toBuilder().setCancelled(true).build(), false));
    }
}
