package io.tidegate.booking.batch;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.booking.ledger.Change;
import io.tidegate.booking.ledger.Decider;
import io.tidegate.booking.ledger.Decision;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.Outcome;
import io.tidegate.ids.Ids;
import io.tidegate.wire.Command;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.Reply;
import io.tidegate.wire.ReviseEvent;
import io.tidegate.wire.SaleTerms;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A partition's ledgers, deadlines and remembered outcomes, and the deciding of commands into a batch. One thread; no
 * I/O but the loading of an event that is not in memory. Thrown away whole when a batch could not be committed.
 */
final class BatchDecider {
    private final int partition;
    private final Decider decider;
    private final BatchStore store;
    private final OutcomeMemory memory;
    private final SettledHolds settled;
    private final Map<Long, EventLedger> ledgers = new HashMap<>();
    private final Map<Long, ReviseEvent> revisions = new HashMap<>();
    private final PriorityQueue<Deadline> deadlines = new PriorityQueue<>(Comparator.comparingLong(Deadline::atMs));
    private final long poisonOffset;

    private record Deadline(long atMs, long event, int holdNo) {}

    /** @param poisonOffset the command that the database refused by itself; -1: none */
    BatchDecider(
            int partition,
            Decider decider,
            BatchStore store,
            OutcomeMemory memory,
            SettledHolds settled,
            long poisonOffset) {
        this.partition = partition;
        this.decider = decider;
        this.store = store;
        this.memory = memory;
        this.settled = settled;
        this.poisonOffset = poisonOffset;
    }

    /** Loads an event and its deadlines, if it has a sale and is not loaded. */
    Optional<EventLedger> ledger(long event) throws StoreException {
        EventLedger known = ledgers.get(event);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<EventLedger> loaded = store.load(event);
        loaded.ifPresent(this::keep);
        return loaded;
    }

    private void keep(EventLedger ledger) {
        ledgers.put(ledger.event(), ledger);
        remindOfAll(ledger);
    }

    Iterable<EventLedger> ledgers() {
        return ledgers.values();
    }

    /** The next time at which time alone decides something; {@link Long#MAX_VALUE}: never. */
    long nextDeadlineMs() {
        Deadline next = deadlines.peek();
        return next == null ? Long.MAX_VALUE : next.atMs;
    }

    /** Decides the command at this offset into the batch. */
    void decide(Batch batch, long offset, byte[] bytes, long nowMs) throws StoreException {
        batch.consumed(offset, nowMs);
        Command command;
        try {
            command = Command.parseFrom(bytes);
        } catch (InvalidProtocolBufferException unreadable) {
            deadLetter(batch, offset, Command.getDefaultInstance(), bytes, "unreadable");
            return;
        }
        String reason = notOurs(command, offset);
        if (reason != null) {
            deadLetter(batch, offset, command, bytes, reason);
            return;
        }
        Optional<Reply> known = memory.get(command.getCommandId(), nowMs);
        if (known.isPresent()) {
            batch.repeat(again(command, known.get(), batch, nowMs));
        } else if (command.getDeadlineMs() == 0 || nowMs <= command.getDeadlineMs()) {
            decideNew(batch, offset, command, bytes, nowMs);
        }
    }

    private @Nullable String notOurs(Command command, long offset) {
        if (offset == poisonOffset) {
            return "refused by the database";
        }
        return Ids.partition(command.getEventId()) == partition ? null : "an event of another partition";
    }

    private static Reply again(Command command, Reply known, Batch batch, long nowMs) {
        if (known.getBodyHash().equals(command.getBodyHash())) {
            return known;
        }
        Outcome mismatch = refused(Reason.IDEMPOTENCY_MISMATCH, "This Idempotency-Key was used with another body.");
        return Replies.of(command, mismatch, null, batch.batchNo(), nowMs);
    }

    private void decideNew(Batch batch, long offset, Command command, byte[] bytes, long nowMs) throws StoreException {
        EventLedger ledger = ledgerFor(command).orElse(null);
        if (ledger != null) {
            settled.recall(ledger, command);
        }
        Decision decision;
        try {
            decision = ledger == null ? withoutSale(batch, command) : decider.decide(ledger, command, nowMs);
        } catch (RuntimeException bug) { // the ledger is untouched: put the command aside and go on
            deadLetter(batch, offset, command, bytes, "could not be decided: " + bug);
            return;
        }
        if (ledger != null) {
            apply(batch, ledger, decision.changes(), nowMs);
        }
        answer(batch, Replies.of(command, decision.outcome(), ledger, batch.batchNo(), nowMs));
    }

