package io.tidegate.booking.ledger;

import io.tidegate.wire.Allowance;
import io.tidegate.wire.BestAvailable;
import io.tidegate.wire.Command;
import io.tidegate.wire.GeneralAdmission;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.Release;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.TicketChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reserving and releasing: all of the wanted tickets or none. */
final class Reserving {
    private final Rules rules;

    Reserving(Rules rules) {
        this.rules = rules;
    }

    Decision reserve(EventLedger ledger, Command command, long nowMs) {
        Reserve reserve = command.getReserve();
        Outcome.Refused closed = notOpen(ledger.terms(), reserve.getAllowance(), nowMs);
        if (closed != null) {
            return Decision.of(closed);
        }
        Hold live = ledger.liveHold(command.getAccountId());
        Hold replaced = replaced(command, live);
        if (live != null && replaced == null) {
            return Decision.of(Outcome.Refused.holdExists(live.holdNo()));
        }
        if (reserve.getReplacesHoldNo() != 0 && replaced == null) {
            return Decision.refuse(Reason.HOLD_EXPIRED, "The hold to replace has ended.");
        }
        Wanted wanted = wanted(ledger, reserve, replaced);
        if (wanted.refused != null) {
            return Decision.of(wanted.refused);
        }
        Outcome.Refused over = overLimit(ledger, command, wanted.tickets, replaced);
        return over != null ? Decision.of(over) : take(ledger, command, wanted, replaced, nowMs);
    }

    private static Outcome.@Nullable Refused notOpen(SaleTerms terms, Allowance allowance, long nowMs) {
        if (terms.getCancelled()) {
            return Outcome.Refused.notOpen("The event is cancelled.", 0);
        }
        if (terms.getClosed() || nowMs >= terms.getClosesAtMs()) {
            return Outcome.Refused.notOpen("The sale is closed.", 0);
        }
        if (nowMs < terms.getOpensAtMs() && !allowance.getEarlyOpening()) {
            return Outcome.Refused.notOpen("The sale has not opened yet.", terms.getOpensAtMs());
        }
        return terms.getPaused() ? Outcome.Refused.notOpen("The sale is paused.", 0) : null;
    }

    private static @Nullable Hold replaced(Command command, @Nullable Hold live) {
        int holdNo = command.getReserve().getReplacesHoldNo();
        return live != null && live.holdNo() == holdNo ? live : null;
    }

    /** The tickets that the command comes down to, or why there are none. */
    @SuppressWarnings("ArrayRecordComponent") // local to a decision
    private record Wanted(int[] tickets, int[] priceNos, Outcome.@Nullable Refused refused) {
        static Wanted refuse(Outcome.Refused refused) {
            return new Wanted(new int[0], new int[0], refused);
        }

        static Wanted firstPrice(int[] tickets) {
            return new Wanted(tickets, new int[tickets.length], null);
        }
    }

    private Wanted wanted(EventLedger ledger, Reserve reserve, @Nullable Hold replaced) {
        return switch (kind(reserve)) {
            case TICKETS -> handPicked(ledger, reserve, replaced);
            case BEST_AVAILABLE -> bestAvailable(ledger, reserve, replaced);
            case GENERAL_ADMISSION -> generalAdmission(ledger, reserve, replaced);
            case NOTHING -> Wanted.refuse(Outcome.Refused.of(Reason.INVALID, "No tickets are named."));
        };
    }

    private enum Kind {
        TICKETS,
        BEST_AVAILABLE,
        GENERAL_ADMISSION,
        NOTHING
    }

    private static Kind kind(Reserve reserve) {
        if (reserve.getTicketsCount() > 0) {
            return Kind.TICKETS;
        }
        if (reserve.hasBestAvailable()) {
            return Kind.BEST_AVAILABLE;
        }
        return reserve.hasGeneralAdmission() ? Kind.GENERAL_ADMISSION : Kind.NOTHING;
    }

