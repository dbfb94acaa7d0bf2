package io.tidegate.waitingroom.booking;

import static io.tidegate.db.Tables.BOOKING_ORDER;
import static io.tidegate.db.Tables.BOOKING_STEP;
import static io.tidegate.db.Tables.HOLD;
import static io.tidegate.db.Tables.PAYMENT;
import static io.tidegate.db.Tables.TICKET;

import io.tidegate.store.Database;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Reads holds with their payments and orders, as the writers committed them. */
public final class Holds {
    private final Database database;

    public Holds(Database database) {
        this.database = database;
    }

    /** This account's hold with this number; another's is not found. */
    public Future<Optional<Hold>> own(String account, long event, int holdNo) {
        return first(HOLD.EVENT_ID.eq(event).and(HOLD.HOLD_NO.eq(holdNo)).and(HOLD.ACCOUNT_ID.eq(account)));
    }

    /** This account's hold that has the ticket, held or bought; where there is none, the last that had it. */
    public Future<Optional<Hold>> ownOfTicket(String account, long event, int ticketNo) {
        return first(hasTicket(account, event, ticketNo))
                .compose(has ->
                        has.isPresent() ? Future.succeededFuture(has) : first(hadTicket(account, event, ticketNo)));
    }

    /** Plan: the primary keys of ticket and hold. */
    private static Condition hasTicket(String account, long event, int ticketNo) {
        var holdNo =
                DSL.select(TICKET.HOLD_NO).from(TICKET).where(TICKET.EVENT_ID.eq(event), TICKET.TICKET_NO.eq(ticketNo));
        return HOLD.EVENT_ID.eq(event).and(HOLD.HOLD_NO.eq(holdNo)).and(HOLD.ACCOUNT_ID.eq(account));
    }

    /** Plan: the primary key of hold, all of an event's: 10 ms for 80,000, and only for who asks for what has ended. */
    private static Condition hadTicket(String account, long event, int ticketNo) {
        return HOLD.EVENT_ID
                .eq(event)
                .and(HOLD.ACCOUNT_ID.eq(account))
                .and(DSL.val(ticketNo).eq(DSL.any(HOLD.TICKET_NOS)));
    }

    /**
     * The writer's reply, told more exactly where it says that a hold has ended: it lets go of holds that are over, and
     * of orders too, and the database knows what became of them.
     */
    public Future<Optional<Reply>> exactly(String account, int holdNo, Optional<Reply> told) {
        return told.isEmpty() || told.get().getRefused().getReason() != Refused.Reason.HOLD_EXPIRED
                ? Future.succeededFuture(told)
                : own(account, told.get().getEventId(), holdNo).map(hold -> Optional.of(exactly(hold, told.get())));
    }

    private static Reply exactly(Optional<Hold> hold, Reply told) {
        Refused.Builder refused = Refused.newBuilder();
        if (hold.isEmpty()) {
            refused.setReason(Refused.Reason.NOT_FOUND);
        } else if (hold.get().isBought()) {
            refused.setReason(Refused.Reason.ALREADY_ORDERED)
                    .setHoldNo(hold.get().holdNo());
        } else {
            return told;
        }
        return told.toBuilder().setRefused(refused).build();
    }

    /** The hold that this command made. Plan: unique index hold_command. */
    public Future<Optional<Hold>> madeBy(byte[] commandId) {
        return first(HOLD.COMMAND_ID.eq(commandId));
    }

    /** The order that this command made, with its hold. Plan: unique index order_command. */
    public Future<Optional<Hold>> orderedBy(byte[] commandId) {
        return first(BOOKING_ORDER.COMMAND_ID.eq(commandId));
    }

    /** What happened to a hold and its order: {@code [{at, step, detail?}]}, in order. */
    public Future<JsonArray> timeline(long event, int holdNo) {
        return database.call(db -> {
            JsonArray timeline = new JsonArray();
            db.select(HOLD.CREATED_AT)
                    .from(HOLD)
                    .where(HOLD.EVENT_ID.eq(event), HOLD.HOLD_NO.eq(holdNo))
                    .forEach(hold -> timeline.add(new JsonObject()
                            .put("at", hold.value1().toInstant().toString())
                            .put("step", "reserved")));
            db.select(BOOKING_STEP.AT, BOOKING_STEP.STEP, BOOKING_STEP.DETAIL)
                    .from(BOOKING_STEP)
                    .where(BOOKING_STEP.EVENT_ID.eq(event), BOOKING_STEP.HOLD_NO.eq(holdNo))
                    .orderBy(BOOKING_STEP.SEQ, BOOKING_STEP.AT)
                    .forEach(step -> timeline.add(step(step)));
            return timeline;
        });
    }

    private Future<Optional<Hold>> first(Condition which) {
        return database.call(db -> db.select(HOLD.asterisk(), PAYMENT.asterisk(), BOOKING_ORDER.asterisk())
                .from(HOLD)
                .leftJoin(PAYMENT)
                .on(PAYMENT.EVENT_ID.eq(HOLD.EVENT_ID), PAYMENT.HOLD_NO.eq(HOLD.HOLD_NO))
                .leftJoin(BOOKING_ORDER)
                .on(BOOKING_ORDER.EVENT_ID.eq(HOLD.EVENT_ID), BOOKING_ORDER.HOLD_NO.eq(HOLD.HOLD_NO))
                .where(which)
                .orderBy(HOLD.HOLD_NO.desc())
                .limit(1)
                .fetchOptional(Holds::read));
    }

    /** Reads a row of hold, payment and order, joined. */
    public static Hold read(Record row) {
        return new Hold(
                row.get(HOLD.EVENT_ID),
                row.get(HOLD.HOLD_NO),
                row.get(HOLD.ACCOUNT_ID),
                row.get(HOLD.COMMAND_ID),
                Arrays.asList(row.get(HOLD.TICKET_NOS)),
                Arrays.stream(row.get(HOLD.PRICE_NOS)).map(Short::intValue).toList(),
                row.get(HOLD.AMOUNT),
                Hold.State.of(row.get(HOLD.STATE)),
                row.get(HOLD.CREATED_AT).toInstant(),
                row.get(HOLD.EXPIRES_AT).toInstant(),
                Optional.ofNullable(row.get(PAYMENT.STATE))
                        .map(state -> new Hold.Payment(Optional.ofNullable(row.get(PAYMENT.INTENT_ID)), state)),
                Optional.ofNullable(row.get(BOOKING_ORDER.STATUS))
                        .map(status -> new Hold.Order(
                                status,
                                row.get(BOOKING_ORDER.AMOUNT),
                                row.get(BOOKING_ORDER.COMMAND_ID),
                                row.get(BOOKING_ORDER.CONFIRMED_AT).toInstant())));
    }

    private static JsonObject step(Record row) {
        JsonObject step = new JsonObject()
                .put("at", row.get(BOOKING_STEP.AT).toInstant().toString())
                .put("step", row.get(BOOKING_STEP.STEP));
        String detail = row.get(BOOKING_STEP.DETAIL);
        return detail == null || detail.isEmpty() ? step : step.put("detail", detail);
    }
}
