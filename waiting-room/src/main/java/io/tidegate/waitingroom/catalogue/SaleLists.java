package io.tidegate.waitingroom.catalogue;

import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.SALE;
import static io.tidegate.db.Tables.SALE_CHANGE;

import io.tidegate.db.tables.records.SaleChangeRecord;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.store.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jooq.Record;

/** A promoter's sales, and of each the log of who changed what, newest first. */
final class SaleLists {
    private static final String PATH = "/promoter/sales";

    private final Database database;

    SaleLists(Database database) {
        this.database = database;
    }

    void mount(Router router, PromoterCalls calls) {
        router.get(PATH).handler(calls.handler(this::sales));
        router.get(PATH + "/:eventId/changes").handler(calls.handler(this::changes));
    }

    private Answer sales(Request request) {
        long after = request.cursor().map(Events::id).orElse(-1L);
        List<Record> rows = database.run(db -> db.select(SALE.asterisk(), EVENT.EVENT_NAME, EVENT.START_TIME)
                .from(EVENT)
                .join(SALE)
                .on(SALE.EVENT_ID.eq(EVENT.EVENT_ID))
                .where(EVENT.PROMOTER_ID.eq(request.promoterId()), EVENT.EVENT_ID.gt(after))
                .orderBy(EVENT.EVENT_ID)
                .limit(request.limit() + 1)
                .fetch(row -> row));
        return Listing.page(
                "sales", request.limit(), rows, SaleLists::sale, row -> Ids.eventId(row.get(SALE.EVENT_ID)));
    }

    private static JsonObject sale(Record row) {
        return new JsonObject()
                .put("eventId", Ids.eventId(row.get(SALE.EVENT_ID)))
                .put("eventName", row.get(EVENT.EVENT_NAME))
                .put("startTime", row.get(EVENT.START_TIME).toInstant().toString())
                .put("lobbyOpensAt", row.get(SALE.LOBBY_OPENS_AT).toInstant().toString())
                .put("opensAt", row.get(SALE.OPENS_AT).toInstant().toString())
                .put("closesAt", row.get(SALE.CLOSES_AT).toInstant().toString())
                .put("queued", row.get(SALE.QUEUED))
                .put("control", row.get(SALE.CONTROL))
                .put("rowVersion", row.get(SALE.ROW_VERSION));
    }

    private Answer changes(Request request) {
        long before = request.cursor().map(SaleLists::changeNo).orElse(Long.MAX_VALUE);
        List<SaleChangeRecord> rows = database.run(db -> {
            long event = Events.own(db, Events.id(request.path("eventId")), request.promoterId())
                    .getEventId();
            return db.selectFrom(SALE_CHANGE)
                    .where(SALE_CHANGE.EVENT_ID.eq(event), SALE_CHANGE.CHANGE_NO.lt(before))
                    .orderBy(SALE_CHANGE.CHANGE_NO.desc())
                    .limit(request.limit() + 1)
                    .fetch();
        });
        return Listing.page(
                "changes", request.limit(), rows, SaleLists::change, row -> Long.toString(row.getChangeNo()));
    }

    private static long changeNo(String cursor) {
        if (!cursor.matches("\\d{1,18}")) {
            throw HttpProblem.badRequest("cursor: allowed: a nextCursor").with("field", "cursor");
        }
        return Long.parseLong(cursor);
    }

    private static JsonObject change(SaleChangeRecord row) {
        JsonObject what = new JsonObject(row.getWhat().data());
        JsonObject now = what.getJsonObject("now", new JsonObject());
        return new JsonObject()
                .put("changeNo", row.getChangeNo())
                .put("changedAt", row.getChangedAt().toInstant().toString())
                .put("changedBy", row.getChangedBy())
                .put("what", what.getString("what"))
                .put("fields", differences(what.getJsonObject("before", new JsonObject()), now))
                .put("now", now);
    }

    /** {@code [{field, from?, to?}]}, by name. */
    static JsonArray differences(JsonObject before, JsonObject now) {
        TreeSet<String> names = new TreeSet<>(before.fieldNames());
        names.addAll(now.fieldNames());
        names.remove("rowVersion");
        JsonArray fields = new JsonArray();
        for (String name : names) {
            if (!Objects.equals(before.getValue(name), now.getValue(name))) {
                fields.add(new JsonObject()
                        .put("field", name)
                        .put("from", before.getValue(name))
                        .put("to", now.getValue(name)));
            }
        }
        return fields;
    }
}
