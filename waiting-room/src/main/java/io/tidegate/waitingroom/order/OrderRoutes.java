package io.tidegate.waitingroom.order;

import static io.tidegate.db.Tables.BOOKING_ORDER;
import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.HOLD;
import static io.tidegate.db.Tables.PAYMENT;

import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.booking.Answers;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.waitingroom.booking.EventSeats;
import io.tidegate.waitingroom.booking.Hold;
import io.tidegate.waitingroom.booking.Holds;
import io.tidegate.waitingroom.booking.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** A buyer's own orders, newest first; another's are not found. */
public final class OrderRoutes {
    private final BookingServices services;

    private OrderRoutes(BookingServices services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void mount(Router router, BookingServices services) {
        OrderRoutes routes = new OrderRoutes(services);
        router.get("/orders").handler(routes::list);
        router.get("/orders/:orderId").handler(routes::get);
    }

    private void list(RoutingContext ctx) {
        String account = services.identity().buyer(ctx);
        int limit = OrderCursor.limit(ctx.queryParams().get("limit"));
        Optional<OrderCursor> after =
                Optional.ofNullable(ctx.queryParams().get("cursor")).map(OrderCursor::parse);
        services.database()
                .call(db -> page(db, account, after, limit + 1))
                .compose(rows ->
                        json(rows.subList(0, Math.min(limit, rows.size()))).map(orders -> body(orders, rows, limit)))
                .onFailure(ctx::fail)
                .onSuccess(body -> Answers.write(ctx, new Outcome(200, null, body)));
    }

    private void get(RoutingContext ctx) {
        String account = services.identity().buyer(ctx);
        Ids.OfEvent id = Ids.parseOrderId(Objects.requireNonNull(ctx.pathParam("orderId")))
                .orElseThrow(OrderRoutes::unknown);
        Condition own = BOOKING_ORDER
                .EVENT_ID
                .eq(id.event())
                .and(BOOKING_ORDER.HOLD_NO.eq(id.number()))
                .and(BOOKING_ORDER.ACCOUNT_ID.eq(account));
        services.database()
                .call(db -> select(db, own, 1))
                .map(rows -> rows.stream().findFirst().orElseThrow(OrderRoutes::unknown))
                .compose(row -> json(List.of(row))
                        .compose(orders -> services.holds()
                                .timeline(id.event(), id.number())
                                .map(timeline -> orders.getJsonObject(0).put("timeline", timeline))))
                .onFailure(ctx::fail)
                .onSuccess(body -> Answers.write(ctx, new Outcome(200, null, body)));
    }

    /** Plan: index orders_of_account, from the cursor on. */
    private static List<Order> page(DSLContext db, String account, Optional<OrderCursor> after, int count) {
        Condition own = BOOKING_ORDER.ACCOUNT_ID.eq(account);
        return select(db, after.map(cursor -> own.and(cursor.condition())).orElse(own), count);
    }

    private static List<Order> select(DSLContext db, Condition which, int count) {
        return db.select(HOLD.asterisk(), PAYMENT.asterisk(), BOOKING_ORDER.asterisk(), EVENT.EVENT_NAME)
                .from(BOOKING_ORDER)
                .join(HOLD)
                .on(HOLD.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID), HOLD.HOLD_NO.eq(BOOKING_ORDER.HOLD_NO))
                .leftJoin(PAYMENT)
                .on(PAYMENT.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID), PAYMENT.HOLD_NO.eq(BOOKING_ORDER.HOLD_NO))
                .leftJoin(EVENT)
                .on(EVENT.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID))
                .where(which)
                .orderBy(BOOKING_ORDER.CONFIRMED_AT.desc(), BOOKING_ORDER.EVENT_ID, BOOKING_ORDER.HOLD_NO)
                .limit(DSL.inline(count))
                .fetch(OrderRoutes::read);
    }

    private static Order read(Record row) {
        return new Order(Holds.read(row), Optional.ofNullable(row.get(EVENT.EVENT_NAME)));
    }

    private static JsonObject body(JsonArray orders, List<Order> rows, int limit) {
        JsonObject body = new JsonObject().put("orders", orders);
        if (rows.size() > limit) {
            body.put("nextCursor", OrderCursor.of(rows.get(limit - 1).hold).text());
        }
        return body;
    }

    private Future<JsonArray> json(List<Order> orders) {
        List<Future<JsonObject>> labelled = new ArrayList<>();
        for (Order order : orders) {
            labelled.add(services.seating()
                    .of(order.hold.event())
                    .otherwise(Optional.empty())
                    .map(seats -> json(order, seats)));
        }
        return Future.join(labelled).map(all -> {
            JsonArray array = new JsonArray();
            labelled.forEach(one -> array.add(one.result()));
            return array;
        });
    }

    private static JsonObject json(Order order, Optional<EventSeats> seats) {
        Hold hold = order.hold;
        Hold.Order paid = hold.order().orElseThrow();
        JsonObject body = new JsonObject()
                .put("orderId", Ids.orderId(hold.event(), hold.holdNo()))
                .put("eventId", Ids.eventId(hold.event()));
        order.eventName.ifPresent(name -> body.put("eventName", name));
        return body.put("status", paid.status())
                .put("tickets", Outcome.tickets(hold.event(), seats, hold.ticketNos(), hold.priceNos(), List.of()))
                .put("amount", paid.amount())
                .put("currency", seats.map(EventSeats::currency).orElse(null))
                .put("confirmedAt", paid.confirmedAt().toString())
                .put("holdId", Ids.holdId(hold.event(), hold.holdNo()))
                .put("paymentId", Ids.paymentId(hold.event(), hold.holdNo()));
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("no such order");
    }

    private record Order(Hold hold, Optional<String> eventName) {}
}
