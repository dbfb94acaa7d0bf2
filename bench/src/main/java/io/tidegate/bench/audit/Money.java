package io.tidegate.bench.audit;

import io.tidegate.bench.audit.Subject.Intent;
import io.tidegate.ids.Ids;
import io.tidegate.ids.Ids.OfEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * At Stripe, captured − refunded is the value of the valid orders, one by one, and no authorisation stays open on a hold
 * that is dead. A payment within its grace, or of a live hold, is not at rest and is not judged; nor is one that Stripe
 * is being asked about, or whose booking changed while Stripe was listed. A refund that failed leaves money that is owed:
 * the database has to say so.
 */
final class Money implements Invariant {
    @Override
    public String name() {
        return "money";
    }

    /** One hold with its payment and order, as the database has it. */
    private record Booking(OfEvent id, String intentId, String order, long value, boolean mayBeOpen, boolean underWay) {
        boolean validOrder() {
            return Set.of("confirmed", "captured").contains(order);
        }
    }

    private static final String BOOKINGS = """
            select p.event_id, p.hold_no, coalesce(p.intent_id, ''), coalesce(o.status, ''),
                case when p.state = 'refund_failed' then p.captured - p.refunded
                     when o.status in ('confirmed', 'captured') then o.amount else 0 end,
                h.state = 0 or (p.state = 'open' and p.grace_until > now()),
                p.state in ('capturing', 'voiding', 'refunding') and p.updated_at > now() - interval '1 minute'
            from payment p
            join hold h using (event_id, hold_no)
            left join booking_order o using (event_id, hold_no)
            """;

    private static final String ORDER_WITHOUT_PAYMENT = """
            select format('order %s of event %s has no payment', o.hold_no, o.event_id)
            from booking_order o left join payment p using (event_id, hold_no)
            where p.hold_no is null
            """;

    private static final String TOTALS_DIFFER = """
            select format('order %s of event %s is %s over %s, its payment %s over %s (captured %s, refunded %s)',
                o.hold_no, o.event_id, o.status, o.amount, p.state, p.amount, p.captured, p.refunded)
            from booking_order o join payment p using (event_id, hold_no)
            where o.status = 'captured' and (p.state not in ('captured', 'refunding', 'refund_failed')
                or p.captured - p.refunded < o.amount
                or (p.state = 'captured' and p.captured - p.refunded <> o.amount))
            """;

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException, IOException {
        subject.violations(verdict, ORDER_WITHOUT_PAYMENT);
        subject.violations(verdict, TOTALS_DIFFER);
        Map<OfEvent, Booking> before = bookings(subject);
        Map<String, Intent> intents = subject.payments().list();
        subject.renew();
        Map<OfEvent, Booking> bookings = bookings(subject);
        Predicate<OfEvent> atRest = id -> {
            Booking now = bookings.get(id);
            return Objects.equals(before.get(id), now) && (now == null || !now.underWay);
        };
        bookings.values().stream()
                .filter(booking -> booking.validOrder() && atRest.test(booking.id))
                .forEach(booking -> checkOrder(booking, intents.get(booking.intentId), verdict));
        intents.values()
                .forEach(intent -> Ids.parseHoldId(intent.holdId()) // another system's have none
                        .filter(atRest)
                        .ifPresent(hold -> checkIntent(intent, bookings.get(hold), verdict)));
        verdict.checked(bookings.size() + intents.size());
    }

    private static Map<OfEvent, Booking> bookings(Subject subject) throws SQLException {
        Map<OfEvent, Booking> bookings = new HashMap<>();
        subject.query(BOOKINGS, row -> {
            OfEvent id = new OfEvent(row.getLong(1), row.getInt(2));
            Booking booking = new Booking(
                    id, row.getString(3), row.getString(4), row.getLong(5), row.getBoolean(6), row.getBoolean(7));
            bookings.put(id, booking);
        });
        return bookings;
    }

    private static void checkOrder(Booking booking, @Nullable Intent intent, Verdict verdict) {
        String order = Ids.orderId(booking.id.event(), booking.id.number());
        if (intent == null) {
            verdict.violation("order " + order + ": Stripe has no intent '" + booking.intentId + "'");
        } else if (intent.received() - intent.refunded() != booking.value) {
            verdict.violation("order " + order + " is worth " + booking.value + "; Stripe captured " + intent.received()
                    + " and refunded " + intent.refunded() + " (" + intent.status() + ")");
        }
    }

    private static void checkIntent(Intent intent, @Nullable Booking of, Verdict verdict) {
        Booking booking = of != null && of.intentId.equals(intent.id()) ? of : null;
        boolean valid = booking != null && booking.validOrder();
        boolean mayBeOpen = booking != null && booking.mayBeOpen;
        if (intent.authorised() && !valid && !mayBeOpen) {
            verdict.violation("intent " + intent.id() + " is still authorised; hold " + intent.holdId() + " is dead");
        }
        long kept = intent.received() - intent.refunded();
        boolean owed = booking != null && !valid && kept == booking.value; // a refund failed, and it is known
        if (kept != 0 && !valid && !owed) {
            verdict.violation(
                    "intent " + intent.id() + " keeps " + kept + " without a valid order for hold " + intent.holdId());
        }
    }
}
