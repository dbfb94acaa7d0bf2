package io.tidegate.waitingroom.queue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.redis.Script;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The queues in Redis, a script each operation. A queue that Redis does not know, or knows from before its last start,
 * is begun first, by {@link Adoption}. Failures are 503 problems.
 */
final class QueueStore {
    private static final Script PLACE = load("place");
    private static final Script LEAVE = load("leave");
    private static final Script ADMIT = load("admit");
    private static final Script NUMBER = load("number");
    private static final Script OPEN = load("open");
    private static final Script HOLDS = load("holds");
    private static final Script SEAL = load("seal");
    private static final int SALES_KEPT_MAX = 10_000;

    private final RedisLink redis;
    private final Adoption adoption;
    private final LongSupplier testClockMs;
    private final Cache<Long, Known> known =
            Caffeine.newBuilder().maximumSize(SALES_KEPT_MAX).build();

    /** @param testClockMs 0: Redis's own time */
    QueueStore(RedisLink redis, Adoption adoption, LongSupplier testClockMs) {
        this.redis = redis;
        this.adoption = adoption;
        this.testClockMs = testClockMs;
    }

    static Script load(String name) {
        return Script.load(QueueStore.class, "queue.lua", name + ".lua");
    }

    private record Known(long rowVersion, Keys keys) {}

    /**
     * What a tick did.
     *
     * @param admitted in the order in which it happened
     */
    record Tick(QueueView view, List<Admitted> admitted) {}

    /**
     * Somebody let in.
     *
     * @param returned had been away or lost, and so comes after some behind it
     */
    record Admitted(String account, String lane, long number, boolean returned) {}

    /** What became of holds that Redis was told of. */
    enum HoldsTold {
        OK,
        GAP,
        NO_QUEUE
    }

    /** The place, if any, and the queue's generation. */
    record Own(Optional<Place> place, long generation) {}

    /**
     * What an account asks for.
     *
     * @param lane in which it gets a place if it has none; null: it only looks
     * @param proven the number that a receipt proves, for a place that Redis lost; 0: none
     * @param passEndsMs when a pass that it shows ends, for an admission that Redis lost; 0: none
     */
    record Wish(String account, Sale.@Nullable Lane lane, long proven, long passEndsMs) {}

    /**
     * What bounds a tick, besides the sale's own cap.
     *
     * @param leasesMax leases without a hold, at most: what the stock allows
     * @param allowance admissions of this one tick
     * @param claimMs within which the admitted have to come for their pass
     * @param graceMs for which the place of who did not come is kept in front
     * @param presenceMs after which who is watched and not heard of counts as away
     * @param ahead how far beyond its cursor a lane is watched
     */
    record Bounds(
            double admitPerMinute,
            int leasesMax,
            int allowance,
            int claimMs,
            long graceMs,
            int presenceMs,
            ToLongFunction<String> ahead) {}

    /** The account's place, a new one if it has none; {@code proven} is the number a receipt proves, or 0. */
    Future<Place> join(Sale sale, String account, Sale.Lane lane, long proven) {
        return place(sale, new Wish(account, lane, proven, 0))
                .map(own -> own.place().orElseThrow());
    }

    /** The account's place, if it has one. */
    Future<Own> own(Sale sale, String account) {
        return place(sale, new Wish(account, null, 0, 0));
    }

    /** The account's place. An admitted one's lease is renewed; one that had been parked stands in front again. */
    Future<Own> place(Sale sale, Wish wish) {
        Keys keys = keys(sale);
        List<String> arguments = keys.arguments(
                now(),
                wish.account,
                leaseMs(sale),
                wish.lane == null ? "" : wish.lane.name(),
                wish.lane == null ? 0 : opensAtMs(sale, wish.lane),
                wish.proven,
                wish.passEndsMs);
        return begun(sale, () -> PLACE.gather(redis, keys.keys(), arguments)).map(QueueStore::own);
    }

    private static Own own(Response answer) {
        long generation = number(answer, 2);
        return answer.get(0).toString().equals("none")
                ? new Own(Optional.empty(), generation)
                : new Own(
                        Optional.of(Place.parse(answer.get(1).toString(), generation, number(answer, 3))), generation);
    }

    /** Whether there was a place to give back. */
    Future<Boolean> leave(Sale sale, String account) {
        Keys keys = keys(sale);
        return LEAVE.run(redis, keys.keys(), keys.arguments(now(), account))
                .map(answer -> answer.toString().equals("1"));
    }

