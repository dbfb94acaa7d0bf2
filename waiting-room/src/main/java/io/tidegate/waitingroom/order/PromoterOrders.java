package io.tidegate.waitingroom.order;

import static io.tidegate.db.Tables.ACCOUNT;
import static io.tidegate.db.Tables.BOOKING_ORDER;
import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.HOLD;
import static io.tidegate.db.Tables.PAYMENT;

import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.waitingroom.catalogue.Answer;
import io.tidegate.waitingroom.catalogue.Listing;
import io.tidegate.waitingroom.catalogue.PromoterCalls;
import io.tidegate.waitingroom.catalogue.Request;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * A promoter's list of an event's orders, newest first: all, those of a status, or those that a text finds, which is an
 * order's or an account's id or the beginning of a buyer's e-mail address.
 */
public final class PromoterOrders {
    private static final Set<String> STATUSES = Set.of("confirmed", "captured", "refunded", "paymentFailed");
    private static final int QUERY_CHARS_MAX = 254;

    private final BookingServices services;

    private PromoterOrders(BookingServices services) {
        this.services = services;
    }

    /** Adds the route. */
    public static void mount(Router router, BookingServices services) {
        PromoterCalls calls = new PromoterCalls(services.vertx(), services.identity());
        router.get("/promoter/events/:eventId/orders").handler(calls.handler(new PromoterOrders(services)::list));
    }

    private Answer list(Request request) {
        OptionalLong event = Ids.parseEventId(request.path("eventId"));
        Condition which = status(request).and(found(request));
        Optional<OrderCursor> after = request.cursor().map(OrderCursor::parse);
        return services.database().run(db -> {
            long own = event.isPresent() ? own(db, event.getAsLong(), request.promoterId()) : unknown();
            List<Record> rows = db.select(
                            BOOKING_ORDER.asterisk(),
                            HOLD.LANE,
                            DSL.cardinality(HOLD.TICKET_NOS).as("tickets"),
                            PAYMENT.CAPTURED,
                            PAYMENT.REFUNDED,
                            PAYMENT.STATE,
                            ACCOUNT.EMAIL,
                            EVENT.CURRENCY)
                    .from(BOOKING_ORDER)
                    .join(HOLD)
                    .on(HOLD.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID), HOLD.HOLD_NO.eq(BOOKING_ORDER.HOLD_NO))
                    .join(EVENT)
                    .on(EVENT.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID))
                    .leftJoin(PAYMENT)
                    .on(PAYMENT.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID), PAYMENT.HOLD_NO.eq(BOOKING_ORDER.HOLD_NO))
                    .leftJoin(ACCOUNT)
                    .on(ACCOUNT.ACCOUNT_ID.eq(BOOKING_ORDER.ACCOUNT_ID))
                    .where(BOOKING_ORDER.EVENT_ID.eq(own))
                    .and(which)
                    .and(after.map(OrderCursor::condition).orElse(DSL.noCondition()))
                    .orderBy(BOOKING_ORDER.CONFIRMED_AT.desc(), BOOKING_ORDER.EVENT_ID, BOOKING_ORDER.HOLD_NO)
                    .limit(request.limit() + 1)
                    .fetch(row -> row);
            return Listing.page("orders", request.limit(), rows, PromoterOrders::json, PromoterOrders::cursor);
        });
    }

    private static long own(DSLContext db, long event, String promoterId) {
        boolean is = db.fetchExists(EVENT, EVENT.EVENT_ID.eq(event).and(EVENT.PROMOTER_ID.eq(promoterId)));
        return is ? event : unknown();
    }

    private static long unknown() {
        throw HttpProblem.notFound("no such event");
    }

    private static Condition status(Request request) {
        String status = request.query().get("status");
        if (status == null) {
            return DSL.noCondition();
        }
        if (!STATUSES.contains(status)) {
            throw HttpProblem.badRequest("status: allowed: confirmed, captured, refunded, paymentFailed")
                    .with("field", "status");
        }
        return BOOKING_ORDER.STATUS.eq(status);
    }

    private static Condition found(Request request) {
        String query =
                Optional.ofNullable(request.query().get("query")).orElse("").strip();
        if (query.length() > QUERY_CHARS_MAX) {
            throw HttpProblem.badRequest("query: allowed: at most " + QUERY_CHARS_MAX + " characters")
                    .with("field", "query");
        }
        if (query.isEmpty()) {
            return DSL.noCondition();
        }
        Optional<Ids.OfEvent> order = Ids.parseOrderId(query);
        if (order.isPresent()) {
            return BOOKING_ORDER
                    .EVENT_ID
                    .eq(order.get().event())
                    .and(BOOKING_ORDER.HOLD_NO.eq(order.get().number()));
        }
        return BOOKING_ORDER.ACCOUNT_ID.eq(query).or(ACCOUNT.EMAIL.startsWith(query.toLowerCase(Locale.ROOT)));
    }

    private static JsonObject json(Record row) {
        JsonObject json = new JsonObject()
                .put("orderId", Ids.orderId(row.get(BOOKING_ORDER.EVENT_ID), row.get(BOOKING_ORDER.HOLD_NO)))
                .put("accountId", row.get(BOOKING_ORDER.ACCOUNT_ID))
                .put("email", row.get(ACCOUNT.EMAIL))
                .put("status", row.get(BOOKING_ORDER.STATUS))
                .put("lane", row.get(HOLD.LANE))
                .put("tickets", row.get("tickets", Integer.class))
                .put("amount", row.get(BOOKING_ORDER.AMOUNT))
                .put("currency", row.get(EVENT.CURRENCY))
                .put("confirmedAt", confirmedAt(row).toString());
        Long captured = row.get(PAYMENT.CAPTURED);
        Long refunded = row.get(PAYMENT.REFUNDED);
        return json.put("captured", captured == null ? 0L : captured)
                .put("refunded", refunded == null ? 0L : refunded)
                .put("refundFailed", "refund_failed".equals(row.get(PAYMENT.STATE)));
    }

    private static Instant confirmedAt(Record row) {
        return row.get(BOOKING_ORDER.CONFIRMED_AT).toInstant();
    }

    private static String cursor(Record row) {
        return new OrderCursor(confirmedAt(row), row.get(BOOKING_ORDER.EVENT_ID), row.get(BOOKING_ORDER.HOLD_NO))
                .text();
    }
}
