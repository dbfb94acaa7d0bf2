package io.tidegate.waitingroom.catalogue;

import static io.tidegate.db.Tables.BOOKING_ORDER;
import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.HOLD;
import static io.tidegate.db.Tables.SALE;
import static io.tidegate.db.Tables.SALE_CHANGE;

import io.tidegate.db.tables.records.EventRecord;
import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.store.Database;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import io.tidegate.wire.Block;
import io.tidegate.wire.Blocked;
import io.tidegate.wire.CancelEvent;
import io.tidegate.wire.EventCancelled;
import io.tidegate.wire.Refund;
import io.tidegate.wire.RefundStarted;
import io.tidegate.wire.Unblock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/**
 * What a promoter may do to tickets and orders while a sale runs, each by command to the event's writer: block and
 * unblock, refund an order whole or in part, cancel the event. And telling that it takes place at another time.
 */
final class Interventions {
    private static final String EVENT_PATH = "/promoter/events/:eventId/";
    private static final int TICKETS_MAX = 5000;
    private static final int SECTIONS_MAX = 2000;
    private static final int ID_CHARS_MAX = 64;
    private static final int REASON_CHARS_MAX = 500;
    private static final String CANCEL = "cancel";

    private final Database database;
    private final IdempotentAnswers answers;
    private final WriterCalls writer;

    Interventions(Database database, IdempotentAnswers answers, WriterCalls writer) {
        this.database = database;
        this.answers = answers;
        this.writer = writer;
    }

    void mount(Router router, PromoterCalls calls) {
        router.post(EVENT_PATH + "block").handler(calls.handler(this::block));
        router.post(EVENT_PATH + "unblock").handler(calls.handler(this::unblock));
        router.post(EVENT_PATH + "cancel").handler(calls.handler(this::cancel));
        router.post(EVENT_PATH + "reschedule").handler(calls.handler(this::reschedule));
        router.post("/promoter/orders/:orderId/refund").handler(calls.handler(this::refund));
    }

    /** {@code {ticketIds?[], sectionIds?[]}}: what of it is available goes out of the sale. */
    private Answer block(Request request) {
        long event = own(request).getEventId();
        Which which = Which.read(request.body(), event);
        which.requireSome();
        Blocked blocked = writer.ask(
                        request,
                        event,
                        "block",
                        command -> command.setBlock(Block.newBuilder()
                                .addAllTicketNos(which.ticketNos)
                                .addAllSectionIds(which.sectionIds)))
                .getBlocked();
        note(request, event, "block", new JsonObject().put("tickets", blocked.getBlocked()));
        return Answer.ok(new JsonObject()
                .put("eventId", Ids.eventId(event))
                .put("blocked", blocked.getBlocked())
                .put("taken", blocked.getTaken())
                .put("takenTicketIds", ticketIds(event, blocked.getTakenTicketNosList())));
    }

    /** The same, back on sale; {@code accessibleToAll}: the sections' accessible seats are for everyone from now on. */
    private Answer unblock(Request request) {
        long event = own(request).getEventId();
        Which which = Which.read(request.body(), event);
        boolean accessibleToAll = request.body().bool("accessibleToAll", false);
        if (!accessibleToAll) {
            which.requireSome();
        }
        int unblocked = writer.ask(
                        request,
                        event,
                        "unblock",
                        command -> command.setUnblock(Unblock.newBuilder()
                                .addAllTicketNos(which.ticketNos)
                                .addAllSectionIds(which.sectionIds)
                                .setAccessibleToAll(accessibleToAll)))
                .getUnblocked()
                .getUnblocked();
        note(request, event, "unblock", new JsonObject().put("tickets", unblocked));
        return Answer.ok(new JsonObject().put("eventId", Ids.eventId(event)).put("unblocked", unblocked));
    }

