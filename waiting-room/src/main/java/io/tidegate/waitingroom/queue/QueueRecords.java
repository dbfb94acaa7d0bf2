package io.tidegate.waitingroom.queue;

import static io.tidegate.db.Tables.ADMISSION;
import static io.tidegate.db.Tables.DRAW;
import static io.tidegate.db.Tables.QUEUE_GENERATION;

import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.sale.Sale;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;

/** What the queue keeps in Postgres: generations, draws, the log of admissions. Every call blocks. */
final class QueueRecords {
    private static final int SEED_BYTES = 32;
    /** Two instances that begin a queue together begin one generation. */
    private static final int SAME_BEGINNING_SECONDS = 5;

    private final DSLContext database;
    private final SeedCipher cipher;
    private final SecureRandom random = new SecureRandom();

    QueueRecords(DSLContext database, Settings.Tokens tokens) {
        this.database = database;
        this.cipher = new SeedCipher(tokens);
    }

    /** The generation that begins now, 1 for a new queue; every lane has its seed afterwards. */
    long begin(Sale sale) {
        return database.transactionResult(transaction -> {
            DSLContext sql = transaction.dsl();
            for (Sale.Lane lane : sale.lanes()) {
                byte[] seed = new byte[SEED_BYTES];
                random.nextBytes(seed);
                sql.insertInto(DRAW, DRAW.EVENT_ID, DRAW.LANE, DRAW.COMMITMENT, DRAW.SEED)
                        .values(sale.event(), lane.name(), sha256(seed), cipher.encrypt(seed))
                        .onConflictDoNothing()
                        .execute();
            }
            return generation(sql, sale.event());
        });
    }

    private static long generation(DSLContext sql, long event) {
        var lately = QUEUE_GENERATION.BEGUN_AT.gt(
                DSL.currentOffsetDateTime().minus(DayToSecond.valueOf(Duration.ofSeconds(SAME_BEGINNING_SECONDS))));
        return sql.insertInto(QUEUE_GENERATION, QUEUE_GENERATION.EVENT_ID, QUEUE_GENERATION.GENERATION)
                .values(event, 1L)
                .onConflict(QUEUE_GENERATION.EVENT_ID)
                .doUpdate()
                .set(
                        QUEUE_GENERATION.GENERATION,
                        DSL.when(lately, QUEUE_GENERATION.GENERATION).otherwise(QUEUE_GENERATION.GENERATION.plus(1)))
                .set(QUEUE_GENERATION.BEGUN_AT, DSL.currentOffsetDateTime())
                .returningResult(QUEUE_GENERATION.GENERATION)
                .fetchSingle()
                .value1();
    }

    /** A lane's seed; made now if the lane is younger than its queue. */
    byte[] seed(long event, String lane) {
        byte[] fresh = new byte[SEED_BYTES];
        random.nextBytes(fresh);
        database.insertInto(DRAW, DRAW.EVENT_ID, DRAW.LANE, DRAW.COMMITMENT, DRAW.SEED)
                .values(event, lane, sha256(fresh), cipher.encrypt(fresh))
                .onConflictDoNothing()
                .execute();
        return cipher.decrypt(database.select(DRAW.SEED)
                .from(DRAW)
                .where(DRAW.EVENT_ID.eq(event), DRAW.LANE.eq(lane))
                .fetchSingle()
                .value1());
    }

    /** Keeps the root of a frozen lobby, before any number is written. */
    void frozen(long event, String lane, byte[] root, int places) {
        database.update(DRAW)
                .set(DRAW.ROOT, root)
                .set(DRAW.PLACES, places)
                .set(DRAW.FROZEN_AT, DSL.currentOffsetDateTime())
                .where(DRAW.EVENT_ID.eq(event), DRAW.LANE.eq(lane), DRAW.ROOT.isNull())
                .execute();
    }

    void opened(long event, String lane) {
        database.update(DRAW)
                .set(DRAW.OPENED_AT, DSL.currentOffsetDateTime())
                .where(DRAW.EVENT_ID.eq(event), DRAW.LANE.eq(lane), DRAW.OPENED_AT.isNull())
                .execute();
    }

    /** SHA-256 of each lane's seed. */
    Map<String, byte[]> commitments(long event) {
        return database.select(DRAW.LANE, DRAW.COMMITMENT)
                .from(DRAW)
                .where(DRAW.EVENT_ID.eq(event))
                .fetchMap(DRAW.LANE, DRAW.COMMITMENT);
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
                ADMISSION.ACTIVE_MAX);
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
                        tick.activeMax);
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