    private Wanted bestAvailable(EventLedger ledger, Reserve reserve, @Nullable Hold replaced) {
        BestAvailable wanted = reserve.getBestAvailable();
        String named = wanted.getSectionId();
        Outcome.Refused wrong = wrongQuantity(wanted.getQuantity());
        if (wrong == null && wanted.getQuantity() < wanted.getWheelchair() + wanted.getCompanions()) {
            wrong = Outcome.Refused.of(Reason.INVALID, "Wheelchairs and companions are more than the quantity.");
        }
        if (wrong == null && !named.isEmpty()) {
            wrong = wrongSection(ledger, named, reserve.getAllowance());
        }
        if (wrong != null) {
            return Wanted.refuse(wrong);
        }
        IntPredicate suits = section -> (named.isEmpty() || named.equals(idOf(ledger, section)))
                && sells(reserve.getAllowance(), idOf(ledger, section))
                && (wanted.getPriceMax() == 0 || ledger.priceOfSection(section, 0) <= wanted.getPriceMax());
        int[] found = new SeatFinder(ledger, replaced, suits).bestAvailable(wanted);
        return found.length == 0 ? Wanted.refuse(noneLeft(ledger, suits)) : Wanted.firstPrice(found);
    }

    private Wanted generalAdmission(EventLedger ledger, Reserve reserve, @Nullable Hold replaced) {
        GeneralAdmission wanted = reserve.getGeneralAdmission();
        Outcome.Refused wrong = wrongQuantity(wanted.getQuantity());
        if (wrong == null) {
            wrong = wrongSection(ledger, wanted.getSectionId(), reserve.getAllowance());
        }
        if (wrong != null) {
            return Wanted.refuse(wrong);
        }
        int section = ledger.numbers().sectionOf(wanted.getSectionId());
        if (ledger.index().seated(section)) {
            return Wanted.refuse(Outcome.Refused.of(Reason.INVALID, "The section has numbered seats."));
        }
        int[] found =
                new SeatFinder(ledger, replaced, s -> s == section).generalAdmission(section, wanted.getQuantity());
        return found.length == 0 ? Wanted.refuse(noneLeft(ledger, s -> s == section)) : Wanted.firstPrice(found);
    }

    private Outcome.@Nullable Refused wrongQuantity(int quantity) {
        return quantity < 1 || quantity > rules.reserveTicketsMax()
                ? Outcome.Refused.of(Reason.INVALID, "A quantity of 1 to " + rules.reserveTicketsMax() + ".")
                : null;
    }

    private static Outcome.@Nullable Refused wrongSection(EventLedger ledger, String id, Allowance allowance) {
        if (ledger.numbers().sectionOf(id) < 0) {
            return Outcome.Refused.of(Reason.INVALID, "No section " + id + ".");
        }
        return sells(allowance, id) ? null : Outcome.Refused.limit(0, "Your lane does not sell section " + id + ".");
    }

    private static boolean sells(Allowance allowance, String sectionId) {
        return allowance.getSectionIdsCount() == 0
                || allowance.getSectionIdsList().contains(sectionId);
    }

    private static String idOf(EventLedger ledger, int section) {
        return ledger.terms().getSections(section).getSectionId();
    }

    /** Whether what is held of the suitable sections may come back, or all of it is gone. */
    private static Outcome.Refused noneLeft(EventLedger ledger, IntPredicate suits) {
        boolean mayComeBack = IntStream.range(0, ledger.index().sections())
                .anyMatch(section -> suits.test(section) && ledger.count(section, TicketStatus.HELD) > 0);
        return mayComeBack
                ? Outcome.Refused.of(Reason.TEMPORARILY_UNAVAILABLE, "All that would fit are held; some may come back.")
                : Outcome.Refused.of(Reason.SOLD_OUT, "Nothing that fits is left.");
    }