    /** For ever: the sale ends, live holds end, all orders are refunded, some in each of the writer's batches. */
    private Answer cancel(Request request) {
        long event = own(request).getEventId();
        if (request.dryRun()) {
            return Answer.ok(wouldCancel(event));
        }
        String reason =
                request.body().optionalString("reason", REASON_CHARS_MAX).orElse("");
        EventCancelled cancelled = writer.ask(
                        request,
                        event,
                        CANCEL,
                        command ->
                                command.setCancelEvent(CancelEvent.newBuilder().setReason(reason)))
                .getEventCancelled();
        JsonObject effects =
                new JsonObject().put("holdsEnded", cancelled.getHolds()).put("ordersToRefund", cancelled.getOrders());
        database.transaction(db -> {
            close(db, event);
            return wasCancelled(db, event)
                    ? 0
                    : note(db, request, event, CANCEL, effects.copy().put("reason", reason));
        });
        return Answer.ok(new JsonObject()
                .put("eventId", Ids.eventId(event))
                .put("state", "cancelled")
                .mergeIn(effects));
    }

    private static void close(DSLContext db, long event) {
        db.update(SALE)
                .set(SALE.CONTROL, SaleTermsJson.CLOSED)
                .set(SALE.ROW_VERSION, SALE.ROW_VERSION.add(1))
                .set(SALE.UPDATED_AT, DSL.currentOffsetDateTime())
                .where(SALE.EVENT_ID.eq(event), SALE.CONTROL.ne(SaleTermsJson.CLOSED))
                .execute();
    }

    private static boolean wasCancelled(DSLContext db, long event) {
        return db.fetchExists(
                SALE_CHANGE,
                SALE_CHANGE.EVENT_ID.eq(event),
                DSL.jsonbGetAttributeAsText(SALE_CHANGE.WHAT, "what").eq(CANCEL));
    }

    private JsonObject wouldCancel(long event) {
        return database.run(db -> new JsonObject()
                .put("dryRun", true)
                .put("eventId", Ids.eventId(event))
                .put("holdsEnded", db.fetchCount(HOLD, HOLD.EVENT_ID.eq(event), HOLD.STATE.eq((short) 0)))
                .put(
                        "ordersToRefund",
                        db.fetchCount(
                                BOOKING_ORDER,
                                BOOKING_ORDER.EVENT_ID.eq(event),
                                BOOKING_ORDER.STATUS.in("confirmed", "captured")))
                .put(
                        "effects",
                        "For ever: the sale is closed, live holds end, every order is refunded, as fast as the payment"
                                + " service allows, and its buyer is told."));
    }

    /** {@code {startTime, endTime, timeZone?}}: describes the event anew; tickets and orders stand. */
    private Answer reschedule(Request request) {
        Instant start = request.body().instant("startTime");
        Instant end = request.body().instant("endTime");
        if (!end.isAfter(start)) {
            throw request.body().bad("endTime", "after startTime");
        }
        Optional<String> zone =
                request.body().optionalString("timeZone", ID_CHARS_MAX).map(name -> Venues.zone(request.body(), name));
        EventRecord current = own(request);
        request.matchesIfGiven(current.getRowVersion());
        return answers.once(request, db -> {
            EventRecord row = db.update(EVENT)
                    .set(EVENT.START_TIME, start.atOffset(ZoneOffset.UTC))
                    .set(EVENT.END_TIME, end.atOffset(ZoneOffset.UTC))
                    .set(EVENT.TIME_ZONE, zone.orElse(current.getTimeZone()))
                    .set(EVENT.ROW_VERSION, current.getRowVersion() + 1)
                    .set(EVENT.UPDATED_AT, DSL.currentOffsetDateTime())
                    .where(EVENT.EVENT_ID.eq(current.getEventId()), EVENT.ROW_VERSION.eq(current.getRowVersion()))
                    .returning()
                    .fetchOptional()
                    .orElseThrow(Request::stale);
            note(db, request, row.getEventId(), "reschedule", new JsonObject().put("startTime", start.toString()));
            return Answer.ok(Events.json(row, Events.performers(db, row.getEventId())));
        });
    }

