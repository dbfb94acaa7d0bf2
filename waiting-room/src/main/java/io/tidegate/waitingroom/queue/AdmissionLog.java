package io.tidegate.waitingroom.queue;

import io.tidegate.http.Blocking;
import io.tidegate.waitingroom.queue.QueueRecords.Admissions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who was admitted, one insert for all that has come together. While Postgres does not take it,
 * {@link #keepsUp} is false and admission stops, so what is kept here stays small. Lives on one event loop.
 */
final class AdmissionLog {
    private static final Logger log = LoggerFactory.getLogger(AdmissionLog.class);

    private final Vertx vertx;
    private final QueueRecords records;
    private List<Admissions> pending = new ArrayList<>();
    private @Nullable Future<Boolean> writing;
    private boolean keepsUp = true;

    AdmissionLog(Vertx vertx, QueueRecords records) {
        this.vertx = vertx;
        this.records = records;
    }

    void add(Admissions tick) {
        pending.add(tick);
        flush();
    }

    boolean keepsUp() {
        return keepsUp;
    }

    /** Writes what is pending; called at each tick, so a failed write is tried again. */
    void flush() {
        if (writing != null || pending.isEmpty()) {
            return;
        }
        List<Admissions> batch = pending;
        pending = new ArrayList<>();
        writing = Blocking.call(vertx, () -> {
            records.log(batch);
            return true;
        });
        writing.onComplete(written -> {
            writing = null;
            keepsUp = written.succeeded();
            if (written.failed()) {
                log.warn("admissions cannot be logged: {}", written.cause().toString());
                batch.addAll(pending);
                pending = batch;
            }
        });
    }

    /** Done when nothing is pending; fails when a write does. */
    Future<Void> drain() {
        flush();
        Future<Boolean> last = writing;
        return last == null ? Future.succeededFuture() : last.compose(written -> drain());
    }
}