    private Wanted handPicked(EventLedger ledger, Reserve reserve, @Nullable Hold replaced) {
        int n = reserve.getTicketsCount();
        int[] tickets = new int[n];
        int[] priceNos = new int[n];
        for (int i = 0; i < n; i++) {
            TicketChoice choice = reserve.getTickets(i);
            tickets[i] = choice.getTicketNo();
            Outcome.Refused wrong = wrong(ledger, choice, reserve.getAllowance(), n);
            if (wrong != null) {
                return Wanted.refuse(wrong);
            }
            priceNos[i] = priceNo(ledger.prices(tickets[i]), choice.getPriceType());
        }
        if (IntStream.of(tickets).distinct().count() < n
                || IntStream.of(priceNos).anyMatch(no -> no < 0)) {
            return Wanted.refuse(
                    Outcome.Refused.of(Reason.INVALID, "A ticket is named twice, or has no such price type."));
        }
        if (companionAlone(ledger, tickets)) {
            return Wanted.refuse(Outcome.Refused.of(
                    Reason.ACCESSIBLE_KEPT, "A companion's seat is kept for who comes with a wheelchair."));
        }
        int[] taken =
                IntStream.of(tickets).filter(t -> !isFree(ledger, t, replaced)).toArray();
        if (taken.length > 0) {
            return Wanted.refuse(Outcome.Refused.taken(taken));
        }
        if (ledger.terms().getBlockSingleSeats() && SingleSeatRule.leavesOne(ledger, tickets, replaced)) {
            return Wanted.refuse(
                    Outcome.Refused.of(Reason.LEAVES_SINGLE_SEAT, "This would leave a single seat alone."));
        }
        return new Wanted(tickets, priceNos, null);
    }

    private Outcome.@Nullable Refused wrong(EventLedger ledger, TicketChoice choice, Allowance allowance, int n) {
        int ticket = choice.getTicketNo();
        if (n > rules.reserveTicketsMax()) {
            return Outcome.Refused.limit(rules.reserveTicketsMax(), "Too many tickets at once.");
        }
        if (ticket < 0 || ticket >= ledger.capacity()) {
            return Outcome.Refused.of(Reason.NOT_FOUND, "No such ticket.");
        }
        return wrongSection(ledger, idOf(ledger, ledger.numbers().section(ticket)), allowance);
    }

    /** Who picks a wheelchair place by hand says that it is needed; a companion comes with one. */
    private static boolean companionAlone(EventLedger ledger, int[] tickets) {
        SeatIndex index = ledger.index();
        return IntStream.of(tickets).anyMatch(t -> index.isKept(t) && index.isCompanion(t))
                && IntStream.of(tickets).noneMatch(index::isWheelchair);
    }

    private static boolean isFree(EventLedger ledger, int ticket, @Nullable Hold replaced) {
        return ledger.isAvailable(ticket) || (replaced != null && ledger.holdOf(ticket) == replaced.holdNo());
    }

    private static int priceNo(List<PriceTerms> prices, String priceType) {
        if (priceType.isEmpty()) {
            return 0;
        }
        for (int i = 0; i < prices.size(); i++) {
            if (prices.get(i).getPriceType().equals(priceType)) {
                return i;
            }
        }
        return -1;
    }

    private static Outcome.@Nullable Refused overLimit(
            EventLedger ledger, Command command, int[] tickets, @Nullable Hold replaced) {
        Allowance allowance = command.getReserve().getAllowance();
        int back = replaced == null ? 0 : replaced.tickets().length;
        int limit = allowance.getTicketsMax() > 0
                ? Math.min(allowance.getTicketsMax(), ledger.terms().getBuyerTicketsMax())
                : ledger.terms().getBuyerTicketsMax();
        if (ledger.ticketsOfBuyer(command.getAccountId()) - back + tickets.length > limit) {
            return Outcome.Refused.limit(limit, "At most " + limit + " tickets a buyer.");
        }
        boolean sameLane = replaced != null && replaced.lane().equals(allowance.getLane());
        long ofLane = ledger.ticketsOfLane(allowance.getLane()) - (sameLane ? back : 0) + tickets.length;
        return allowance.getLaneTicketsMax() > 0 && ofLane > allowance.getLaneTicketsMax()
                ? Outcome.Refused.limit(0, "This lane's tickets are all held or sold.")
                : null;
    }

