package io.tidegate.waitingroom.queue;

import io.tidegate.http.Blocking;
import io.tidegate.waitingroom.queue.QueueRecords.Admissions;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
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
    private boolean writing;
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
        if (writing || pending.isEmpty()) {
            return;
        }
        List<Admissions> batch = pending;
        pending = new ArrayList<>();
        writing = true;
        Blocking.call(vertx, () -> {
                    records.log(batch);
                    return true;
                })
                .onComplete(written -> {
                    writing = false;
                    keepsUp = written.succeeded();
                    if (written.failed()) {
                        log.warn(
                                "admissions cannot be logged: {}",
                                written.cause().toString());
                        batch.addAll(pending);
                        pending = batch;
                    }
                });
    }
}
