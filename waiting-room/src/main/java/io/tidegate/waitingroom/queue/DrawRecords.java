package io.tidegate.waitingroom.queue;

import static io.tidegate.db.Tables.DRAW;
import static io.tidegate.db.Tables.DRAW_LIST;

import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.sale.Sale;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The draws in Postgres: seed and commitment from the queue's beginning, the frozen list with its root, the numbers. What
 * is stored first stands, whoever else draws. Every call blocks.
 */
final class DrawRecords {
    /** Places in one row of the list, and in one page of it as published. */
    static final int CHUNK = 10_000;

    private static final int SEED_BYTES = 32;

    private final DSLContext database;
    private final SeedCipher cipher;
    private final SecureRandom random = new SecureRandom();

    DrawRecords(DSLContext database, Settings.Tokens tokens) {
        this.database = database;
        this.cipher = new SeedCipher(tokens);
    }

    /** Every lane of the sale has its seed afterwards. */
    void commit(DSLContext sql, Sale sale) {
        sale.lanes().forEach(lane -> commit(sql, sale.event(), lane.name()));
    }

    private void commit(DSLContext sql, long event, String lane) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        sql.insertInto(DRAW, DRAW.EVENT_ID, DRAW.LANE, DRAW.COMMITMENT, DRAW.SEED)
                .values(event, lane, QueueRecords.sha256(seed), cipher.encrypt(seed))
                .onConflictDoNothing()
                .execute();
    }

    /** A lane's seed; made now if the lane is younger than its queue. */
    byte[] seed(long event, String lane) {
        commit(database, event, lane);
        return cipher.decrypt(database.select(DRAW.SEED)
                .from(DRAW)
                .where(DRAW.EVENT_ID.eq(event), DRAW.LANE.eq(lane))
                .fetchSingle()
                .value1());
    }

    /** Keeps the list of a frozen lobby and its root, before any number is drawn, unless one is kept already. */
    void freeze(long event, String lane, DrawList list) {
        commit(database, event, lane);
        database.transaction(transaction -> {
            DSLContext sql = transaction.dsl();
            int first = sql.update(DRAW)
                    .set(DRAW.ROOT, list.root())
                    .set(DRAW.PLACES, list.size())
                    .set(DRAW.FROZEN_AT, DSL.currentOffsetDateTime())
                    .where(DRAW.EVENT_ID.eq(event), DRAW.LANE.eq(lane), DRAW.ROOT.isNull())
                    .execute();
            for (int from = 0; first == 1 && from < list.size(); from += CHUNK) {
                int to = Math.min(from + CHUNK, list.size());
                sql.insertInto(DRAW_LIST, DRAW_LIST.EVENT_ID, DRAW_LIST.LANE, DRAW_LIST.CHUNK_NO, DRAW_LIST.PLACES)
                        .values(event, lane, from / CHUNK, list.packed(from, to))
                        .execute();
            }
        });
    }

    /** The list that is kept; empty while none is. */
    Optional<DrawList> list(long event, String lane) {
        boolean frozen = database.fetchExists(DRAW, DRAW.EVENT_ID.eq(event), DRAW.LANE.eq(lane), DRAW.ROOT.isNotNull());
        if (!frozen) {
            return Optional.empty();
        }
        List<byte[]> chunks = database.select(DRAW_LIST.PLACES)
                .from(DRAW_LIST)
                .where(DRAW_LIST.EVENT_ID.eq(event), DRAW_LIST.LANE.eq(lane))
                .orderBy(DRAW_LIST.CHUNK_NO)
                .fetch(DRAW_LIST.PLACES);
        ByteBuffer ids = ByteBuffer.allocate(
                chunks.stream().mapToInt(chunk -> chunk.length).sum());
        chunks.forEach(ids::put);
        return Optional.of(DrawList.packed(ids.array()));
    }

    /** What the beacon gave, once that is kept. */
    Optional<String> beaconValue(long event, String lane) {
        return database.select(DRAW.BEACON_VALUE)
                .from(DRAW)
                .where(DRAW.EVENT_ID.eq(event), DRAW.LANE.eq(lane))
                .fetchOptional(DRAW.BEACON_VALUE);
    }

    /** Keeps what the beacon gave after the list was frozen; the value that was kept first. */
    String beacon(long event, String lane, String url, String value) {
        database.update(DRAW)
                .set(DRAW.BEACON, url)
                .set(DRAW.BEACON_VALUE, value)
                .where(DRAW.EVENT_ID.eq(event), DRAW.LANE.eq(lane), DRAW.ROOT.isNotNull(), DRAW.BEACON_VALUE.isNull())
                .execute();
        return beaconValue(event, lane).orElseThrow();
    }

    /** One page of the list, as published; empty: there is none of this number. */
    Optional<byte[]> page(long event, String lane, int page) {
        return database.select(DRAW_LIST.PLACES)
                .from(DRAW_LIST)
                .where(DRAW_LIST.EVENT_ID.eq(event), DRAW_LIST.LANE.eq(lane), DRAW_LIST.CHUNK_NO.eq(page))
                .fetchOptional(row -> DrawList.packed(row.value1()).text());
    }

    /** Keeps what was drawn, in the list's order. */
    void numbers(long event, String lane, int[] numbers) {
        for (int from = 0; from < numbers.length; from += CHUNK) {
            int to = Math.min(from + CHUNK, numbers.length);
            ByteBuffer packed = ByteBuffer.allocate((to - from) * Integer.BYTES);
            for (int i = from; i < to; i++) {
                packed.putInt(numbers[i]);
            }
            database.update(DRAW_LIST)
                    .set(DRAW_LIST.NUMBERS, packed.array())
                    .where(
                            DRAW_LIST.EVENT_ID.eq(event),
                            DRAW_LIST.LANE.eq(lane),
                            DRAW_LIST.CHUNK_NO.eq(from / CHUNK),
                            DRAW_LIST.NUMBERS.isNull())
                    .execute();
        }
    }

    /** The number drawn for a place; 0: none. */
    long drawnNumber(long event, String lane, String placeId) {
        var chunk = database.select(DRAW_LIST.PLACES, DRAW_LIST.NUMBERS)
                .from(DRAW_LIST)
                .where(
                        DRAW_LIST.EVENT_ID.eq(event),
                        DRAW_LIST.LANE.eq(lane),
                        DSL.condition(
                                "substring({0} from 1 for {1}) <= {2}",
                                DRAW_LIST.PLACES,
                                DSL.inline(DrawList.ID_BYTES),
                                DSL.val(DrawList.of(List.of(placeId)).packed(0, 1))))
                .orderBy(DRAW_LIST.CHUNK_NO.desc())
                .limit(1)
                .fetchOne();
        if (chunk == null || chunk.value2() == null) {
            return 0;
        }
        int index = DrawList.packed(chunk.value1()).indexOf(placeId);
        return index < 0 ? 0 : ByteBuffer.wrap(chunk.value2()).getInt(index * Integer.BYTES);
    }

    void opened(long event, String lane) {
        database.update(DRAW)
                .set(DRAW.OPENED_AT, DSL.currentOffsetDateTime())
                .where(DRAW.EVENT_ID.eq(event), DRAW.LANE.eq(lane), DRAW.OPENED_AT.isNull())
                .execute();
    }

    /**
     * What anybody may know of a lane's draw by now.
     *
     * @param commitment SHA-256 of the seed
     * @param root of the frozen list, once that is kept
     * @param places in the list
     * @param beacon where its value was taken from, once it was
     * @param seed once the lane has opened
     */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Public(
            String lane,
            byte[] commitment,
            byte @Nullable [] root,
            int places,
            @Nullable String beacon,
            @Nullable String beaconValue,
            byte @Nullable [] seed) {}

    /** Of every lane; who asks first has the seeds made. */
    List<Public> published(Sale sale) {
        boolean committed = database.fetchCount(DRAW, DRAW.EVENT_ID.eq(sale.event()))
                >= sale.lanes().size();
        if (!committed) {
            commit(database, sale);
        }
        List<Public> draws = new ArrayList<>();
        database.selectFrom(DRAW)
                .where(DRAW.EVENT_ID.eq(sale.event()))
                .orderBy(DRAW.LANE)
                .forEach(row -> draws.add(new Public(
                        row.getLane(),
                        row.getCommitment(),
                        row.getRoot(),
                        row.getPlaces() == null ? 0 : row.getPlaces(),
                        row.getBeacon(),
                        row.getBeaconValue(),
                        row.getOpenedAt() == null ? null : cipher.decrypt(row.getSeed()))));
        return draws;
    }
}
