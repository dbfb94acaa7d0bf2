package io.tidegate.waitingroom.queue;

import static io.tidegate.db.Tables.ETA_CHECK;
import static io.tidegate.db.Tables.LANE_SAMPLE;
import static io.tidegate.db.Tables.SALE;

import io.tidegate.http.Blocking;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what {@link LaneLog} kept of sales that have been over for long enough. Every instance does it now and then; the
 * report of such a sale still has what comes from admissions and orders.
 */
final class OldSamples {
    private static final Logger log = LoggerFactory.getLogger(OldSamples.class);
    private static final long EVERY_MS = Duration.ofHours(1).toMillis();
    private static final int SALES_MAX = 100;

    private final DSLContext database;
    private final Duration kept;
    private final InstantSource clock;

    /** @param keptDays after a sale's closing */
    OldSamples(DSLContext database, int keptDays, InstantSource clock) {
        this.database = database;
        this.kept = Duration.ofDays(keptDays);
        this.clock = clock;
    }

    /** Begins to look once an hour. */
    void start(Vertx vertx) {
        vertx.setPeriodic(
                EVERY_MS,
                ignored -> Blocking.call(vertx, this::delete)
                        .onFailure(failed -> log.warn("old samples stay for now: {}", failed.toString())));
    }

    /** Of how many sales something was deleted; a transaction each. Blocks. */
    int delete() {
        List<Long> over = over();
        for (long event : over) {
            database.transaction(transaction -> {
                DSLContext sql = transaction.dsl();
                sql.deleteFrom(LANE_SAMPLE)
                        .where(LANE_SAMPLE.EVENT_ID.eq(event))
                        .execute();
                sql.deleteFrom(ETA_CHECK).where(ETA_CHECK.EVENT_ID.eq(event)).execute();
            });
        }
        return over.size();
    }

    private List<Long> over() {
        OffsetDateTime before = clock.instant().minus(kept).atOffset(ZoneOffset.UTC);
        return database.select(SALE.EVENT_ID)
                .from(SALE)
                .where(SALE.CLOSES_AT.lt(before))
                .and(DSL.exists(DSL.selectOne().from(LANE_SAMPLE).where(LANE_SAMPLE.EVENT_ID.eq(SALE.EVENT_ID)))
                        .or(DSL.exists(DSL.selectOne().from(ETA_CHECK).where(ETA_CHECK.EVENT_ID.eq(SALE.EVENT_ID)))))
                .limit(SALES_MAX)
                .fetch(SALE.EVENT_ID);
    }
}
