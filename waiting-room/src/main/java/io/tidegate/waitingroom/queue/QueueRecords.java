package io.tidegate.waitingroom.queue;

import static io.tidegate.db.Tables.ADMISSION;
import static io.tidegate.db.Tables.QUEUE_GENERATION;

import io.tidegate.db.tables.records.QueueGenerationRecord;
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

    /**
     * What Redis knows of a queue.
     *
     * @param run its process
     * @param begunBy the process in which the queue was begun or gone on with last; empty: it knows nothing
     * @param opening how often that was done, as it remembers
     * @param sealed the last thing it was told is that an instance ended in good order
     */
    record Found(String run, String begunBy, long generation, long opening, boolean sealed) {}

    /**
     * A queue's beginning.
     *
     * @param kept Redis has all that it was told: the queue goes on as if nothing had been
     * @param admittedLately whom the log says were admitted within a lease's time before, where something may be lost
     */
    record Begun(long generation, long opening, boolean kept, List<Logged> admittedLately) {}

    /** An admission of the log. */
    record Logged(String account, String lane, long number, long atMs) {}

    /** The generation that begins now or goes on, 1 for a new queue; every lane has its seed afterwards. */
    Begun begin(Sale sale, Found found) {
        return database.transactionResult(transaction -> {
            DSLContext sql = transaction.dsl();
            draws.commit(sql, sale);
            QueueGenerationRecord begun = begun(sql, sale.event(), found);
            boolean whole = begun.getKept() || begun.getGeneration() == 1;
            return new Begun(
                    begun.getGeneration(),
                    begun.getOpening(),
                    begun.getKept(),
                    whole ? List.of() : admittedLately(sql, sale));
        });
    }

    private static QueueGenerationRecord begun(DSLContext sql, long event, Found found) {
        sql.insertInto(QUEUE_GENERATION, QUEUE_GENERATION.EVENT_ID, QUEUE_GENERATION.GENERATION)
                .values(event, 0L)
                .onConflictDoNothing()
                .execute();
        QueueGenerationRecord last = sql.selectFrom(QUEUE_GENERATION)
                .where(QUEUE_GENERATION.EVENT_ID.eq(event))
                .forUpdate()
                .fetchSingle();
        Instant now =
                sql.select(DSL.currentOffsetDateTime()).fetchSingle().value1().toInstant();
        boolean kept = found.sealed
                && found.begunBy.equals(last.getRun())
                && found.generation == last.getGeneration()
                && found.opening == last.getOpening();
        boolean justBegun = found.run.equals(last.getRun())
                && last.getBegunAt()
                        .toInstant()
                        .plusSeconds(SAME_BEGINNING_SECONDS)
                        .isAfter(now);
        if (!kept && justBegun) {
            return last;
        }
        last.setGeneration(kept ? last.getGeneration() : last.getGeneration() + 1);
        last.setOpening(last.getOpening() + 1);
        last.setKept(kept);
        last.setRun(found.run);
        last.setBegunAt(now.atOffset(ZoneOffset.UTC));
        last.store();
        return last;
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
