package io.tidegate.waitingroom.ticket;

import io.tidegate.settings.MailSettings;
import io.tidegate.store.Database;
import io.tidegate.waitingroom.command.ReplyListener;
import io.tidegate.waitingroom.mail.Outbox;
import io.tidegate.wire.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the writers have committed about orders into mails, each by the order and its cause, so that any number of
 * instances may do it and none does it twice. Replies only say where to look at once; what no reply was heard of is found
 * by a sweep, which at the start goes back as far as an authorisation lasts.
 */
final class OrderNews implements ReplyListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OrderNews.class);
    private static final Duration LOOK_BACK_AT_START = Duration.ofDays(8);
    private static final Duration LOOK_BACK = Duration.ofMinutes(10);
    private static final long TOLD_EVERY_MS = 200;
    private static final int TOLD_MAX = 100_000;
    private static final int AT_ONCE_MAX = 500;

    /** What a mail of this kind is told about, once for each cause. */
    private static final List<Rule> RULES = List.of(
            new Rule("tickets", "'captured:' || %key", "o.status = 'captured'"),
            new Rule("paymentFailed", "'paymentFailed:' || %key", "o.status = 'paymentFailed'"),
            new Rule(
                    "refunded",
                    "'refunded:' || %key || ':' || coalesce(p.refunded, 0)",
                    "(p.refunded > 0 or o.status = 'refunded')"),
            new Rule(
                    "eventCancelled",
                    "'cancelled:' || %key",
                    "l.state = 'cancelled' and o.status in ('confirmed', 'captured', 'refunded')"));

    private static final String CHANGED_SINCE = "(o.updated_at >= ?::timestamptz or l.state = 'cancelled')";
    private static final String NAMED = "(o.event_id, o.hold_no) in (select * from unnest(?::bigint[], ?::integer[]))";

    private final Database database;
    private final Outbox outbox;
    private final MailSettings settings;
    private final Runnable mailWaits;
    private final InstantSource clock;
    private final Set<Key> told = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("order-news").factory());
    private volatile Duration lookBack = LOOK_BACK_AT_START;

    private record Key(long event, int holdNo) {}

    private record Rule(String kind, String cause, String condition) {
        /** Plan: the orders asked for, then an anti-join on mail's unique cause. */
        String sql(String which) {
            String why = cause.replace("%key", "o.event_id || '-' || o.hold_no");
            return """
                insert into mail (cause, kind, recipient, data, next_attempt_at, give_up_at)
                select %1$s, '%2$s', a.email,
                       jsonb_build_object('event', o.event_id, 'holdNo', o.hold_no, 'refunded', coalesce(p.refunded, 0)),
                       ?::timestamptz, ?::timestamptz
                  from booking_order o
                  join account a on a.account_id = o.account_id
                  join event_ledger l on l.event_id = o.event_id
                  left join payment p on p.event_id = o.event_id and p.hold_no = o.hold_no
                 where %3$s and %4$s
                   and not exists (select from mail m where m.cause = %1$s)
                on conflict (cause) do nothing\
                """.formatted(why, kind, condition, which);
        }
    }

    OrderNews(Database database, Outbox outbox, MailSettings settings, Runnable mailWaits, InstantSource clock) {
        this.database = database;
        this.outbox = outbox;
        this.settings = settings;
        this.mailWaits = mailWaits;
        this.clock = clock;
    }

    void start() {
        var _ = timer.scheduleWithFixedDelay(quietly(this::sweep), 0, settings.sweepMs(), TimeUnit.MILLISECONDS);
        var _ = timer.scheduleWithFixedDelay(quietly(this::look), TOLD_EVERY_MS, TOLD_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void onReply(Reply reply, byte[] bytes) {
        int holdNo = switch (reply.getOutcomeCase()) {
            case PAYMENT_SETTLED -> reply.getPaymentSettled().getHoldNo();
            case REFUND_STARTED -> reply.getRefundStarted().getHoldNo();
            default -> 0;
        };
        if (holdNo > 0 && told.size() < TOLD_MAX) { // beyond, the sweep finds them
            told.add(new Key(reply.getEventId(), holdNo));
        }
    }

    private void look() {
        List<Key> some = told.stream().limit(AT_ONCE_MAX).toList();
        if (some.isEmpty()) {
            return;
        }
        some.forEach(told::remove);
        Long[] events = some.stream().map(Key::event).toArray(Long[]::new);
        Integer[] holds = some.stream().map(Key::holdNo).toArray(Integer[]::new);
        try {
            tell(NAMED, events, holds);
        } catch (RuntimeException away) {
            told.addAll(some);
            throw away;
        }
    }

    /** Finds all that is to be told of orders that have changed lately. */
    void sweep() {
        OffsetDateTime since = clock.instant().minus(lookBack).atOffset(ZoneOffset.UTC);
        tell(CHANGED_SINCE, since);
        lookBack = LOOK_BACK.plusMillis(settings.sweepMs());
        outbox.forget();
    }

    private void tell(String which, Object... arguments) {
        int mails = database.run(db -> RULES.stream()
                .mapToInt(rule -> insert(db, rule.sql(which), arguments))
                .sum());
        if (mails > 0) {
            mailWaits.run();
        }
    }

    private int insert(DSLContext db, String sql, Object... arguments) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        List<Object> all = new ArrayList<>(List.of(now, now.plus(settings.giveUpAfter())));
        all.addAll(List.of(arguments));
        return db.execute(sql, all.toArray());
    }

    private static Runnable quietly(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException away) {
                log.warn("orders cannot be looked through for mail, trying again: {}", away.toString());
            }
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
