package io.tidegate.booking.batch;

import io.tidegate.booking.batch.BatchStore.Standing;
import io.tidegate.booking.batch.BatchStore.Stored;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.TicketStatus;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.ReviseEvent;
import io.tidegate.wire.SaleTerms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Postgres is to one partition's writers, in memory: the partition's row, one event's rows, the records of batches.
 * A commit is all or nothing and begins with the fence. What goes wrong with it is said beforehand.
 */
final class SimulatedDatabase {
    /** An account whose holds break a rule of the database. */
    static final String REFUSED_ACCOUNT = "eve";

    /** What happens to the next commit. */
    enum Fault {
        NONE,
        /** The connection breaks before anything is stored. */
        LOST_BEFORE,
        /** It breaks when all is stored: the answer is lost. */
        LOST_AFTER
    }

    /** A batch as it was stored, for the auditor. */
    record Committed(long batchNo, long epoch, long rowEpoch, long fromOffset, Batch batch) {}

    final TicketNumbers numbers;
    final long event;
    final List<Committed> commits = new ArrayList<>();
    final Map<Integer, Hold> holds = new TreeMap<>();
    final Map<Integer, Batch.TicketRow> tickets = new HashMap<>();
    final Set<Long> deadLetters = new HashSet<>();
    private final TreeMap<Long, BatchRecord> records = new TreeMap<>();
    private final Map<Long, Long> committedAtMs = new HashMap<>();
    private final Map<Long, ReviseEvent> revisions = new HashMap<>();
    private final Set<Object> commandsOfHolds = new HashSet<>();
    private @Nullable SaleTerms terms;
    private long seq;
    private int nextHoldNo = 1;
    private Standing row = new Standing(0, 0, 0, 0, 0);
    private @Nullable Session session;
    private Optional<EventLedger> seen = Optional.empty();
    private long seenAtBatchNo;

    SimulatedDatabase(long event, TicketNumbers numbers) {
        this.event = event;
        this.numbers = numbers;
    }

    Standing row() {
        return row;
    }

    /**
     * Raises the epoch.
     *
     * @param endFormer ends the former writer's session too
     */
    Session takeOver(boolean endFormer) {
        if (session != null && endFormer) {
            session.ended = true;
        }
        row = new Standing(row.epoch() + 1, row.batchNo(), row.nextOffset(), row.decidedAtMs(), row.publishedBatch());
        Session next = new Session(row);
        session = next;
        return next;
    }

    /** The event as it is stored, with settled orders too, to be read only; empty: no sale. */
    Optional<EventLedger> look() {
        if (seenAtBatchNo != row.batchNo()) {
            seen = load();
            seen.ifPresent(ledger -> holds.values().stream()
                    .filter(hold -> hold.state() == Hold.State.CONFIRMED)
                    .forEach(ledger::recall));
            seenAtBatchNo = row.batchNo();
        }
        return seen;
    }

    private Optional<EventLedger> load() {
        if (terms == null) {
            return Optional.empty();
        }
        EventLedger ledger = new EventLedger(event, numbers);
        tickets.forEach((number, ticket) -> ledger.restoreTicket(number, ticket.status(), ticket.holdNo()));
        holds.values().stream()
                .filter(Hold::ownsTickets)
                .forEach(hold -> ledger.restoreOwner(hold.account(), hold.lane(), hold.tickets().length));
        holds.values().stream().filter(SimulatedDatabase::isUnsettled).forEach(ledger::recall);
        List<Hold> orders = holds.values().stream().filter(Hold::hasValidOrder).toList();
        if (terms.getCancelled()) {
            orders.forEach(ledger::recall);
        }
        ledger.restore(terms, seq, nextHoldNo, orders.size());
        return Optional.of(ledger);
    }

    private static boolean isUnsettled(Hold hold) {
        boolean task = hold.payment() != null && hold.payment().state().isTask();
        return hold.isLive() || hold.hasOpenPayment() || task;
    }

    /** One writer's connection. */
    final class Session implements BatchStore {
        Fault next = Fault.NONE;
        LongSupplier published = () -> 0;
        private boolean ended;
        private Standing standing;

        Session(Standing standing) {
            this.standing = standing;
        }

        @Override
        public Standing standing() {
            return standing;
        }

