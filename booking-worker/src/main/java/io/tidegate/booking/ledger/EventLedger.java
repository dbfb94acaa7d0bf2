package io.tidegate.booking.ledger;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.SaleTerms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one event: a status and a hold number a ticket in primitive arrays, the holds that can still change by
 * themselves, and what each buyer and lane has. Changed only by {@link #apply}; one thread at a time.
 *
 * <p>A hold that is settled, such as a captured order's, may be {@link #forget forgotten}: what it owns stays in the
 * arrays and the counts. Before a command changes it, it has to be {@link #recall recalled}.
 */
public final class EventLedger {
    private final long event;
    private final TicketNumbers numbers;
    private final byte[] status;
    private final int[] holdOf;
    private final SeatIndex index;
    private final int[] countOfStatus; // by section, then status
    private final Map<Integer, Hold> holds = new HashMap<>();
    private final Map<String, Integer> liveHoldOf = new HashMap<>();
    private final BuyerCounts ticketsOfBuyer = new BuyerCounts();
    private final Map<String, Long> ticketsOfLane = new HashMap<>();
    private @Nullable SaleTerms terms;
    private long seq;
    private int nextHoldNo = 1;
    private int validOrders;

    public EventLedger(long event, TicketNumbers numbers) {
        this.event = event;
        this.numbers = numbers;
        this.status = new byte[numbers.capacity()];
        this.holdOf = new int[numbers.capacity()];
        this.index = new SeatIndex(numbers);
        this.countOfStatus = new int[index.sections() * TicketStatus.KINDS];
        for (int section = 0; section < index.sections(); section++) {
            countOfStatus[section * TicketStatus.KINDS] = numbers.end(section) - numbers.first(section);
        }
    }

    /**
     * Sets what a stored event stood at, once its tickets are applied, their owners counted, and the holds recalled that
     * are not settled.
     */
    public void restore(SaleTerms storedTerms, long storedSeq, int storedNextHoldNo, int storedValidOrders) {
        set(storedTerms);
        seq = storedSeq;
        nextHoldNo = storedNextHoldNo;
        validOrders = storedValidOrders;
    }

    /** A ticket is at this status. */
    public void restoreTicket(int ticket, TicketStatus status, int holdNo) {
        move(ticket, status, holdNo);
    }

    /** A buyer has so many tickets, which came by the lane, and stand in the arrays already. */
    public void restoreOwner(String account, String lane, int tickets) {
        ticketsOfBuyer.add(account, tickets);
        ticketsOfLane.merge(lane, (long) tickets, Long::sum);
    }

    /** Puts a stored hold back into memory, whose tickets are counted already. */
    public void recall(Hold hold) {
        holds.put(hold.holdNo(), hold);
        if (hold.isLive()) {
            liveHoldOf.put(hold.account(), hold.holdNo());
        }
    }

    /** Applies the changes of one decision; one {@code seq} if there are any. */
    public void apply(List<Change> changes) {
        changes.forEach(this::apply);
        if (!changes.isEmpty()) {
            seq++;
        }
    }

    /** Applies one change, without a {@code seq} of its own. */
    public void apply(Change change) {
        switch (change) {
            case Change.Tickets moved -> {
                for (int ticket : moved.tickets()) {
                    move(ticket, moved.status(), moved.holdNo());
                }
            }
            case Change.Saved saved -> save(saved.hold());
            case Change.Scheduled scheduled -> set(scheduled.terms());
        }
    }

    private void set(SaleTerms next) {
        for (int section = 0; section < next.getSectionsCount(); section++) {
            boolean wasFreed = terms != null && terms.getSections(section).getAccessibleFreed();
            if (next.getSections(section).getAccessibleFreed() && !wasFreed) {
                index.freeAccessible(section);
            }
        }
        terms = next;
    }

    private void move(int ticket, TicketStatus to, int holdNo) {
        int counts = index.sectionOfRow(index.row(ticket)) * TicketStatus.KINDS;
        countOfStatus[counts + status[ticket]]--;
        countOfStatus[counts + to.code()]++;
        index.set(ticket, to == TicketStatus.AVAILABLE);
        status[ticket] = to.code();
        holdOf[ticket] = holdNo;
    }

    private void save(Hold hold) {
        Hold before = holds.get(hold.holdNo());
        count(before, -1);
        count(hold, 1);
        if (before != null && before.isLive() && !hold.isLive()) {
            liveHoldOf.remove(hold.account(), hold.holdNo());
        }
        if (hold.isLive()) {
            liveHoldOf.put(hold.account(), hold.holdNo());
        }
        holds.put(hold.holdNo(), hold);
        nextHoldNo = Math.max(nextHoldNo, hold.holdNo() + 1);
    }

    private void count(@Nullable Hold hold, int sign) {
        if (hold != null && hold.ownsTickets()) {
            int n = sign * hold.tickets().length;
            ticketsOfBuyer.add(hold.account(), n);
            ticketsOfLane.merge(hold.lane(), (long) n, (a, b) -> a + b == 0 ? null : a + b);
        }
        validOrders += hold != null && hold.hasValidOrder() ? sign : 0;
    }

    /** Forgets the hold if it is settled; if it is not there, or not settled, nothing happens. */
    public void forget(int holdNo) {
        Hold hold = holds.get(holdNo);
        if (hold != null && isSettled(hold)) {
            holds.remove(holdNo);
        }
    }

    /** Whether nothing happens to the hold unless somebody asks for it. */
    public boolean isSettled(Hold hold) {
        return hold.isSettled() && deadlineMs(hold) == Long.MAX_VALUE;
    }

    public long event() {
        return event;
    }

    public TicketNumbers numbers() {
        return numbers;
    }

    public long seq() {
        return seq;
    }

    public int nextHoldNo() {
        return nextHoldNo;
    }

    public boolean isScheduled() {
        return terms != null;
    }

    public boolean isCancelled() {
        return terms != null && terms.getCancelled();
    }

    /** When time alone decides something of the hold; {@link Long#MAX_VALUE}: never. In a cancelled event at once. */
    public long deadlineMs(Hold hold) {
        return isCancelled() && Refunding.isDueWhenCancelled(hold) ? 0 : hold.deadlineMs();
    }

    /** The sale's terms; only once it is scheduled. */
    public SaleTerms terms() {
        if (terms == null) {
            throw new IllegalStateException("event " + event + " has no sale");
        }
        return terms;
    }

    public int capacity() {
        return status.length;
    }

    public TicketStatus status(int ticket) {
        return TicketStatus.of(status[ticket]);
    }

    SeatIndex index() {
        return index;
    }

    /** Whether the seat is kept for who needs it: best available does not give it to others. */
    boolean isKept(int ticket) {
        return index.isKept(ticket);
    }

    public boolean isAvailable(int ticket) {
        return status[ticket] == 0;
    }

    /** The hold a ticket belongs to; 0: none. */
    public int holdOf(int ticket) {
        return holdOf[ticket];
    }

    /** Tickets of the event in this status. */
    public int count(TicketStatus of) {
        int count = 0;
        for (int section = 0; section < index.sections(); section++) {
            count += count(section, of);
        }
        return count;
    }

    /** Tickets of a section in this status. */
    public int count(int section, TicketStatus of) {
        return countOfStatus[section * TicketStatus.KINDS + of.code()];
    }

    public @Nullable Hold hold(int holdNo) {
        return holds.get(holdNo);
    }

    public Iterable<Hold> holds() {
        return new ArrayList<>(holds.values());
    }

    /** The account's live hold; null: none. */
    public @Nullable Hold liveHold(String account) {
        Integer holdNo = liveHoldOf.get(account);
        return holdNo == null ? null : holds.get(holdNo);
    }

    /** Holds in memory that live. */
    int liveHolds() {
        return liveHoldOf.size();
    }

    /** Orders that are neither refunded nor failed, also those that are forgotten. */
    int validOrders() {
        return validOrders;
    }

    /** Tickets of the account that are held or sold. */
    public int ticketsOfBuyer(String account) {
        return ticketsOfBuyer.get(account);
    }

    /** Tickets that came by the lane and are held or sold. */
    public long ticketsOfLane(String lane) {
        return ticketsOfLane.getOrDefault(lane, 0L);
    }

    /** Price types of a ticket's section. */
    List<PriceTerms> prices(int ticket) {
        return terms().getSections(numbers.section(ticket)).getPricesList();
    }

    /** What a ticket costs at a price type: all in, minor units. */
    public long price(int ticket, int priceNo) {
        return priceOfSection(numbers.section(ticket), priceNo);
    }

    long priceOfSection(int section, int priceNo) {
        PriceTerms price = terms().getSections(section).getPrices(priceNo);
        return price.getFace() + price.getFees() + price.getTax();
    }
}
