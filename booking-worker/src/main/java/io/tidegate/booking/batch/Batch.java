package io.tidegate.booking.batch;

import com.google.protobuf.ByteString;
import io.tidegate.booking.ledger.Change;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.TicketStatus;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.DeadLetter;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.Reply;
import io.tidegate.wire.ReviseEvent;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.SeatChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one transaction stores and what is published after it: the final state of each ticket and hold that the batch
 * touched, its replies and its seat changes. Filled by one thread, then handed over whole.
 */
public final class Batch {
    private final long batchNo;
    private final BatchRecord.Builder record = BatchRecord.newBuilder();
    private final List<Reply> repeats = new ArrayList<>();
    private final Map<TicketKey, TicketRow> tickets = new LinkedHashMap<>();
    private final Map<TicketKey, HoldRow> holds = new LinkedHashMap<>();
    private final Map<Long, EventRow> events = new LinkedHashMap<>();
    private final List<ScheduledRow> scheduled = new ArrayList<>();
    private final Map<Long, ReviseEvent> revisions = new LinkedHashMap<>();
    private final List<StepRow> steps = new ArrayList<>();
    private final List<DeadLetterRow> deadLetters = new ArrayList<>();
    private long nextOffset;
    private long nowMs;
    private int commands;

    public Batch(long batchNo, long nextOffset, long nowMs) {
        this.batchNo = batchNo;
        this.nextOffset = nextOffset;
        this.nowMs = nowMs;
    }

    /** Something with a number within an event. */
    public record TicketKey(long event, int number) implements Comparable<TicketKey> {
        @Override
        public int compareTo(TicketKey other) {
            int byEvent = Long.compare(event, other.event);
            return byEvent == 0 ? Integer.compare(number, other.number) : byEvent;
        }
    }

    /** A ticket as the batch leaves it. */
    public record TicketRow(TicketStatus status, int holdNo) {}

    /**
     * A hold as the batch leaves it.
     *
     * @param isNew made by this batch
     */
    public record HoldRow(Hold hold, boolean isNew) {}

    /** An event as the batch leaves it. */
    public record EventRow(long seq, int nextHoldNo) {}

    /** An event whose terms the batch sets. */
    public record ScheduledRow(long event, SaleTerms terms, boolean first, int capacity) {}

    /** A line of a hold's timeline. */
    public record StepRow(
            long event, int holdNo, long seq, long atMs, String step, String detail, String stripeEventId) {}

    /** A command that was put aside. */
    public record DeadLetterRow(long offset, ByteString commandId, String reason, ByteString command) {}

    /** The command at this offset has been dealt with. */
    void consumed(long offset, long now) {
        nextOffset = offset + 1;
        nowMs = now;
        commands++;
    }

    /** Adds what a decision changed, after the ledger has applied it. */
    void add(EventLedger ledger, List<Change> changes, long now) {
        nowMs = now;
        if (changes.isEmpty()) {
            return;
        }
        long event = ledger.event();
        SeatChange.Builder change =
                SeatChange.newBuilder().setEventId(event).setSeq(ledger.seq()).setAtMs(now);
        for (Change one : changes) {
            switch (one) {
                case Change.Tickets moved -> move(event, moved, change);
                case Change.Saved saved -> save(ledger, saved, change, now);
                case Change.Scheduled terms -> schedule(ledger, terms, change);
            }
        }
        record.addChanges(change);
        events.put(event, new EventRow(ledger.seq(), ledger.nextHoldNo()));
    }

    private void move(long event, Change.Tickets moved, SeatChange.Builder change) {
        TicketRow row = new TicketRow(moved.status(), moved.holdNo());
        for (int ticket : moved.tickets()) {
            tickets.put(new TicketKey(event, ticket), row);
            switch (moved.status()) {
                case AVAILABLE -> change.addAvailable(ticket);
                case HELD -> change.addHeld(ticket);
                case SOLD -> change.addSold(ticket);
                case BLOCKED -> change.addBlocked(ticket);
            }
        }
    }

    private void save(EventLedger ledger, Change.Saved saved, SeatChange.Builder change, long now) {
        Hold hold = saved.hold();
        TicketKey key = new TicketKey(ledger.event(), hold.holdNo());
        HoldRow before = holds.get(key);
        boolean made = saved.step().equals("reserved");
        holds.put(key, new HoldRow(hold, before == null ? made : before.isNew()));
        if (!made) { // the hold's own row says when it was made
            steps.add(new StepRow(
                    ledger.event(),
                    hold.holdNo(),
                    ledger.seq(),
                    now,
                    saved.step(),
                    saved.detail(),
                    saved.stripeEventId()));
        }
        change.addHolds(HoldChange.newBuilder()
                .setHoldNo(hold.holdNo())
                .setAccountId(hold.account())
                .setStateValue(hold.state().code())
                .setExpiresAtMs(hold.expiresAtMs()));
    }

    private void schedule(EventLedger ledger, Change.Scheduled terms, SeatChange.Builder change) {
        scheduled.add(new ScheduledRow(ledger.event(), terms.terms(), terms.first(), ledger.capacity()));
        if (terms.first()) {
            change.setCapacity(ledger.capacity());
        }
    }

    /** What an event without a sale may hang on from now on. */
    void revise(long event, ReviseEvent accepted) {
        revisions.put(event, accepted);
    }

    /** Adds a reply; its place among the record's. */
    int reply(Reply reply) {
        record.addReplies(reply);
        return record.getRepliesCount() - 1;
    }

    Reply replyAt(int place) {
        return record.getReplies(place);
    }

    /** A reply given before, to be published again; it is stored already, or is not to be stored at all. */
    void repeat(Reply reply) {
        repeats.add(reply);
    }

    void deadLetter(int partition, DeadLetterRow row) {
        deadLetters.add(row);
        record.addDeadLetters(DeadLetter.newBuilder()
                .setPartition(partition)
                .setOffset(row.offset())
                .setReason(row.reason())
                .setCommand(row.command()));
    }

    /** Whether there is anything to commit, if only an offset. */
    boolean isEmpty() {
        return commands == 0 && events.isEmpty();
    }

    /** Commands in it, and changes that time alone decided. */
    int size() {
        return Math.max(commands, record.getChangesCount());
    }

    int commands() {
        return commands;
    }

    public long batchNo() {
        return batchNo;
    }

    public long nextOffset() {
        return nextOffset;
    }

    public long nowMs() {
        return nowMs;
    }

    public BatchRecord record() {
        return record.build();
    }

    public List<Reply> repeats() {
        return repeats;
    }

    public Map<TicketKey, TicketRow> tickets() {
        return tickets;
    }

    public Map<TicketKey, HoldRow> holds() {
        return holds;
    }

    public Map<Long, EventRow> events() {
        return events;
    }

    public List<ScheduledRow> scheduled() {
        return scheduled;
    }

    public Map<Long, ReviseEvent> revisions() {
        return revisions;
    }

    public List<StepRow> steps() {
        return steps;
    }

    public List<DeadLetterRow> deadLetters() {
        return deadLetters;
    }

    /** Holds whose payment now waits for Stripe. */
    public Collection<PaymentTask> paymentTasks() {
        List<PaymentTask> tasks = new ArrayList<>();
        holds.forEach((key, row) -> PaymentTask.of(key.event(), row.hold()).ifPresent(tasks::add));
        return tasks;
    }
}
