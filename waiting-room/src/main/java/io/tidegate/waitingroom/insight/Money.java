package io.tidegate.waitingroom.insight;

import static io.tidegate.db.Tables.BOOKING_ORDER;
import static io.tidegate.db.Tables.PAYMENT;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * An event's money, in minor units.
 *
 * @param orders that stand
 * @param value of these
 * @param captured from buyers' cards, in all
 * @param refunded of that
 */
record Money(long orders, long value, long captured, long refunded) {

    /** Plan: the event's range of both primary keys. */
    static Money of(DSLContext db, long event) {
        var orders = db.select(DSL.count(), DSL.sum(BOOKING_ORDER.AMOUNT))
                .from(BOOKING_ORDER)
                .where(BOOKING_ORDER.EVENT_ID.eq(event), BOOKING_ORDER.STATUS.in("confirmed", "captured"))
                .fetchSingle();
        var payments = db.select(DSL.sum(PAYMENT.CAPTURED), DSL.sum(PAYMENT.REFUNDED))
                .from(PAYMENT)
                .where(PAYMENT.EVENT_ID.eq(event))
                .fetchSingle();
        return new Money(orders.value1(), whole(orders.value2()), whole(payments.value1()), whole(payments.value2()));
    }

    /** What has come in and stayed, or is about to: the orders that stand, less what was refunded of them. */
    long revenue() {
        return value;
    }

    JsonObject json() {
        return new JsonObject()
                .put("orders", orders)
                .put("revenue", revenue())
                .put("captured", captured)
                .put("refunded", refunded);
    }

    static long whole(@Nullable BigDecimal sum) {
        return sum == null ? 0 : sum.longValueExact();
    }
}
