package io.tidegate.waitingroom.catalogue.importing;

import static io.tidegate.db.Tables.PERFORMER;

import io.tidegate.db.tables.records.PerformerRecord;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** The performers of a batch: found by their source's id, made or changed as the source says. */
final class PerformerUpserts {
    private final DSLContext db;
    private final String promoterId;
    private final Map<String, PerformerRecord> rows = new HashMap<>();
    private final Map<String, Result.Kind> done = new HashMap<>();

    PerformerUpserts(DSLContext db, String promoterId) {
        this.db = db;
        this.promoterId = promoterId;
    }

    /** Of several with one id, the last counts. */
    void apply(List<Item> said) {
        db.selectFrom(PERFORMER)
                .where(PERFORMER.PROMOTER_ID.eq(promoterId), PERFORMER.SOURCE_ID.eq(DSL.any(Sources.ids(said))))
                .orderBy(PERFORMER.PERFORMER_ID)
                .forUpdate()
                .forEach(row -> rows.put(row.getSourceId(), row));
        Map<String, Item.Performer> wanted = new LinkedHashMap<>();
        said.forEach(item -> {
            if (item instanceof Item.Performer performer) {
                wanted.put(performer.sourceId(), performer);
            }
        });
        List<PerformerRecord> created = new ArrayList<>();
        wanted.values().forEach(performer -> {
            if (!rows.containsKey(performer.sourceId())) {
                created.add(record(performer));
                done.put(performer.sourceId(), Result.Kind.CREATED);
            } else {
                change(rows.get(performer.sourceId()), performer);
            }
        });
        if (!created.isEmpty()) {
            db.insertInto(PERFORMER).set(created).returning().fetch().forEach(row -> rows.put(row.getSourceId(), row));
        }
    }

    private PerformerRecord record(Item.Performer performer) {
        PerformerRecord row = new PerformerRecord();
        row.setPromoterId(promoterId);
        row.setSourceId(performer.sourceId());
        row.setPerformerName(performer.name());
        row.setPerformerType(performer.type());
        return row;
    }

    private void change(PerformerRecord row, Item.Performer performer) {
        boolean same = row.getPerformerName().equals(performer.name())
                && row.getPerformerType().equals(performer.type());
        done.put(performer.sourceId(), same ? Result.Kind.UNCHANGED : Result.Kind.CHANGED);
        if (!same) {
            db.update(PERFORMER)
                    .set(PERFORMER.PERFORMER_NAME, performer.name())
                    .set(PERFORMER.PERFORMER_TYPE, performer.type())
                    .set(PERFORMER.ROW_VERSION, PERFORMER.ROW_VERSION.plus(1))
                    .set(PERFORMER.UPDATED_AT, DSL.currentOffsetDateTime())
                    .where(PERFORMER.PERFORMER_ID.eq(row.getPerformerId()))
                    .execute();
        }
    }

    PerformerRecord find(String sourceId) {
        PerformerRecord row = rows.get(sourceId);
        if (row == null) {
            throw HttpProblem.badRequest("performer: nothing was imported as " + sourceId);
        }
        return row;
    }

    Result result(String sourceId) {
        return Result.done(
                done.getOrDefault(sourceId, Result.Kind.UNCHANGED),
                Ids.performerId(find(sourceId).getPerformerId()));
    }
}
