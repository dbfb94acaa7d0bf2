package io.tidegate.read.indexer;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.tidegate.wire.CatalogueChange;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Change data capture of the catalogue: each batch of changes is announced at once, so that what reads the database knows
 * whether the search engine is there or not; then it is handed on to be indexed, and counts as read only when it is. While
 * the broker is away a batch is tried again and again, and the slot keeps what comes after it.
 */
final class Capture implements DebeziumEngine.ChangeConsumer<ChangeEvent<SourceRecord, SourceRecord>> {
    private static final Logger log = LoggerFactory.getLogger(Capture.class);
    private static final long RETRY_MS = 250;
    private static final long RETRY_MS_MAX = 5000;
    private static final int UNREAD_MAX = 1000;

    private final Announcer announcer;
    private final IndexQueue index;
    private final Deque<Handed> unread = new ArrayDeque<>();
    private volatile boolean stopping;

    Capture(Announcer announcer, IndexQueue index) {
        this.announcer = announcer;
        this.index = index;
    }

    /** A batch's last record, and the number under which the index has it. */
    private record Handed(ChangeEvent<SourceRecord, SourceRecord> last, long number) {}

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
        announce(announcements(changes));
        if (unread.size() == UNREAD_MAX) {
            unread.removeFirst(); // read when the next one is
        }
        unread.add(new Handed(records.getLast(), index.put(changes)));
        confirm(committer);
    }

    /** What is indexed by now counts as read; batches come at least as often as the heart beats. */
    private void confirm(DebeziumEngine.RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
            throws InterruptedException {
        long done = index.done();
        Handed read = null;
        while (!unread.isEmpty() && unread.peekFirst().number <= done) {
            read = unread.removeFirst();
        }
        if (read != null) {
            committer.markProcessed(read.last);
            committer.markBatchFinished();
        }
    }

    private void announce(Collection<CatalogueChange> announcements) throws InterruptedException {
        for (long pause = RETRY_MS; ; pause = Math.min(2 * pause, RETRY_MS_MAX)) {
            try {
                announcer.announce(announcements);
                return;
            } catch (KafkaException failed) {
                log.warn("{} changes cannot be announced yet: {}", announcements.size(), failed.getMessage());
            }
            if (stopping) {
                throw new InterruptedException("stopped before the changes were announced");
            }
            Thread.sleep(pause);
        }
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