    /** {@code {ticketIds?[]}}: the whole order, or these of its tickets. Before the capture it is voided. */
    private Answer refund(Request request) {
        Ids.OfEvent order = Ids.parseOrderId(request.path("orderId")).orElseThrow(Interventions::unknownOrder);
        boolean own = database.run(db -> db.fetchExists(
                BOOKING_ORDER.join(EVENT).on(EVENT.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID)),
                BOOKING_ORDER
                        .EVENT_ID
                        .eq(order.event())
                        .and(BOOKING_ORDER.HOLD_NO.eq(order.number()))
                        .and(EVENT.PROMOTER_ID.eq(request.promoterId()))));
        if (!own) {
            throw unknownOrder();
        }
        Which which = Which.read(request.body(), order.event());
        String reason =
                request.body().optionalString("reason", REASON_CHARS_MAX).orElse("");
        RefundStarted refund = writer.ask(
                        request,
                        order.event(),
                        "refund",
                        command -> command.setRefund(Refund.newBuilder()
                                .setHoldNo(order.number())
                                .addAllTicketNos(which.ticketNos)
                                .setReason(reason)))
                .getRefundStarted();
        note(
                request,
                order.event(),
                "refund",
                new JsonObject().put("orderId", request.path("orderId")).put("amount", refund.getAmount()));
        return Answer.ok(new JsonObject()
                .put("orderId", request.path("orderId"))
                .put("refundNo", refund.getRefundNo())
                .put("amount", refund.getAmount())
                .put("ticketIds", ticketIds(order.event(), refund.getTicketNosList())));
    }

    private void note(Request request, long event, String what, JsonObject now) {
        database.transaction(db -> note(db, request, event, what, now));
    }

    /** Into the log of who changed what; a command that is asked again under its key is the same change. */
    private static int note(DSLContext db, Request request, long event, String what, JsonObject now) {
        String key = request.idempotencyKey().orElse("");
        boolean known = !key.isEmpty()
                && db.fetchExists(
                        SALE_CHANGE,
                        SALE_CHANGE.EVENT_ID.eq(event),
                        DSL.jsonbGetAttributeAsText(SALE_CHANGE.WHAT, "key").eq(key));
        JsonObject change = new JsonObject().put("what", what).put("now", now).put("key", key);
        return known
                ? 0
                : db.insertInto(SALE_CHANGE)
                        .set(SALE_CHANGE.EVENT_ID, event)
                        .set(SALE_CHANGE.CHANGED_BY, request.promoter().sub())
                        .set(SALE_CHANGE.WHAT, JSONB.valueOf(change.encode()))
                        .execute();
    }

    private EventRecord own(Request request) {
        long event = Events.id(request.path("eventId"));
        return database.run(db -> Events.own(db, event, request.promoterId()));
    }

    private static JsonArray ticketIds(long event, List<Integer> ticketNos) {
        JsonArray ids = new JsonArray();
        ticketNos.forEach(no -> ids.add(Ids.ticketId(event, no)));
        return ids;
    }

    private static HttpProblem unknownOrder() {
        return HttpProblem.notFound("no such order of an event of yours");
    }

    /** The tickets and sections that a body names. */
    private record Which(Fields body, List<Integer> ticketNos, List<String> sectionIds) {
        static Which read(Fields body, long event) {
            List<Integer> tickets = body.has("ticketIds")
                    ? body.strings("ticketIds", TICKETS_MAX, ID_CHARS_MAX).stream()
                            .map(id -> Ids.parseTicketId(id)
                                    .filter(ticket -> ticket.event() == event)
                                    .orElseThrow(() -> HttpProblem.notFound("no such ticket of this event: " + id))
                                    .number())
                            .distinct()
                            .toList()
                    : List.of();
            List<String> sections =
                    body.has("sectionIds") ? body.strings("sectionIds", SECTIONS_MAX, ID_CHARS_MAX) : List.of();
            return new Which(body, tickets, sections);
        }

        void requireSome() {
            if (ticketNos.isEmpty() && sectionIds.isEmpty()) {
                throw HttpProblem.badRequest("ticketIds or sectionIds: at least one is needed");
            }
        }
    }
}
