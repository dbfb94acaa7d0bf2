package io.tidegate.booking;

import io.tidegate.booking.batch.Batch;
import io.tidegate.booking.batch.BatchStore;
import io.tidegate.booking.batch.StoreException;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.wire.ReviseEvent;
import java.util.List;
import java.util.Optional;

/** A store whose commits and loads are measured. */
record TimedBatchStore(BatchStore store, WorkerMetrics metrics) implements BatchStore {
    @Override
    public void prepare(Batch batch) {
        store.prepare(batch);
    }

    @Override
    public void commit(Batch batch) throws StoreException {
        long beganNanos = System.nanoTime();
        try {
            store.commit(batch);
        } catch (StoreException failed) {
            metrics.commitFailed(failed.kind());
            throw failed;
        }
        metrics.commitTook(System.nanoTime() - beganNanos);
    }

    @Override
    public Standing standing() {
        return store.standing();
    }

    @Override
    public Optional<EventLedger> load(long event) throws StoreException {
        long beganNanos = System.nanoTime();
        Optional<EventLedger> loaded = store.load(event);
        metrics.loadTook(System.nanoTime() - beganNanos);
        return loaded;
    }

    @Override
    public Optional<Hold> hold(long event, int holdNo) throws StoreException {
        return store.hold(event, holdNo);
    }

    @Override
    public List<Hold> orders(long event) throws StoreException {
        return store.orders(event);
    }

    @Override
    public Optional<EventLedger> blank(long event, long venueId, int layoutVersion) throws StoreException {
        return store.blank(event, venueId, layoutVersion);
    }

    @Override
    public Optional<ReviseEvent> revision(long event) throws StoreException {
        return store.revision(event);
    }

    @Override
    public List<Long> unfinishedEvents() throws StoreException {
        return store.unfinishedEvents();
    }

    @Override
    public List<Stored> records(long fromBatchNo, int countMax) throws StoreException {
        return store.records(fromBatchNo, countMax);
    }

    @Override
    public long firstBatchSince(long sinceMs) throws StoreException {
        return store.firstBatchSince(sinceMs);
    }

    @Override
    public void close() {
        store.close();
    }
}
