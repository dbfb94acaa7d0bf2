package io.tidegate.waitingroom.queue;

import static io.tidegate.db.Tables.ADMISSION;
import static io.tidegate.db.Tables.QUEUE_GENERATION;

import io.tidegate.waitingroom.sale.Sale;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;

/** What the queue keeps in Postgres: generations, the log of admissions, and beside them the draws. Every call blocks. */
final class QueueRecords {
    /** Two instances that begin a queue together begin one generation. */
    private static final int SAME_BEGINNING_SECONDS = 5;
    /** No sale admits more within a lease's time. */
    private static final int READMITTED_MAX = 200_000;

    private final DSLContext database;
    private final DrawRecords draws;

    QueueRecords(DSLContext database, DrawRecords draws) {
        this.database = database;
        this.draws = draws;
    }

    /** What it keeps of the draws. */
    DrawRecords draws() {
        return draws;
    }

    /** A queue's beginning, and whom the log says were admitted within a lease's time before it. */
    record Begun(long generation, List<Logged> admittedLately) {}

    /** An admission of the log. */
    record Logged(String account, String lane, long number, long atMs) {}

    /** The generation that begins now in this process of Redis, 1 for a new queue; every lane has its seed afterwards. */
    Begun begin(Sale sale, String run) {
        return database.transactionResult(transaction -> {
            DSLContext sql = transaction.dsl();
            draws.commit(sql, sale);
            long generation = generation(sql, sale.event(), run);
            return new Begun(generation, generation == 1 ? List.of() : admittedLately(sql, sale));
        });
    }

    private static long generation(DSLContext sql, long event, String run) {
        var same = QUEUE_GENERATION
                .RUN
                .eq(run)
                .and(QUEUE_GENERATION.BEGUN_AT.gt(DSL.currentOffsetDateTime()
                        .minus(DayToSecond.valueOf(Duration.ofSeconds(SAME_BEGINNING_SECONDS)))));
        return sql.insertInto(
                        QUEUE_GENERATION, QUEUE_GENERATION.EVENT_ID, QUEUE_GENERATION.GENERATION, QUEUE_GENERATION.RUN)
                .values(event, 1L, run)
                .onConflict(QUEUE_GENERATION.EVENT_ID)
                .doUpdate()
                .set(
                        QUEUE_GENERATION.GENERATION,
                        DSL.when(same, QUEUE_GENERATION.GENERATION).otherwise(QUEUE_GENERATION.GENERATION.plus(1)))
                .set(QUEUE_GENERATION.RUN, run)
                .set(QUEUE_GENERATION.BEGUN_AT, DSL.currentOffsetDateTime())
                .returningResult(QUEUE_GENERATION.GENERATION)
                .fetchSingle()
                .value1();
    }

    private static List<Logged> admittedLately(DSLContext sql, Sale sale) {
        return sql.select(ADMISSION.ACCOUNT_ID, ADMISSION.LANE, ADMISSION.NUMBER, ADMISSION.ADMITTED_AT)
                .from(ADMISSION)
                .where(
                        ADMISSION.EVENT_ID.eq(sale.event()),
                        ADMISSION.ADMITTED_AT.gt(DSL.currentOffsetDateTime()
                                .minus(DayToSecond.valueOf(Duration.ofSeconds(sale.leaseSeconds())))))
                .orderBy(ADMISSION.ADMISSION_NO)
                .limit(READMITTED_MAX)
                .fetch(row -> new Logged(
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4().toInstant().toEpochMilli()));
    }

    /** Whether this place was let in before: it does not come back by its receipt. */
    boolean admitted(long event, String account, String lane, long number) {
        return database.fetchExists(
                ADMISSION,
                ADMISSION.EVENT_ID.eq(event),
                ADMISSION.ACCOUNT_ID.eq(account),
                ADMISSION.LANE.eq(lane),
                ADMISSION.NUMBER.eq(number));
    }

    /** What one tick admitted. */
    record Admissions(long event, int activeMax, QueueView view, List<QueueStore.Admitted> admitted) {}

    void log(List<Admissions> ticks) {
        var insert = database.insertInto(
                ADMISSION,
                ADMISSION.EVENT_ID,
                ADMISSION.LANE,
                ADMISSION.NUMBER,
                ADMISSION.ACCOUNT_ID,
                ADMISSION.GENERATION,
                ADMISSION.ADMITTED_AT,
                ADMISSION.ACTIVE,
                ADMISSION.ACTIVE_MAX,
                ADMISSION.RETURNED);
        for (Admissions tick : ticks) {
            OffsetDateTime at = Instant.ofEpochMilli(tick.view.atMs()).atOffset(ZoneOffset.UTC);
            for (QueueStore.Admitted admitted : tick.admitted) {
                insert = insert.values(
                        tick.event,
                        admitted.lane(),
                        admitted.number(),
                        admitted.account(),
                        tick.view.generation(),
                        at,
                        tick.view.active(),
                        tick.activeMax,
                        admitted.returned());
            }
        }
        insert.execute();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
