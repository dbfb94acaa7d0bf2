package io.tidegate.waitingroom.catalogue;

import static io.tidegate.db.Tables.EVENT_PERFORMER;
import static io.tidegate.db.Tables.PERFORMER;

import io.tidegate.db.tables.records.PerformerRecord;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.store.Database;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** A promoter's performers. */
final class Performers {
    private static final String PATH = "/promoter/performers";

    private final Database database;
    private final IdempotentAnswers answers;

    Performers(Database database, IdempotentAnswers answers) {
        this.database = database;
        this.answers = answers;
    }

    void mount(Router router, PromoterCalls calls) {
        router.post(PATH).handler(calls.handler(this::create));
        router.get(PATH).handler(calls.handler(this::list));
        router.get(PATH + "/:performerId").handler(calls.handler(this::get));
        router.put(PATH + "/:performerId").handler(calls.handler(this::change));
        router.delete(PATH + "/:performerId").handler(calls.handler(this::delete));
    }

    private Answer create(Request request) {
        PerformerRecord performer = read(request);
        return answers.once(request, db -> {
            performer.setPromoterId(request.promoterId());
            PerformerRecord row =
                    db.insertInto(PERFORMER).set(performer).returning().fetchSingle();
            return Answer.created(PATH + "/" + Ids.performerId(row.getPerformerId()), json(row));
        });
    }

    private Answer list(Request request) {
        long after = request.cursor().map(Performers::id).orElse(0L);
        List<PerformerRecord> rows = database.run(db -> db.selectFrom(PERFORMER)
                .where(PERFORMER.PROMOTER_ID.eq(request.promoterId()), PERFORMER.PERFORMER_ID.gt(after))
                .orderBy(PERFORMER.PERFORMER_ID)
                .limit(request.limit() + 1)
                .fetch());
        return Listing.page(
                "performers", request.limit(), rows, Performers::json, row -> Ids.performerId(row.getPerformerId()));
    }

    private Answer get(Request request) {
        return Answer.ok(json(database.run(db -> db.selectFrom(PERFORMER)
                .where(
                        PERFORMER.PERFORMER_ID.eq(id(request.path("performerId"))),
                        PERFORMER.PROMOTER_ID.eq(request.promoterId()))
                .fetchOptional()
                .orElseThrow(Performers::unknown))));
    }

    private Answer change(Request request) {
        PerformerRecord wanted = read(request);
        return answers.once(request, db -> {
            PerformerRecord row = lock(db, request);
            wanted.setRowVersion(row.getRowVersion() + 1);
            return Answer.ok(json(db.update(PERFORMER)
                    .set(wanted)
                    .set(PERFORMER.UPDATED_AT, DSL.currentOffsetDateTime())
                    .where(PERFORMER.PERFORMER_ID.eq(row.getPerformerId()))
                    .returning()
                    .fetchSingle()));
        });
    }

    private Answer delete(Request request) {
        return answers.once(request, db -> {
            PerformerRecord row = lock(db, request);
            if (db.fetchExists(EVENT_PERFORMER, EVENT_PERFORMER.PERFORMER_ID.eq(row.getPerformerId()))) {
                throw HttpProblem.of(
                        409, "performer-in-use", "The performer has events", "take the performer off them first");
            }
            db.deleteFrom(PERFORMER)
                    .where(PERFORMER.PERFORMER_ID.eq(row.getPerformerId()))
                    .execute();
            return Answer.gone();
        });
    }

    private static PerformerRecord lock(DSLContext db, Request request) {
        PerformerRecord row = db.selectFrom(PERFORMER)
                .where(
                        PERFORMER.PERFORMER_ID.eq(id(request.path("performerId"))),
                        PERFORMER.PROMOTER_ID.eq(request.promoterId()))
                .forUpdate()
                .fetchOptional()
                .orElseThrow(Performers::unknown);
        request.matches(row.getRowVersion());
        return row;
    }

    private static PerformerRecord read(Request request) {
        PerformerRecord performer = new PerformerRecord();
        performer.setPerformerName(request.body().string("performerName", 200));
        performer.setPerformerType(request.body().string("performerType", 50));
        return performer;
    }

    private static JsonObject json(PerformerRecord row) {
        return new JsonObject()
                .put("performerId", Ids.performerId(row.getPerformerId()))
                .put("performerName", row.getPerformerName())
                .put("performerType", row.getPerformerType())
                .put("rowVersion", row.getRowVersion());
    }

    static long id(String performerId) {
        return Ids.parsePerformerId(performerId).orElseThrow(Performers::unknown);
    }

    static HttpProblem unknown() {
        return HttpProblem.notFound("no such performer");
    }
}