    /** Of an event that has no sale, and is not given one by this, only what it hangs on can be asked. */
    private Decision withoutSale(Batch batch, Command command) {
        if (!command.hasReviseEvent()) {
            return new Decision(refused(Reason.NOT_FOUND, "No such event, or no sale."), List.of());
        }
        revisions.put(command.getEventId(), command.getReviseEvent());
        batch.revise(command.getEventId(), command.getReviseEvent());
        return new Decision(new Outcome.EventRevised(false), List.of());
    }

    private Optional<EventLedger> ledgerFor(Command command) throws StoreException {
        Optional<EventLedger> ledger = ledger(command.getEventId());
        if (command.hasReviseEvent() && ledger.isPresent() && !ledger.get().isScheduled()) {
            ledgers.remove(command.getEventId()); // it may be on another layout from now on
            return Optional.empty();
        }
        if (ledger.isEmpty() && command.hasScheduleSale()) {
            var terms = command.getScheduleSale().getTerms();
            Optional<EventLedger> blank = fitsRevision(command.getEventId(), terms)
                    ? store.blank(command.getEventId(), terms.getVenueId(), terms.getLayoutVersion())
                    : Optional.empty();
            blank.ifPresent(this::keep);
            return blank;
        }
        return ledger;
    }

    /** Whether a first sale stands on what was last accepted; a batch that is not committed yet counts. */
    private boolean fitsRevision(long event, SaleTerms terms) throws StoreException {
        ReviseEvent recent = revisions.get(event);
        ReviseEvent accepted = recent == null ? store.revision(event).orElse(null) : recent;
        return accepted == null
                || (accepted.getVenueId() == terms.getVenueId()
                        && accepted.getLayoutVersion() == terms.getLayoutVersion()
                        && accepted.getCurrency().equals(terms.getCurrency()));
    }

    /** Decides what is due by now, as far as the batch has room. */
    void decideDue(Batch batch, int sizeMax, long nowMs) throws StoreException {
        while (nextDeadlineMs() <= nowMs && batch.size() < sizeMax) {
            Deadline due = deadlines.remove();
            EventLedger ledger = ledgers.get(due.event);
            if (ledger != null) {
                apply(batch, ledger, decider.decideDue(ledger, due.holdNo, nowMs), nowMs);
            }
        }
    }

    private void apply(Batch batch, EventLedger ledger, List<Change> changes, long nowMs) throws StoreException {
        ledger.apply(changes);
        batch.add(ledger, changes, nowMs);
        for (Change change : changes) {
            if (change instanceof Change.Saved saved) {
                remind(ledger, saved.hold());
                settled.saved(ledger, saved.hold());
            } else if (change instanceof Change.Scheduled && ledger.isCancelled()) {
                settled.recallOrders(ledger);
                remindOfAll(ledger); // all of its holds are due now
            }
        }
    }

    private void remindOfAll(EventLedger ledger) {
        ledger.holds().forEach(hold -> remind(ledger, hold));
    }

    private void remind(EventLedger ledger, Hold hold) {
        long atMs = ledger.deadlineMs(hold);
        if (atMs < Long.MAX_VALUE) {
            deadlines.add(new Deadline(atMs, ledger.event(), hold.holdNo()));
        }
    }

    private void deadLetter(Batch batch, long offset, Command command, byte[] bytes, String reason) {
        batch.deadLetter(
                partition, new Batch.DeadLetterRow(offset, command.getCommandId(), reason, ByteString.copyFrom(bytes)));
        if (!command.getCommandId().isEmpty()) {
            Outcome put = refused(Reason.DEAD_LETTERED, "The command could not be carried out.");
            answer(batch, Replies.of(command, put, null, batch.batchNo(), batch.nowMs()));
        }
    }

    private void answer(Batch batch, Reply reply) {
        memory.put(batch, batch.reply(reply), reply);
    }

    private static Outcome refused(Reason reason, String detail) {
        return new Outcome.Refused(reason, detail, new int[0], 0, 0, 0);
    }
}