        @Override
        public void commit(Batch batch) throws StoreException {
            Fault fault = next;
            next = Fault.NONE;
            if (ended || fault == Fault.LOST_BEFORE) {
                throw new StoreException(StoreException.Kind.UNAVAILABLE, "the connection is gone");
            }
            if (standing.epoch() != row.epoch() || batch.batchNo() - 1 != row.batchNo()) {
                throw new StoreException(StoreException.Kind.FENCED, "another writer has the partition");
            }
            requireAllowed(batch);
            long publishedBatch = Math.max(published.getAsLong(), standing.publishedBatch());
            store(batch, standing.epoch(), publishedBatch);
            if (fault == Fault.LOST_AFTER) {
                ended = true;
                throw new StoreException(StoreException.Kind.UNAVAILABLE, "the answer was lost");
            }
            standing = row;
        }

        @Override
        public Optional<EventLedger> load(long wanted) throws StoreException {
            return wanted == event ? SimulatedDatabase.this.load() : Optional.empty();
        }

        @Override
        public Optional<Hold> hold(long wanted, int holdNo) {
            return wanted == event ? Optional.ofNullable(holds.get(holdNo)) : Optional.empty();
        }

        @Override
        public List<Hold> orders(long wanted) {
            return holds.values().stream().filter(Hold::hasValidOrder).toList();
        }

        @Override
        public Optional<EventLedger> blank(long wanted, long venueId, int layoutVersion) {
            return wanted == event ? Optional.of(new EventLedger(event, numbers)) : Optional.empty();
        }

        @Override
        public Optional<ReviseEvent> revision(long wanted) {
            return Optional.ofNullable(revisions.get(wanted));
        }

        @Override
        public List<Long> unfinishedEvents() {
            return terms == null ? List.of() : List.of(event);
        }

        @Override
        public List<Stored> records(long fromBatchNo, int countMax) {
            return records.tailMap(fromBatchNo).entrySet().stream()
                    .limit(countMax)
                    .map(one -> new Stored(one.getKey(), one.getValue()))
                    .toList();
        }

        @Override
        public long firstBatchSince(long sinceMs) {
            return records.keySet().stream()
                    .filter(batchNo -> committedAtMs.get(batchNo) >= sinceMs)
                    .findFirst()
                    .orElse(1L);
        }

        @Override
        public void close() {
            ended = true;
        }
    }

    private void requireAllowed(Batch batch) throws StoreException {
        for (Batch.HoldRow made : batch.holds().values()) {
            boolean twice = made.isNew()
                    && commandsOfHolds.contains(
                            com.google.protobuf.ByteString.copyFrom(made.hold().commandId()));
            if (twice || made.hold().account().equals(REFUSED_ACCOUNT)) {
                throw new StoreException(StoreException.Kind.REFUSED, "a constraint says no");
            }
        }
    }

    private void store(Batch batch, long epoch, long publishedBatch) {
        commits.add(new Committed(batch.batchNo(), epoch, row.epoch(), row.nextOffset(), batch));
        batch.tickets().forEach((key, ticket) -> tickets.put(key.number(), ticket));
        batch.holds().forEach((key, hold) -> {
            holds.put(key.number(), hold.hold());
            commandsOfHolds.add(
                    com.google.protobuf.ByteString.copyFrom(hold.hold().commandId()));
        });
        batch.scheduled().forEach(scheduled -> terms = scheduled.terms());
        batch.events().values().forEach(changed -> {
            seq = changed.seq();
            nextHoldNo = changed.nextHoldNo();
        });
        revisions.putAll(batch.revisions());
        batch.deadLetters().forEach(letter -> deadLetters.add(letter.offset()));
        records.put(batch.batchNo(), batch.record());
        committedAtMs.put(batch.batchNo(), batch.nowMs());
        row = new Standing(row.epoch(), batch.batchNo(), batch.nextOffset(), batch.nowMs(), publishedBatch);
    }

    TicketStatus status(int ticket) {
        return tickets.containsKey(ticket) ? tickets.get(ticket).status() : TicketStatus.AVAILABLE;
    }

    int holdOf(int ticket) {
        return tickets.containsKey(ticket) ? tickets.get(ticket).holdNo() : 0;
    }
}
