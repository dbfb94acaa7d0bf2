package io.tidegate.booking.postgres;

import io.tidegate.booking.batch.Batch;
import io.tidegate.booking.batch.BatchStore;
import io.tidegate.booking.batch.StoreException;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.wire.ReviseEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition's batches in Postgres, through one session that the partition's row names. Each commit is one transaction
 * that the fence begins.
 */
public final class PostgresBatchStore implements BatchStore {
    private static final Logger log = LoggerFactory.getLogger(PostgresBatchStore.class);
    private final int partition;
    private final Connection session;
    private final BatchWriter writer;
    private final LedgerReader reader;
    private final LongSupplier publishedBatch;
    /** One at most beside the batch that is being committed. */
    private final Map<Long, BatchRows> prepared = new ConcurrentHashMap<>();

    private volatile Standing standing;

    PostgresBatchStore(
            int partition, Connection session, LedgerReader reader, Standing standing, LongSupplier publishedBatch)
            throws SQLException {
        this.partition = partition;
        this.session = session;
        this.writer = new BatchWriter(partition, session);
        this.reader = reader;
        this.standing = standing;
        this.publishedBatch = publishedBatch;
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public void prepare(Batch batch) {
        prepared.put(batch.batchNo(), BatchRows.of(partition, batch));
    }

    @Override
    public void commit(Batch batch) throws StoreException {
        BatchRows made = prepared.remove(batch.batchNo());
        BatchRows rows = made == null ? BatchRows.of(partition, batch) : made;
        long published = Math.max(publishedBatch.getAsLong(), standing.publishedBatch());
        try {
            writer.write(standing, published, batch, rows);
            session.commit();
        } catch (SQLException failed) {
            rollBack();
            throw BatchWriter.FENCED.equals(failed.getSQLState())
                    ? new StoreException(
                            StoreException.Kind.FENCED,
                            "another writer has partition " + partition + " since epoch " + standing.epoch())
                    : StoreErrors.of("batch " + batch.batchNo(), failed);
        }
        standing = new Standing(standing.epoch(), batch.batchNo(), batch.nextOffset(), batch.nowMs(), published);
    }

    private void rollBack() {
        try {
            session.rollback();
        } catch (SQLException gone) {
            log.debug("partition {}: the session is gone: {}", partition, gone.getMessage());
        }
    }

    @Override
    public Optional<EventLedger> load(long event) throws StoreException {
        return reader.load(event);
    }

    @Override
    public Optional<Hold> hold(long event, int holdNo) throws StoreException {
        return reader.hold(event, holdNo);
    }

    @Override
    public List<Hold> orders(long event) throws StoreException {
        return reader.orders(event);
    }

    @Override
    public Optional<EventLedger> blank(long event, long venueId, int layoutVersion) throws StoreException {
        return reader.blank(event, venueId, layoutVersion);
    }

    @Override
    public Optional<ReviseEvent> revision(long event) throws StoreException {
        return reader.revision(event);
    }

    @Override
    public List<Long> unfinishedEvents() throws StoreException {
        return reader.unfinishedEvents(partition);
    }

    @Override
    public List<Stored> records(long fromBatchNo, int countMax) throws StoreException {
        return reader.records(partition, fromBatchNo, countMax);
    }

    @Override
    public long firstBatchSince(long sinceMs) throws StoreException {
        return reader.firstBatchSince(partition, new Timestamp(sinceMs));
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException gone) {
            log.debug("partition {}: the session was gone: {}", partition, gone.getMessage());
        }
    }
}