    private Decision take(EventLedger ledger, Command command, Wanted wanted, @Nullable Hold replaced, long nowMs) {
        long[] prices = IntStream.range(0, wanted.tickets.length)
                .mapToLong(i -> ledger.price(wanted.tickets[i], wanted.priceNos[i]))
                .toArray();
        // A hold that replaces another does not live longer than it.
        long expiresAtMs = replaced == null ? nowMs + ledger.terms().getHoldMs() : replaced.expiresAtMs();
        Hold hold = new Hold(
                ledger.nextHoldNo(),
                command.getAccountId(),
                command.getReserve().getAllowance().getLane().intern(), // a sale has few, and each hold names one
                command.getCommandId().toByteArray(),
                wanted.tickets,
                wanted.priceNos,
                prices,
                LongStream.of(prices).sum(),
                Hold.State.LIVE,
                nowMs,
                expiresAtMs,
                false,
                null,
                null);
        List<Change> changes = new ArrayList<>(4);
        if (replaced != null) {
            changes.add(new Change.Saved(Paying.ended(replaced, Hold.State.REPLACED), "replaced"));
            int[] back =
                    IntStream.of(replaced.tickets()).filter(t -> !hold.has(t)).toArray();
            changes.add(new Change.Tickets(back, TicketStatus.AVAILABLE, 0));
        }
        changes.add(new Change.Saved(hold, "reserved"));
        changes.add(new Change.Tickets(hold.tickets(), TicketStatus.HELD, hold.holdNo()));
        return new Decision(new Outcome.Reserved(hold), changes);
    }

    Decision release(EventLedger ledger, Command command) {
        Release release = command.getRelease();
        Hold hold = ledger.hold(release.getHoldNo());
        Outcome.Refused not = notReleasable(ledger, hold, command.getAccountId(), release.getHoldNo());
        if (not != null || hold == null) {
            return Decision.of(not == null ? Outcome.Refused.of(Reason.NOT_FOUND, "No such hold.") : not);
        }
        int[] back = release.getTicketNosList().stream()
                .mapToInt(Integer::intValue)
                .distinct()
                .toArray();
        boolean ofHold = Arrays.stream(back).allMatch(hold::has);
        if (!ofHold) {
            return Decision.refuse(Reason.NOT_FOUND, "The ticket is not of this hold.");
        }
        if (back.length == 0 || back.length == hold.tickets().length) {
            return Decision.of(
                    new Outcome.Released(hold.holdNo(), hold.tickets()),
                    new Change.Saved(Paying.ended(hold, Hold.State.RELEASED), "released"),
                    new Change.Tickets(hold.tickets(), TicketStatus.AVAILABLE, 0));
        }
        return hold.hasOpenPayment()
                ? Decision.refuse(Reason.INVALID, "Payment has begun: release the whole hold, or none of it.")
                : Decision.of(
                        new Outcome.Released(hold.holdNo(), back),
                        new Change.Saved(hold.without(back), "ticketReleased"),
                        new Change.Tickets(back, TicketStatus.AVAILABLE, 0));
    }

    private static Outcome.@Nullable Refused notReleasable(
            EventLedger ledger, @Nullable Hold hold, String account, int holdNo) {
        if (hold == null) {
            boolean was = holdNo > 0 && holdNo < ledger.nextHoldNo();
            return was ? Outcome.Refused.of(Reason.HOLD_EXPIRED, "The hold has ended.") : null;
        }
        if (!hold.account().equals(account)) {
            return Outcome.Refused.of(Reason.NOT_FOUND, "No such hold.");
        }
        return switch (hold.state()) {
            case LIVE -> null;
            case CONFIRMED -> Outcome.Refused.ordered(holdNo);
            case RELEASED, EXPIRED, REPLACED -> Outcome.Refused.of(Reason.HOLD_EXPIRED, "The hold has ended.");
        };
    }
}
