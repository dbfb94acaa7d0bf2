package io.tidegate.read.indexer;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.tidegate.wire.CatalogueChange;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Change data capture of the catalogue: each batch of changes is announced, then indexed, then that is announced too, and
 * only then it counts as read. So what reads the database is told at once, whether the search engine is there or not.
 * While the index or the broker is away a batch is tried again and again, and the slot keeps what comes after it.
 */
final class Capture implements DebeziumEngine.ChangeConsumer<ChangeEvent<SourceRecord, SourceRecord>> {
    private static final Logger log = LoggerFactory.getLogger(Capture.class);
    private static final long RETRY_MS = 250;
    private static final long RETRY_MS_MAX = 5000;

    private final Indexing indexing;
    private final Announcer announcer;
    private final LongConsumer read;
    private volatile boolean stopping;
    private volatile boolean rebuilt;

    /** {@code read} is told the commit time of each change that is dealt with, milliseconds since 1970. */
    Capture(Indexing indexing, Announcer announcer, LongConsumer read) {
        this.indexing = indexing;
        this.announcer = announcer;
        this.read = read;
    }

    /** Whether a snapshot has been completed, and its index serves. */
    boolean rebuilt() {
        return rebuilt;
    }

    /** Ends a batch that is being tried again. */
    void stop() {
        stopping = true;
    }

    @Override
    public void handleBatch(
            List<ChangeEvent<SourceRecord, SourceRecord>> records,
            DebeziumEngine.RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
            throws InterruptedException {
        List<RowChange> changes = records.stream()
                .map(record -> RowChange.of(record.value()))
                .flatMap(Optional::stream)
                .toList();
        untilDone(changes);
        for (ChangeEvent<SourceRecord, SourceRecord> record : records) {
            committer.markProcessed(record);
        }
        committer.markBatchFinished();
        changes.stream().filter(change -> !change.snapshot()).forEach(change -> read.accept(change.committedAtMs()));
    }

    private void untilDone(List<RowChange> changes) throws InterruptedException {
        boolean told = false;
        for (long pause = RETRY_MS; ; pause = Math.min(2 * pause, RETRY_MS_MAX)) {
            try {
                if (!told) {
                    announcer.announce(announcements(changes));
                    told = true;
                }
                boolean anythingMayHaveChanged = indexing.apply(changes);
                rebuilt |= anythingMayHaveChanged;
                announcer.announce(indexed(changes, anythingMayHaveChanged));
                return;
            } catch (IOException | KafkaException | DataAccessException | ElasticsearchException failed) {
                log.warn("{} changes cannot be indexed yet: {}", changes.size(), failed.getMessage());
            }
            if (stopping) {
                throw new InterruptedException("stopped before the changes were indexed");
            }
            Thread.sleep(pause);
        }
    }

    private static List<CatalogueChange> indexed(List<RowChange> changes, boolean everything) {
        if (everything) {
            return List.of(CatalogueChange.newBuilder().setKind("all").build());
        }
        boolean any = changes.stream().anyMatch(change -> !change.snapshot() && change.id() != 0);
        return any ? List.of(CatalogueChange.newBuilder().setKind("index").build()) : List.of();
    }

    private static Collection<CatalogueChange> announcements(List<RowChange> changes) {
        Map<String, CatalogueChange> announcements = new LinkedHashMap<>();
        for (RowChange change : changes) {
            if (!change.snapshot() && change.id() != 0 && change.shows()) {
                announcements.put(
                        change.kind() + change.id(),
                        CatalogueChange.newBuilder()
                                .setKind(change.kind())
                                .setId(change.id())
                                .setRowVersion(change.rowVersion())
                                .setDeleted(change.deleted() && change.kind().equals(change.table()))
                                .build());
            }
        }
        return announcements.values();
    }
}