    /** One admission tick. */
    Future<Tick> admit(Sale sale, Bounds bounds) {
        Keys keys = keys(sale);
        List<String> arguments = keys.arguments(
                now(),
                leaseMs(sale),
                bounds.admitPerMinute,
                sale.maxActive(),
                bounds.leasesMax,
                bounds.allowance,
                bounds.claimMs,
                bounds.graceMs,
                bounds.presenceMs);
        for (Sale.Lane lane : sale.lanes()) {
            arguments.add(Integer.toString(lane.weight()));
            arguments.add(Long.toString(opensAtMs(sale, lane)));
            arguments.add(Long.toString(bounds.ahead.applyAsLong(lane.name())));
        }
        return begun(sale, () -> ADMIT.run(redis, keys.keys(), arguments)).map(TickAnswer::read);
    }

    /** Members of a lane's frozen lobby, in Redis's order, from {@code offset}. */
    Future<List<String>> lobby(long event, String lane, int offset, int countMax) {
        return redis.send(Request.cmd(Command.ZRANGE)
                        .arg(Keys.lobby(event, lane))
                        .arg(offset)
                        .arg(offset + countMax - 1))
                .map(answer -> answer.stream().map(Response::toString).toList());
    }

    /** A lobby's account and the number drawn for it; 0: it was in no list, and stands behind it. */
    record Numbered(String account, long number) {}

    Future<Void> number(long event, String lane, List<Numbered> places) {
        Keys keys = Keys.of(event, List.of(lane));
        List<String> arguments = keys.arguments(now(), lane);
        for (Numbered place : places) {
            arguments.add(place.account);
            arguments.add(Long.toString(place.number));
        }
        return NUMBER.run(redis, keys.keys(), arguments).mapEmpty();
    }

    /** Ends a lane's draw. */
    Future<Void> open(long event, String lane) {
        Keys keys = Keys.of(event, List.of(lane));
        return OPEN.run(redis, keys.keys(), keys.arguments(now(), lane)).mapEmpty();
    }

    /** Tells of changes {@code from..to}, or with {@code sync} of all holds that live at {@code to}. */
    Future<HoldsTold> holds(long event, boolean sync, long from, long to, List<HoldStep> steps) {
        Keys keys = Keys.of(event, List.of());
        List<String> arguments = keys.arguments(now(), sync ? "sync" : "delta", from, to);
        for (HoldStep step : steps) {
            arguments.add(Long.toString(step.seq()));
            arguments.add(step.kind().letter);
            arguments.add(Integer.toString(step.holdNo()));
            arguments.add(step.account());
            arguments.add(Long.toString(step.countsUntilMs()));
        }
        return HOLDS.run(redis, keys.keys(), arguments).map(answer -> switch (answer.toString()) {
            case "gap" -> HoldsTold.GAP;
            case "unadopted" -> HoldsTold.NO_QUEUE;
            default -> HoldsTold.OK;
        });
    }

    /** The events whose queue has begun, on any instance. */
    Future<List<Long>> queues() {
        return redis.send(Request.cmd(Command.SMEMBERS).arg(Keys.QUEUES))
                .map(answer -> answer.stream()
                        .map(event -> Long.valueOf(event.toString()))
                        .toList());
    }

    /** The last thing that an instance does to a queue: whoever uses it next finds that nothing was lost. */
    Future<Void> seal(long event) {
        Keys keys = Keys.of(event, List.of());
        return SEAL.run(redis, keys.keys(), keys.arguments(now())).mapEmpty();
    }

    /** Nobody ticks this queue any more, until somebody joins. */
    Future<Void> retire(long event) {
        return redis.send(Request.cmd(Command.SREM).arg(Keys.QUEUES).arg(event)).mapEmpty();
    }

    private Future<Response> begun(Sale sale, Supplier<Future<Response>> operation) {
        return operation
                .get()
                .compose(answer -> answer.get(0).toString().equals("unadopted")
                        ? adoption.begin(sale, testClockMs.getAsLong()).compose(ignored -> operation.get())
                        : Future.succeededFuture(answer));
    }

    private Keys keys(Sale sale) {
        Known last = known.getIfPresent(sale.event());
        if (last != null && last.rowVersion == sale.rowVersion()) {
            return last.keys;
        }
        Keys keys = Keys.of(sale);
        known.put(sale.event(), new Known(sale.rowVersion(), keys));
        return keys;
    }

    private static long number(Response answer, int index) {
        return Long.parseLong(answer.get(index).toString());
    }

    static long opensAtMs(Sale sale, Sale.Lane lane) {
        return (lane.opensAt() == null ? sale.opensAt() : lane.opensAt()).toEpochMilli();
    }

    private static long leaseMs(Sale sale) {
        return sale.leaseSeconds() * 1000L;
    }

    private long now() {
        return testClockMs.getAsLong();
    }
}
