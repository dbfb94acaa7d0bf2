package io.tidegate.waitingroom.queue;

import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.queue.QueueRecords.Admissions;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.Sales;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
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
    private static final long WATCHED_MIN = 100;
    /** An empty queue is ticked once in so many ticks, so that thousands of them cost little. */
    private static final int IDLE_TICKS = 10;

    private final Settings settings;
    private final Sales sales;
    private final Views views;
    private final QueueRecords records;
    private final LongFunction<Pressure> pressures;
    private final PollPace pace;
    private final InstantSource clock;
    private final Map<Long, Future<Void>> ticking = new HashMap<>();
    private final Map<Long, Rates.Meter> meters = new HashMap<>();
    private final Map<Long, Long> generations = new HashMap<>();
    /** The most that ever waited: how long ago somebody may have been told to ask again. */
    private final Map<Long, Long> waitingMost = new HashMap<>();

    private @Nullable SeatChanges seatChanges;
    private @Nullable Stock stock;
    private @Nullable Outlooks outlooks;
    private @Nullable Running running;
    private final LongAdder admitted = new LongAdder();
    private long ticks;

    Ticker(
            Settings settings,
            Sales sales,
            Views views,
            QueueRecords records,
            LongFunction<Pressure> pressures,
            PollPace pace,
            InstantSource clock) {
        this.settings = settings;
        this.sales = sales;
        this.views = views;
        this.records = records;
        this.pressures = pressures;
        this.pace = pace;
        this.clock = clock;
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

    /** Places that this instance has admitted, in all queues. */
    long admitted() {
        return admitted.sum();
    }

    @Override
    public Future<?> start() {
        RedisLink redis = new RedisLink(vertx, settings.redis());
        QueueStore store = new QueueStore(redis, new Adoption(vertx, redis, records), () -> 0);
        Running now = new Running(
                vertx.getOrCreateContext(),
                redis,
                store,
                new Draw(vertx, store, records.draws(), new Beacon(settings.queue())),
                new AdmissionLog(vertx, records));
        running = now;
        vertx.setPeriodic(settings.queue().tickMs(), ignored -> tick(now));
        vertx.setPeriodic(
                1, QUEUES_EVERY_MS, ignored -> store.queues().onSuccess(events -> events.forEach(views::watch)));
        return Future.succeededFuture();
    }

    /** Nothing is under way any more, every admission is in the log, and the queues are sealed. */
    @Override
    public Future<?> stop() {
        Running last = running;
        if (last == null) {
            return Future.succeededFuture();
        }
        running = null;
        return Future.join(List.copyOf(ticking.values()))
                .otherwiseEmpty()
                .compose(ignored -> last.admissions.drain())
                .compose(ignored -> Future.join(
                        views.watched().stream().map(last.store::seal).toList()))
                .onFailure(failed -> log.warn("queues end without a seal: {}", failed.toString()))
                .eventually(last.redis::close);
    }

    private void tick(Running now) {
        if (running == null) {
            return;
        }
        now.admissions.flush();
        Outlooks told = outlooks;
        if (told != null) {
            told.flush();
        }
        ticks++;
        for (Long event : views.watched()) {
            boolean putOff = views.idle(event) && (ticks + event) % IDLE_TICKS != 0;
            if (!putOff && !ticking.containsKey(event)) {
                Future<Void> tick = sales.find(event).compose(sale -> tick(now, event, sale));
                ticking.put(event, tick);
                tick.onFailure(failed -> log.debug("tick of {} failed: {}", event, failed.toString()))
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
        Conditions conditions = conditions(now, sale);
        return now.store.admit(sale, bounds(sale, conditions.gate)).map(tick -> {
            seen(now, sale, conditions, tick);
            return null;
        });
    }

    /** What a tick is decided by, besides the queue itself. */
    private record Conditions(Gate gate, Optional<Stock.Level> stock, Pressure pressure) {}

    private Conditions conditions(Running now, Sale sale) {
        Stock counts = stock;
        Optional<Stock.Level> level = counts == null ? Optional.empty() : counts.level(sale.event());
        Pressure pressure = pressures.apply(sale.event());
        Gate gate = Gate.of(sale, clock.millis(), level, now.admissions.keepsUp(), pressure, settings.queue());
        return new Conditions(gate, level, pressure);
    }

    private QueueStore.Bounds bounds(Sale sale, Gate gate) {
        Settings.Queue limits = settings.queue();
        long waiting = waitingMost.merge(sale.event(), views.waiting(), Math::max);
        return new QueueStore.Bounds(
                sale.admitPerMinute() * gate.factor(),
                gate.leasesMax(),
                gate.allowance(),
                limits.claimMs(sale.leaseSeconds()),
                sale.graceSeconds() * 1000L + pace.longestMs(waiting),
                limits.presenceSeconds() * 1000,
                lane -> ahead(sale, lane));
    }

    /** So many as are admitted while absence is told: twice the time in which a sign of life is awaited. */
    private long ahead(Sale sale, String lane) {
        Rates.Meter meter = meters.get(sale.event());
        double perSecond = meter == null
                ? sale.admitPerMinute() / 60.0
                : meter.rates().perSecond(lane).orElse(sale.admitPerMinute() / 60.0);
        long ahead = Math.round(perSecond * 2 * settings.queue().presenceSeconds());
        return Math.clamp(ahead, WATCHED_MIN, settings.queue().watchedMax());
    }

    private void seen(Running now, Sale sale, Conditions conditions, QueueStore.Tick tick) {
        Gate gate = conditions.gate;
        long event = sale.event();
        QueueView view = tick.view();
        Rates rates = meters.computeIfAbsent(event, key -> new Rates.Meter()).take(view);
        Views.Seen seen = new Views.Seen(
                view,
                gate.state(),
                gate.reason(),
                gate.limitedBy(view),
                rates,
                conditions.stock,
                conditions.pressure,
                (int) Math.round(sale.admitPerMinute() * gate.factor()),
                System.nanoTime());
        views.put(event, seen);
        Outlooks told = outlooks;
        if (told != null) {
            told.take(sale, seen);
        }
        admitted.add(tick.admitted().size());
        if (!tick.admitted().isEmpty()) {
            now.admissions.add(new Admissions(event, sale.maxActive(), view, tick.admitted()));
        }
        for (QueueView.Lane lane : view.lanes()) {
            if (lane.state().equals("drawing")) {
                sale.lanes().stream()
                        .filter(drawn -> drawn.name().equals(lane.name()))
                        .forEach(drawn -> now.draw.drive(sale, drawn));
            }
        }
        Long before = generations.put(event, view.generation());
        if (before == null || before != view.generation()) {
            reload(event); // a queue that Redis has just begun does not know the holds
        }
        if (gate.state().equals("closed") && view.waiting() == 0 && view.active() == 0) {
            views.forget(event);
            meters.remove(event);
            waitingMost.remove(event);
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
