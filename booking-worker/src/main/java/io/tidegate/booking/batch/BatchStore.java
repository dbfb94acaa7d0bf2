package io.tidegate.booking.batch;

import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.ReviseEvent;
import java.util.List;
import java.util.Optional;

/** Where one partition's batches are kept, held by one writer under one epoch. Each call is a short round trip. */
public interface BatchStore extends AutoCloseable {
    /** Where the former writer stopped. */
    Standing standing();

    /**
     * Makes ready what of a whole batch needs no database, while the batch before is being committed. A batch may be
     * committed without it.
     */
    default void prepare(Batch batch) {}

    /**
     * Commits the batch in one transaction that begins with the fence.
     *
     * @throws StoreException which tells what to do next; nothing of the batch is known to be stored
     */
    void commit(Batch batch) throws StoreException;

    /** The event's ledger as committed, without the holds that are settled; empty: it has no sale. */
    Optional<EventLedger> load(long event) throws StoreException;

    /** A hold as committed. */
    Optional<Hold> hold(long event, int holdNo) throws StoreException;

    /** The event's orders that are neither refunded nor failed, as committed. */
    List<Hold> orders(long event) throws StoreException;

    /** An event that has no sale yet, with the layout its terms name; empty: no such event or layout. */
    Optional<EventLedger> blank(long event, long venueId, int layoutVersion) throws StoreException;

    /** What was last accepted of an event without a sale; empty: it was never asked to be another. */
    Optional<ReviseEvent> revision(long event) throws StoreException;

    /** Events of the partition in which time or money still has something to do. */
    List<Long> unfinishedEvents() throws StoreException;

    /** Committed records from {@code fromBatchNo} on, at most {@code countMax}, in order. */
    List<Stored> records(long fromBatchNo, int countMax) throws StoreException;

    /** The number of the first batch committed at or after this time. */
    long firstBatchSince(long sinceMs) throws StoreException;

    @Override
    void close();

    /**
     * What the partition's row said at take-over.
     *
     * @param nextOffset the first command not yet decided
     * @param decidedAtMs the last committed {@code now}
     */
    record Standing(long epoch, long batchNo, long nextOffset, long decidedAtMs, long publishedBatch) {}

    /** A committed batch's number and record. */
    record Stored(long batchNo, BatchRecord record) {}
}
