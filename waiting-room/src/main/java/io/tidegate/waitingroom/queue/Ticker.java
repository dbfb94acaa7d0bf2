package io.tidegate.waitingroom.queue;

import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.queue.QueueRecords.Admissions;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import io.tidegate.waitingroom.sale.Sales;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every instance's admission tick, on an event loop of its own: for each queue one script, whose answer becomes what
 * polls are answered from. Any number of instances may tick at once; the script admits each place once.
 */
final class Ticker extends VerticleBase implements SeatChanges.HoldListener {
    private static final Logger log = LoggerFactory.getLogger(Ticker.class);
    private static final long QUEUES_EVERY_MS = 1000;
    private static final long RETRY_MS = 1000;
    private static final int ADMIT_MAX = 500;
    /** An empty queue is ticked once in so many ticks, so that thousands of them cost little. */
    private static final int IDLE_TICKS = 10;

    private final Settings settings;
    private final Sales sales;
    private final Views views;
    private final QueueRecords records;
    private final InstantSource clock;
    private final LongSupplier testClockMs;
    private final Set<Long> ticking = new HashSet<>();
    private final Map<Long, Rates.Meter> meters = new HashMap<>();
    private final Map<Long, Long> generations = new HashMap<>();
    private @Nullable SeatChanges seatChanges;
    private @Nullable Stock stock;
    private @Nullable Outlooks outlooks;
    private @Nullable Running running;
    private long ticks;

    Ticker(
            Settings settings,
            Sales sales,
            Views views,
            QueueRecords records,
            InstantSource clock,
            LongSupplier testClockMs) {
        this.settings = settings;
        this.sales = sales;
        this.views = views;
        this.records = records;
        this.clock = clock;
        this.testClockMs = testClockMs;
    }

    /** What exists once the loop is known. */
    private record Running(Context loop, RedisLink redis, QueueStore store, Draw draw, AdmissionLog admissions) {}

    /** Where the stock comes from; before the start. */
    void follow(SeatChanges changes) {
        this.seatChanges = changes;
        this.stock = changes;
    }

    void follow(Stock fixed) {
        this.stock = fixed;
    }

    /** Who makes of each tick what buyers are told; before the start. */
    void tell(Outlooks told) {
        this.outlooks = told;
    }

    @Override
    public Future<?> start() {
        RedisLink redis = new RedisLink(vertx, settings.redis());
        QueueStore store = new QueueStore(redis, new Adoption(vertx, redis, records), testClockMs);
        Running now = new Running(
                vertx.getOrCreateContext(),
                redis,
                store,
                new Draw(vertx, store, records),
                new AdmissionLog(vertx, records));
        running = now;
        vertx.setPeriodic(settings.queue().tickMs(), ignored -> tick(now));
        vertx.setPeriodic(
                1, QUEUES_EVERY_MS, ignored -> store.queues().onSuccess(events -> events.forEach(views::watch)));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Running now = running;
        return now == null ? Future.succeededFuture() : now.redis.close();
    }

    private void tick(Running now) {
        now.admissions.flush();
        Outlooks told = outlooks;
        if (told != null) {
            told.flush();
        }
        ticks++;
        for (Long event : views.watched()) {
            boolean putOff = views.idle(event) && (ticks + event) % IDLE_TICKS != 0;
            if (!putOff && ticking.add(event)) {
                sales.find(event)
                        .compose(sale -> tick(now, event, sale))
                        .onFailure(failed -> log.debug("tick of {} failed: {}", event, failed.toString()))
                        .onComplete(ignored -> ticking.remove(event));
            }
        }
    }

    private Future<Void> tick(Running now, long event, Optional<Sale> known) {
        if (known.isEmpty() || !known.get().queued()) {
            views.forget(event);
            return Future.succeededFuture();
        }
        Sale sale = known.get();
        Gate gate = gate(now, sale);
        return now.store.admit(sale, gate.allowance).map(tick -> {
            seen(now, sale, gate, tick);
            return null;
        });
    }

    /** What, besides rate and cap, bounds a tick. */
    private record Gate(int allowance, String state, String reason, LimitedBy limit, Optional<Stock.Level> stock) {
        static Gate shut(String state, String reason, LimitedBy limit, Optional<Stock.Level> stock) {
            return new Gate(0, state, reason, limit, stock);
        }

        LimitedBy limitedBy(QueueView view) {
            return allowance == 0 ? limit : view.limit();
        }
    }

    private Gate gate(Running now, Sale sale) {
        Stock counts = stock;
        Optional<Stock.Level> level = counts == null ? Optional.empty() : counts.level(sale.event());
        if (sale.control().equals(SaleTermsJson.CLOSED) || !clock.instant().isBefore(sale.closesAt())) {
            return Gate.shut("closed", "closed", LimitedBy.CLOSED, level);
        }
        if (sale.control().equals(SaleTermsJson.PAUSED)) {
            return Gate.shut("paused", "paused", LimitedBy.PAUSED, level);
        }
        if (level.isEmpty() || !now.admissions.keepsUp()) {
            return Gate.shut("open", "writers-away", LimitedBy.WRITERS_AWAY, level);
        }
        if (level.get().soldOut()) {
            return Gate.shut("soldOut", "soldOut", LimitedBy.SOLD_OUT, level);
        }
        if (level.get().available() == 0) {
            return Gate.shut("temporarilyUnavailable", "temporarilyUnavailable", LimitedBy.ALL_HELD, level);
        }
        return new Gate(Math.min(ADMIT_MAX, level.get().available()), "open", "", LimitedBy.NOTHING, level);
    }

    private void seen(Running now, Sale sale, Gate gate, QueueStore.Tick tick) {
        long event = sale.event();
        QueueView view = tick.view();
        Rates rates = meters.computeIfAbsent(event, key -> new Rates.Meter()).take(view);
        Views.Seen seen = new Views.Seen(
                view,
                gate.state,
                gate.reason,
                gate.limitedBy(view),
                rates,
                gate.stock,
                Pressure.NONE,
                sale.admitPerMinute(),
                System.nanoTime());
        views.put(event, seen);
        Outlooks told = outlooks;
        if (told != null) {
            told.take(sale, seen);
        }
        if (!tick.admitted().isEmpty()) {
            now.admissions.add(new Admissions(event, sale.maxActive(), view, tick.admitted()));
        }
        for (QueueView.Lane lane : view.lanes()) {
            if (lane.state().equals("drawing")) {
                now.draw.drive(event, lane.name());
            }
        }
        Long before = generations.put(event, view.generation());
        if (before == null || before != view.generation()) {
            reload(event); // a queue that Redis has just begun does not know the holds
        }
        if (gate.state.equals("closed") && view.waiting() == 0 && view.active() == 0) {
            views.forget(event);
            meters.remove(event);
            if (told != null) {
                told.forget(event);
            }
            now.store.retire(event);
        }
    }

    @Override
    public void holds(long event, boolean sync, long from, long to, List<HoldStep> steps) {
        Running now = running;
        if (now != null) {
            now.loop.runOnContext(ignored -> now.store
                    .holds(event, sync, from, to, steps)
                    .onFailure(failed -> vertx.setTimer(RETRY_MS, retry -> reload(event)))
                    .onSuccess(told -> {
                        if (told == QueueStore.HoldsTold.GAP) {
                            reload(event);
                        }
                    }));
        }
    }

    private void reload(long event) {
        SeatChanges changes = seatChanges;
        if (changes != null) {
            changes.reload(event);
        }
    }
}
